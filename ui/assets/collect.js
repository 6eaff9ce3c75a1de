// Saves to the reader's collection and changes it. The server is asked, the page is drawn anew by Streamlit;
// all texts come from the page (#mb-collect), as the script knows no language.
(() => {
  let mine; // what the current collection holds: {current, refs, searches}, undefined until known
  let isNew = false; // the cookie has changed: Streamlit sees it only after the page is loaded anew
  let goal; // where the focus goes when the page has been drawn with the change
  // What the tab remembers when it is loaded anew, as far as the browser lets it
  const remember = (name, value) => {
    try {
      if (value === undefined) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, JSON.stringify(value));
    } catch { /* not allowed, or full */ }
  };
  const remembered = (name) => {
    try {
      return JSON.parse(sessionStorage.getItem(name)) || undefined;
    } catch {
      return undefined;
    }
  };
  const kept = new Map(remembered("mb-kept") || []); // texts that could not be saved, by form
  const keep = (id, text) => {
    if (text === undefined) kept.delete(id);
    else kept.set(id, text);
    // the form of the title is that of any collection
    remember("mb-kept", [...kept].filter(([each]) => each !== "mb-describe"));
  };
  const texts = () => {
    const element = document.getElementById("mb-collect");
    return element ? element.dataset : {};
  };
  const filled = (template, values) =>
    (template || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

  // A live region must be there before its text; it stands outside what Streamlit draws.
  const region = document.createElement("div");
  region.className = "mb-toast";
  region.setAttribute("role", "status");
  let clearing;
  const say = (message, isProblem) => {
    if (!message) return;
    if (!region.isConnected) (document.querySelector(".stApp") || document.body).append(region);
    region.lang = document.documentElement.lang;
    region.classList.toggle("mb-problem", Boolean(isProblem));
    region.textContent = "";
    clearTimeout(clearing);
    setTimeout(() => { region.textContent = message; }, 50);
    clearing = setTimeout(() => { region.textContent = ""; }, isProblem ? 20000 : 8000);
  };
  window.metodbank.say = say; // for other scripts
  const problem = (error) => {
    const name = (error && error.problem) || "failed";
    const words = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    say(texts()[`problem${words.charAt(0).toUpperCase()}${words.slice(1)}`] || texts().problemFailed, true);
  };

  // One after the other: two quick clicks must not overtake one another. A body may be a function, which is
  // asked when its turn comes.
  let queue = Promise.resolve();
  const post = (address, body) => {
    const sent = queue.then(async () => {
      const response = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Metodbank": "1" },
        body: JSON.stringify({ ui: document.documentElement.lang, ...(body instanceof Function ? body() : body) }),
        credentials: "same-origin",
        keepalive: true,
      });
      const answer = await response.json();
      if (!response.ok) throw answer;
      if ((mine && mine.current && mine.current.id) !== (answer.current && answer.current.id)) isNew = true;
      mine = answer;
      mark();
      return answer;
    });
    queue = sent.catch(() => {});
    return sent;
  };

  // Marks what is saved. Changes only what differs: each change of the page calls it again.
  const isSaved = (button) => {
    if (!mine || !mine.current) return false;
    const { ref, search } = button.dataset;
    return ref ? mine.refs.includes(ref) : mine.searches.includes(search);
  };
  const press = (button, on) => {
    const value = on ? "true" : "false";
    if (button.getAttribute("aria-pressed") !== value) button.setAttribute("aria-pressed", value);
  };
  function mark() {
    if (!mine) return;
    for (const button of document.querySelectorAll("button.mb-save")) {
      if (!button.dataset.busy) press(button, isSaved(button));
    }
    const count = mine.current ? ` (${mine.current.count})` : "";
    for (const link of document.querySelectorAll('a[data-page="collection"]')) {
      let shown = link.querySelector(".mb-count");
      if (!shown) {
        shown = document.createElement("span");
        shown.className = "mb-count";
        link.append(shown);
      }
      if (shown.textContent !== count) shown.textContent = count;
    }
  }

  const save = async (button) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    const { ref, search } = button.dataset;
    button.dataset.busy = "1";
    press(button, on);
    try {
      const answer = await post("./collect", ref ? { ref, on } : { search, on });
      const { title, count } = answer.current || { title: "", count: 0 };
      say(filled(on ? texts().saved : texts().takenOut, { title, n: count }));
    } catch (error) {
      problem(error);
    } finally {
      delete button.dataset.busy;
      if (mine) press(button, isSaved(button));
      else press(button, !on);
    }
  };

  // The collection page

  const root = () => document.getElementById("mb-collection");
  const redraw = () => window.dispatchEvent(new PopStateEvent("popstate"));
  let isLeaving = false;
  const load = (address) => {
    isLeaving = true;
    location.assign(address);
  };
  const withId = (address, id) => `${address}${address.includes("?") ? "&" : "?"}id=${id}`;
  const change = (element, body) => {
    const holder = element.closest("[data-collection]");
    const item = element.closest("[data-item]");
    return post("./collect/change", () => ({
      ...(holder ? { collection: Number(holder.dataset.collection) } : {}),
      ...(item ? { item: Number(item.dataset.item) } : {}),
      ...(body instanceof Function ? body() : body),
    }));
  };
  const titleOf = (element) => {
    const item = element.closest("[data-title]");
    return item ? item.dataset.title : "";
  };
  const settle = (answer, selectors, message) => {
    goal = { changes: answer.changes || 0, selectors, message };
    redraw();
  };

  const acts = {
    up: (button) => move(button, -1),
    down: (button) => move(button, 1),
    remove: async (button) => {
      const item = button.closest("[data-item]");
      const next = item.nextElementSibling || item.previousElementSibling;
      const answer = await change(button, { act: "remove" });
      const there = next && next.dataset.item ? `[data-item="${next.dataset.item}"] [data-act="remove"]` : "";
      settle(answer, [`[data-item="${item.dataset.item}"] [data-act="put-back"]`, there, "#mb-title"],
        filled(texts().removed, { title: titleOf(button) }));
    },
    "put-back": async (button) => {
      const id = button.closest("[data-item]").dataset.item;
      const answer = await change(button, { act: "put-back" });
      settle(answer, [`[data-item="${id}"] [data-act="remove"]`, "#mb-title"],
        filled(texts().back, { title: titleOf(button) }));
    },
    "take-back": async (button) => { await change(button, { act: "take-back" }); reload(button); },
    delete: async (button) => { await change(button, { act: "delete" }); reload(button); },
    "make-current": async (button) => { await change(button, { act: "make-current" }); reload(button); },
    "let-go": async (button) => { await change(button, { act: "let-go" }); load(root().dataset.home); },
    "share-anew": async (button) => {
      const answer = await change(button, { act: "share-anew" });
      settle(answer, ['[data-act="share-anew"]'], texts().sharedAnew);
    },
    copy: async (button) => {
      const field = document.getElementById(button.dataset.from);
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        say(texts().copied);
      } catch {
        say(texts().copyYourself); // not allowed: the text is selected
      }
    },
    print: () => window.print(),
  };
  async function move(button, steps) {
    if (button.getAttribute("aria-disabled") === "true") return;
    const item = button.closest("[data-item]");
    const answer = await change(button, { act: "move", steps });
    settle(answer, [`[data-item="${item.dataset.item}"] [data-act="${button.dataset.act}"]`],
      filled(texts().moved, { title: titleOf(button), place: answer.place, n: answer.places }));
  }
  // The address of the collection itself, loaded anew so that Streamlit sees the cookie.
  function reload(button) {
    const holder = button.closest("[data-collection]");
    load(holder.dataset.address || location.href);
  }

  const forms = {
    annotate: async (form) => {
      // a saved search has no slot
      const note = form.querySelector("textarea");
      const slot = form.querySelector("input") || { value: "", defaultValue: "" };
      if (note.value === note.defaultValue && slot.value === slot.defaultValue) return;
      if (isTooLong(form)) return;
      let sent;
      let was;
      try {
        // what stands there when it is sent, with the version that the answer before gave: who goes on writing
        // while the server is asked is nobody else, and loses nothing
        const answer = await change(form, () => {
          sent = { note: note.value, slot: slot.value };
          was = [note.defaultValue, slot.defaultValue];
          return { act: "annotate", ...sent, seen: Number(form.dataset.version), was };
        });
        form.dataset.version = String(answer.version);
        // a text that was left alone here may have been changed elsewhere
        if (sent.note === was[0]) adopt(note, sent.note, answer.note);
        else note.defaultValue = sent.note;
        if (sent.slot === was[1]) adopt(slot, sent.slot, answer.slot);
        else slot.defaultValue = sent.slot;
        draft(form);
        forget(form);
        say(filled(texts().noted, { title: titleOf(form) }));
      } catch (error) {
        overtaken(form, [note.value, slot.value], error);
      }
    },
    describe: async (form) => {
      const [title, note] = [form.querySelector("input"), form.querySelector("textarea")];
      if (isTooLong(form)) return;
      try {
        const answer = await change(form, () => ({
          act: "describe", title: title.value, note: note.value, seen: Number(form.dataset.version),
        }));
        form.dataset.version = String(answer.described); // whoever sends it twice is nobody else
        forget(form);
        settle(answer, ["#mb-describe-open"], texts().described);
      } catch (error) {
        overtaken(form, [note.value, title.value], error);
      }
    },
    begin: async (form) => {
      const answer = await post("./collect/change", { act: "new", title: form.querySelector("input").value });
      load(withId(form.dataset.address, answer.collection));
    },
    adopt: async (form) => {
      const key = form.querySelector("input").value.trim();
      const answer = await post("./collect/change", { act: "adopt", key });
      load(withId(form.dataset.address, answer.collection));
    },
  };
  // What is written and not saved yet stays with the tab, until the server says that it has it.
  const fieldsOf = (form) => [...form.querySelectorAll("[data-most]")];
  const isWritten = (form) => fieldsOf(form).some((field) => field.value !== field.defaultValue);
  function draft(form) {
    const fields = fieldsOf(form).map(({ id, value, defaultValue }) => ({ id, value, was: defaultValue }));
    const written = { fields, version: form.dataset.version };
    remember(`mb-draft ${form.id}`, isWritten(form) ? written : undefined);
  }
  function adopt(field, sent, stored) {
    field.defaultValue = stored;
    if (field.value === sent) field.value = stored;
  }
  const restore = () => {
    for (const form of document.querySelectorAll('form[data-act="annotate"]:not([data-known])')) {
      form.dataset.known = "1";
      const { fields = [], version } = remembered(`mb-draft ${form.id}`) || {};
      for (const { id, value, was } of fields) {
        const field = document.getElementById(id);
        if (!field || !form.contains(field) || value === was || field.value !== field.defaultValue) continue;
        if (field.value === value) continue; // it was saved, and the answer came too late
        [field.defaultValue, field.value] = [was, value];
        form.dataset.version = version;
      }
      draft(form);
      if (isWritten(form)) forms.annotate(form).catch(problem);
    }
  };
  // A field takes what is pasted whole, as a browser would cut it without a word. What is too long is not sent;
  // it is kept, so that drawing the page anew does not lose it.
  const written = (form) =>
    [...form.querySelectorAll("[data-most]")].map((field) => field.value).filter(Boolean).join("\n");
  const isTooLong = (form) => {
    const long = [...form.querySelectorAll("[data-most]")].find(
      (field) => [...field.value].length > Number(field.dataset.most));
    if (!long) return false;
    keep(form.id, written(form));
    remember(`mb-draft ${form.id}`);
    say(filled(texts().tooLong, { n: [...long.value].length, most: long.dataset.most }), true);
    return true;
  };
  const forget = (form) => {
    keep(form.id);
    const shown = form.querySelector(".mb-kept");
    if (shown) shown.remove();
  };
  // Somebody else was faster: their text is shown in the form, and what could not be saved below it.
  function overtaken(form, values, error) {
    problem(error);
    if (!error || error.problem !== "changed") return;
    keep(form.id, values.filter(Boolean).join("\n"));
    remember(`mb-draft ${form.id}`);
    // drawn anew, the page has at least the change that was in the way
    settle({ changes: Number(root().dataset.changes) + 1 }, [`#${form.id} textarea`], "");
  }
  const showKept = () => {
    for (const [id, value] of kept) {
      const form = document.getElementById(id);
      if (!form || form.querySelector(".mb-kept") || written(form) === value) continue;
      const label = document.createElement("label");
      label.className = "mb-kept";
      label.append(texts().yours || "");
      const field = document.createElement("textarea");
      field.readOnly = true;
      field.value = value;
      label.append(field);
      form.append(label);
    }
  };

  const arrive = () => {
    if (!goal || !root() || Number(root().dataset.changes) < goal.changes) return;
    const { selectors, message } = goal;
    goal = undefined;
    say(message);
    window.metodbank.whenSettled(() => {
      const target = selectors.map((each) => each && document.querySelector(each)).find(Boolean);
      if (target) target.focus();
    });
  };

  // Two to five chosen examples are compared side by side. They stay chosen where the page is drawn anew, and for
  // who comes back to add one.
  const ticked = new Set();
  const choose = () => {
    const link = document.querySelector("a.mb-compare");
    if (!link) return;
    const boxes = [...document.querySelectorAll("input.mb-choose")];
    for (const box of boxes) {
      if (box.checked !== ticked.has(box.value)) box.checked = ticked.has(box.value);
    }
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    const isEnough = chosen.length >= 2 && chosen.length <= Number(link.dataset.most);
    const tail = chosen.map((ref) => `ref=${encodeURIComponent(ref)}`).join("&");
    const base = link.dataset.address;
    const address = `${base}${base.includes("?") ? "&" : "?"}${tail}`;
    if (isEnough && link.getAttribute("href") !== address) link.setAttribute("href", address);
    if (!isEnough && link.hasAttribute("href")) link.removeAttribute("href");
    const disabled = isEnough ? "false" : "true";
    if (link.getAttribute("aria-disabled") !== disabled) link.setAttribute("aria-disabled", disabled);
  };

  document.addEventListener("click", (event) => {
    const at = event.target.closest ? event.target : undefined;
    const button = at && at.closest("button.mb-save, button[data-act]");
    if (button) {
      event.preventDefault();
      if (button.classList.contains("mb-save")) save(button);
      else if (acts[button.dataset.act]) Promise.resolve(acts[button.dataset.act](button)).catch(problem);
      return;
    }
    const link = at && at.closest("a[href]");
    if (!link) return;
    if (link.classList.contains("mb-saved-search")) change(link, { act: "looked" }).catch(() => {});
    // Streamlit would draw the page with the cookie that it got when the page was loaded
    if (isNew && new URL(link.href).pathname.endsWith("/collection")) event.stopImmediatePropagation();
  }, true);
  document.addEventListener("submit", (event) => {
    const act = event.target.dataset.act;
    if (!forms[act]) return;
    event.preventDefault();
    forms[act](event.target).catch(problem);
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.classList.contains("mb-choose")) {
      const { value, checked } = event.target;
      if (checked) ticked.add(value);
      else ticked.delete(value);
      choose();
    }
    // a note is saved when its field is left, too, so that moving an item loses nothing
    const form = event.target.closest('form[data-act="annotate"]');
    if (form) forms.annotate(form).catch(problem);
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest('form[data-act="annotate"]');
    if (form) draft(form);
  });
  window.addEventListener("beforeunload", (event) => {
    const forms = [...document.querySelectorAll('form[data-act="annotate"], form[data-act="describe"]')];
    if (!isLeaving && forms.some(isWritten)) event.preventDefault();
  });

  // Who closes the page or locks the phone while writing loses nothing.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const form of document.querySelectorAll('form[data-act="annotate"]')) forms.annotate(form).catch(problem);
  });

  document.addEventListener("mb:drawn", () => {
    // the page was drawn before the cookie was there
    if (isNew && !isLeaving && root() && !root().dataset.held && mine && mine.current) load(location.href);
    mark();
    arrive();
    restore();
    showKept();
    choose();
    for (const field of document.querySelectorAll("input[data-own-address]")) {
      const address = new URL(field.dataset.ownAddress, location.href).href;
      if (field.value !== address) field.value = address;
    }
  });
  fetch("./collect/mine", { credentials: "same-origin" })
    .then((response) => response.json())
    .then((answer) => { if (!mine) mine = answer; mark(); })
    .catch(() => {});
})();
