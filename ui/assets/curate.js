// For curators: forms that look something up, words that are marked in a passage and quoted, and what is written
// but not saved, which outlives that the page is drawn anew and that somebody else was faster.
(() => {
  const page = () => document.getElementById("mb-edit");
  const unsaved = new Map(); // of practice and field: what is written, and the version it was written on
  const keyOf = (field) => (page() && field.id ? `${page().dataset.of} ${field.id}` : "");
  const isFree = (field) => field.matches && field.matches("form[data-do] :is(input[type=text], textarea, select)");
  const first = (field) =>
    field.tagName === "SELECT"
      ? ([...field.options].find((each) => each.defaultSelected) || field.options[0] || { value: "" }).value
      : field.defaultValue;
  const show = (form) => {
    const isOpen = [...form.elements].some((field) => isFree(field) && !("keep" in field.dataset) && unsaved.has(keyOf(field)));
    form.classList.toggle("mb-is-unsaved", isOpen);
  };
  const remember = (field) => {
    const key = keyOf(field);
    if (!key) return;
    if (field.value === first(field)) unsaved.delete(key);
    else {
      const seen = unsaved.has(key) ? unsaved.get(key).seen : Number(page().dataset.seen);
      unsaved.set(key, { value: field.value, seen });
    }
    show(field.form);
  };
  const forget = (field) => unsaved.delete(keyOf(field));

  document.addEventListener("input", (event) => {
    if (page() && isFree(event.target)) remember(event.target);
  });
  document.addEventListener("mb:drawn", () => {
    if (!page()) return;
    for (const form of document.querySelectorAll("form[data-do]")) {
      for (const field of form.elements) {
        const kept = isFree(field) && unsaved.get(keyOf(field));
        if (kept && field.value === first(field)) field.value = kept.value;
      }
      show(form);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...unsaved.keys()].some((key) => !/ mb-(quote-(passage|what)|relate-\w+)$/.test(key))) event.preventDefault();
  });

  // A text is sent with the version that it was written on, whatever has been drawn since.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-of-text]");
    if (!form || !page()) return;
    const field = form.elements.words;
    const kept = unsaved.get(keyOf(field));
    const isMine = event.submitter && event.submitter.dataset.mine;
    const seen = kept && !isMine ? kept.seen : Number(page().dataset.seen);
    form.dataset.with = JSON.stringify({ ...JSON.parse(form.dataset.with), seen });
  }, { capture: true });
  document.addEventListener("mb:done", (event) => {
    if (!page()) return;
    const form = event.target.closest("form");
    for (const field of form ? form.elements : []) {
      if (!isFree(field) || "keep" in field.dataset) continue;
      forget(field);
      if (field.id === "mb-quote-words" || field.id === "mb-quote-amount") field.value = "";
    }
    const address = new URL(location.href);
    if (!address.searchParams.has("seen")) return;
    for (const name of ["seen", "mine"]) address.searchParams.delete(name);
    history.replaceState({}, "", address);
  });
  // Somebody else was faster: the page is shown as it is now and says who did what. What was written stays.
  document.addEventListener("mb:refused", (event) => {
    if (!page() || event.detail.kind !== "ChangedMeanwhileError") return;
    const form = event.target.closest("form[data-of-text]");
    const address = new URL(location.href);
    address.searchParams.set("seen", page().dataset.seen);
    address.searchParams.delete("mine");
    if (form) address.searchParams.set("mine", form.dataset.ofText);
    const next = form ? `${form.elements.words.id}-theirs` : "mb-conflict";
    window.metodbank.open(address.href, next);
  });
  const takeTheirs = (id) => {
    const field = document.getElementById(id);
    forget(field);
    field.value = first(field);
    show(field.form);
    const address = new URL(location.href);
    for (const name of ["seen", "mine"]) address.searchParams.delete(name);
    window.metodbank.open(address.href, id);
  };

  // Words that are marked in a passage go into the form, with the passage that they stand in.
  const markedIn = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return null;
    const element = (node) => (node && node.nodeType === Node.ELEMENT_NODE ? node : node && node.parentElement);
    const inside = element(selection.anchorNode) && element(selection.anchorNode).closest("[data-passage] blockquote");
    if (!inside || !inside.contains(selection.focusNode)) return null;
    return { words: selection.toString().trim(), passage: inside.closest("[data-passage]").dataset.passage };
  };
  const put = (id, value) => {
    const field = document.getElementById(id);
    if (!field) return;
    field.value = value;
    remember(field);
  };
  let taken = "";
  document.addEventListener("selectionchange", () => {
    const marked = document.getElementById("mb-quote") && markedIn();
    const now = marked ? `${marked.passage} ${marked.words}` : "";
    if (now === taken) return; // still marked, and quoted or changed in the form since
    taken = now;
    if (!marked || !marked.words) return;
    put("mb-quote-words", marked.words);
    put("mb-quote-passage", marked.passage);
  });
  const choose = (button) => {
    const list = document.getElementById("mb-quote-what");
    const words = document.getElementById("mb-quote-words");
    if (!list || !words) return;
    const options = [...list.options];
    const what = button.dataset.what;
    const option = options.find((each) => each.value === what) || options.find((each) => each.value.startsWith(`${what}:`));
    if (option) put("mb-quote-what", option.value);
    // where a code must be chosen too, it is chosen first
    const next = option && option.value !== what ? list : words;
    next.focus({ preventScroll: true });
    document.getElementById("mb-quote").scrollIntoView({ block: "center" });
  };

  // A form that looks something up opens an address: what it begins with, and its fields that are not empty.
  const look = (form) => {
    const address = new URL(form.dataset.look, location.href);
    let n = 0;
    for (const [name, value] of new FormData(form)) {
      if (!value) continue;
      address.searchParams.append(name, value);
      n += 1;
    }
    if (n < Number(form.dataset.least || 0)) window.metodbank.say(form.dataset.none, true);
    else window.metodbank.open(address.href, form.dataset.focus || "mb-title");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-look]");
    if (!form) return;
    event.preventDefault();
    look(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button[data-what], button[data-theirs]");
    if (!button) return;
    if (button.dataset.what) choose(button);
    else takeTheirs(button.dataset.theirs);
  });
})();
