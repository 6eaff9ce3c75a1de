// Does what buttons and forms with data-do ask for: sends their fields to the server, says what came of it and has
// the page drawn anew. All texts come from the server, in the page's language.
(() => {
  const redraw = () => window.dispatchEvent(new PopStateEvent("popstate"));
  const say = (message, isProblem) => window.metodbank.say(message, isProblem);
  const valueOf = (field) => (field.type === "checkbox" && !field.hasAttribute("value") ? field.checked : field.value);

  // The named fields of an element: of several with one name all the values, of choices those that are chosen.
  const fieldsOf = (element) => {
    const found = {};
    for (const field of element.querySelectorAll("input[name], select[name], textarea[name]")) {
      if (field.disabled) continue;
      const isChoice = (field.type === "checkbox" && field.hasAttribute("value")) || field.type === "radio";
      if (field.dataset.list !== undefined) found[field.name] = found[field.name] || [];
      if (isChoice && !field.checked) continue;
      if (field.dataset.list !== undefined) found[field.name].push(valueOf(field));
      else found[field.name] = valueOf(field);
    }
    return found;
  };
  const bodyOf = (element) => {
    const holder = element.dataset.fields ? document.getElementById(element.dataset.fields) : element;
    return { ...fieldsOf(holder || element), ...JSON.parse(element.dataset.with || "{}") };
  };

  const send = async (name, body) => {
    const response = await fetch("./act", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Metodbank": "1" },
      body: JSON.stringify({ ...body, ui: document.documentElement.lang, do: name }),
      credentials: "same-origin",
    });
    const answer = await response.json();
    if (!response.ok) throw answer;
    return answer;
  };
  const go = (address) => {
    if (address) window.metodbank.open(address);
    else redraw();
  };

  // An element may ask before (data-confirm), name what gets the focus then (data-then), and keep its page from
  // being drawn anew (data-stay); what came of it is an event "mb:done" or "mb:refused" on the element.
  const perform = async (element) => {
    if (element.dataset.busy) return;
    if (element.dataset.confirm && !window.confirm(element.dataset.confirm)) return;
    element.dataset.busy = "1";
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await send(element.dataset.do, bodyOf(element));
      say(answer.said);
      const event = new CustomEvent("mb:done", { bubbles: true, cancelable: true, detail: answer });
      const isOwn = !element.dispatchEvent(event);
      if (isOwn || element.dataset.stay !== undefined) return;
      const next = element.dataset.then;
      go(answer.address);
      if (next) setTimeout(() => window.metodbank.whenSettled(() => focus(next)), 200);
    } catch (answer) {
      const detail = answer && answer.problem ? answer : { problem: "" };
      say(detail.problem || (document.getElementById("mb-act") || { dataset: {} }).dataset.failed, true);
      element.dispatchEvent(new CustomEvent("mb:refused", { bubbles: true, detail }));
    } finally {
      delete element.dataset.busy;
      element.removeAttribute("aria-busy");
    }
  };
  const focus = (id) => {
    const element = document.getElementById(id) || document.getElementById("mb-title");
    if (element) element.focus();
  };
  window.metodbank.act = send;

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button[data-do]");
    if (!button || event.defaultPrevented) return;
    event.preventDefault();
    perform(button);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-do]");
    if (!form) return;
    event.preventDefault();
    perform(form);
  });
})();
