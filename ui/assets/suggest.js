// Suggestions while typing, below the search page's box and the one at the top of the other pages: an editable
// combobox with a list (WAI-ARIA Authoring Practices). Where /suggest does not answer, nothing is suggested.
(() => {
  const MIN_CHARS = 3;
  const WAIT_MS = 120;
  const BOXES = ".st-key-mb-box input, .mb-header-search input[type=search]";
  let list, said; // made once: what is announced must be in the page before it says something
  let box; // the one whose suggestions are shown
  let active = -1;
  let request; // the one that is under way
  let timer;

  const make = () => {
    // within the app, for its colours and as a part of its content; Streamlit leaves what it did not put there
    const home = document.querySelector(".stMain") || document.querySelector(".stApp");
    if (!home || (list && home.contains(list))) return Boolean(home);
    list = document.createElement("ul");
    Object.assign(list, { id: "mb-suggestions", className: "mb-suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    said = document.createElement("div");
    said.className = "mb-sr";
    said.setAttribute("role", "status");
    home.append(list, said);
    // the box keeps the focus while an option is pressed
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option.dataset.query);
    });
    return true;
  };

  const words = () => document.getElementById("mb-suggest")?.dataset || {};
  const isOpen = (input) => Boolean(list) && !list.hidden && box === input;

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    if (!list) return;
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    box?.setAttribute("aria-expanded", "false");
    mark(-1);
  };

  const mark = (number) => {
    active = number;
    [...list.children].forEach((option, nth) => option.setAttribute("aria-selected", String(nth === number)));
    const option = list.children[number];
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else box?.removeAttribute("aria-activedescendant");
  };

  const place = () => {
    if (!list || list.hidden || !box) return;
    const frame = (box.closest("[data-testid=stTextInputRootElement]") || box).getBoundingClientRect();
    Object.assign(list.style, {
      left: `${frame.left}px`, top: `${frame.bottom + 4}px`, width: `${frame.width}px`,
    });
  };

  const option = (query, typed, nth) => {
    const item = document.createElement("li");
    item.id = `mb-suggestion-${nth}`;
    item.dataset.query = query;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    // what would be added stands out; text only, never HTML
    const start = query.toLowerCase().startsWith(typed.toLowerCase()) ? typed.length : 0;
    const added = document.createElement("b");
    added.textContent = query.slice(start);
    item.append(query.slice(0, start), added);
    return item;
  };

  const show = (input, typed, suggestions) => {
    if (!suggestions.length || document.activeElement !== input) return close();
    box = input;
    list.setAttribute("aria-label", words().label || "");
    list.replaceChildren(...suggestions.map((query, nth) => option(query, typed, nth)));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(-1);
    place();
    said.textContent = (words().counts || "").split("|")[suggestions.length - 1] || "";
  };

  const ask = async (input) => {
    const typed = input.value.trimStart();
    request?.abort();
    if (typed.length < MIN_CHARS) return close();
    const mine = (request = new AbortController());
    try {
      const answer = await fetch(`./suggest?q=${encodeURIComponent(typed)}`, { signal: mine.signal });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (!mine.signal.aborted && Array.isArray(suggestions)) show(input, typed, suggestions.slice(0, 5));
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  // On the search page the filters stay, as when the box is left; elsewhere only what goes along everywhere.
  const address = (query) => {
    const here = new URLSearchParams(location.search);
    const next = box?.closest(".mb-header-search") ? new URLSearchParams() : here;
    next.set("q", query);
    next.delete("p");
    for (const name of ["ui", "my"]) if (here.has(name)) next.set(name, here.get(name));
    return `./?${next}`;
  };

  const search = (input, query) => {
    box = input;
    close();
    const next = address(query);
    // Streamlit would search again for what was typed when the box is left: now it holds what was chosen
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, query);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    window.metodbank.open(next);
  };
  const choose = (query) => search(box, query);

  const move = (input, step) => {
    const count = list.children.length;
    // one more place than options: the box itself
    mark(((active + 1 + step + count + 1) % (count + 1)) - 1);
  };

  const onKey = (event) => {
    const input = event.currentTarget;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isOpen(input)) move(input, event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "ArrowDown") ask(input);
      event.preventDefault();
    } else if (event.key === "Enter") {
      if (isOpen(input) && active >= 0) {
        event.preventDefault();
        event.stopPropagation();
        choose(list.children[active].dataset.query);
      } else close();
    } else if (event.key === "Escape" && isOpen(input)) {
      event.preventDefault(); // the first one closes the list, the next one empties the box
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") close();
    else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key) && isOpen(input)) mark(-1);
  };

  const decorate = (input) => {
    if (input.getAttribute("role") === "combobox") return;
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "mb-suggestions", "aria-haspopup": "listbox", autocomplete: "off",
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("keydown", onKey);
    input.addEventListener("input", (event) => {
      if (!event.isTrusted) return; // our own, in search()
      clearTimeout(timer);
      timer = setTimeout(() => ask(input), WAIT_MS);
    });
    input.addEventListener("blur", close);
  };

  document.addEventListener("mb:drawn", () => {
    if (!make()) return;
    document.querySelectorAll(BOXES).forEach(decorate);
    if (box && !box.isConnected) {
      close();
      box = undefined;
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest && event.target.closest(".mb-header-search");
    if (!form) return;
    event.preventDefault();
    const input = form.querySelector("input[type=search]");
    search(input, input.value.trim());
  });
  window.addEventListener("scroll", place, { capture: true, passive: true });
  window.addEventListener("resize", place);
})();
