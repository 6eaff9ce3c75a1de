// Small help for whoever reviews: choosing all of a list at once, and taking the words that are marked in a passage.
(() => {
  let marked = "";
  let kept = { of: "", words: new Map() }; // what was written when somebody else was faster

  // The words marked last within a passage stay known when the button is pressed.
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const node = selection && selection.anchorNode;
    const element = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const words = selection ? selection.toString().replace(/\s+/g, " ").trim() : "";
    if (words && element && element.closest("[data-words]")) marked = words;
  });

  const take = (button) => {
    const field = document.getElementById(button.dataset.take);
    if (marked && field) {
      field.value = marked;
      field.focus();
    } else window.metodbank.say(button.dataset.none, true);
  };
  const choose = (button) => {
    const isOn = button.dataset.choose === "all";
    const list = document.getElementById(button.dataset.list);
    if (list) for (const box of list.querySelectorAll('input[type="checkbox"]')) box.checked = isOn;
  };

  // Somebody else was faster: the page is shown as it is now, and says who did what. What was written stays.
  document.addEventListener("mb:refused", (event) => {
    const page = document.getElementById("mb-review");
    if (event.detail.kind !== "ChangedMeanwhileError") return;
    if (!page) {
      if (event.target.closest("#mb-queue")) window.dispatchEvent(new PopStateEvent("popstate"));
      return;
    }
    const fields = [...document.querySelectorAll("textarea[name]")].filter((field) => field.value);
    kept = { of: page.dataset.of, words: new Map(fields.map((field) => [field.id, field.value])) };
    window.metodbank.open(page.dataset.conflict, "mb-conflict");
  });
  document.addEventListener("mb:drawn", () => {
    const page = document.getElementById("mb-review");
    if (!page || page.dataset.of !== kept.of) return;
    for (const [id, words] of kept.words) {
      const field = document.getElementById(id);
      if (field && !field.value) field.value = words;
    }
  });
  document.addEventListener("input", (event) => kept.words.delete(event.target.id));

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button[data-take], button[data-choose]");
    if (!button) return;
    if (button.dataset.take) take(button);
    else choose(button);
  });
})();
