// Logs in and out. Each ends in a page that is loaded anew: Streamlit sees cookies only when its connection opens.
// All texts come from the server, in the page's language.
(() => {
  const texts = () => (document.getElementById("mb-act") || { dataset: {} }).dataset;
  const ask = async (address, body) => {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Metodbank": "1" },
      body: JSON.stringify({ ...body, ui: document.documentElement.lang }),
      credentials: "same-origin",
    });
    const answer = await response.json();
    if (!response.ok) throw answer;
    return answer;
  };
  const words = (answer) => (answer && answer.problem) || texts().failed;

  // Whoever comes back from a login service comes without the language and the page they were heading for; the tab
  // remembers them. This runs before Streamlit reads the address.
  const isLogin = location.pathname.endsWith("/login");
  const asked = new URLSearchParams(location.search);
  try {
    if (isLogin && asked.has("back") && !asked.has("next") && !asked.has("ui")) {
      const before = new URLSearchParams(sessionStorage.getItem("mb-login") || "");
      for (const name of ["next", "ui", "my"]) if (before.has(name)) asked.set(name, before.get(name));
      history.replaceState(null, "", `${location.pathname}?${asked}`);
    }
  } catch { /* the tab may remember nothing: the start page in the usual language will do */ }
  const remember = () => {
    try {
      sessionStorage.setItem("mb-login", location.search);
    } catch { /* see above */ }
  };

  const logIn = async (form) => {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const said = document.getElementById("mb-login-problem");
    const fields = [...form.querySelectorAll("input")];
    const [login, password] = fields;
    said.textContent = "";
    try {
      await ask("./login", { login: login.value, password: password.value });
      location.assign(form.dataset.next);
    } catch (answer) {
      delete form.dataset.busy;
      for (const field of fields) field.setAttribute("aria-invalid", "true");
      said.textContent = words(answer);
      password.focus();
      password.select();
    }
  };
  const logOut = async (button) => {
    try {
      await ask("./logout", {});
      location.assign(button.dataset.logOut);
    } catch (answer) {
      window.metodbank.say(words(answer), true);
    }
  };
  const comeIn = async (place) => {
    try {
      await ask("./login/ticket", { ticket: place.dataset.ticket });
      location.replace(place.dataset.next);
    } catch (answer) {
      const [said, again] = place.querySelectorAll("p");
      said.textContent = words(answer);
      again.hidden = false;
    }
  };
  document.addEventListener("mb:drawn", () => {
    if (document.querySelector("#mb-login, .st-key-mb-service")) remember();
    const ticket = document.getElementById("mb-ticket");
    if (ticket && !ticket.dataset.used) {
      ticket.dataset.used = "1";
      comeIn(ticket);
    }
    const forget = document.getElementById("mb-forget");
    if (forget && !forget.dataset.used) {
      forget.dataset.used = "1";
      ask("./logout", {}).catch(() => {});
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "mb-login") return;
    event.preventDefault();
    logIn(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button[data-log-out]");
    if (button) logOut(button);
  });

  // A login that has ended meanwhile: what was typed must not be lost by going to the login page
  let hasEnded = false;
  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const tellEnded = () => {
    const { endedTitle, ended, endedLink, close, login } = texts();
    const dialog = element("dialog", "", { class: "mb-dialog", "aria-labelledby": "mb-ended" });
    dialog.lang = document.documentElement.lang;
    const link = element("a", endedLink, { class: "mb-button", href: login, target: "_blank", rel: "noopener" });
    const button = element("button", close, { type: "button", class: "mb-plain-button" });
    const ways = element("p");
    ways.append(link, button);
    dialog.append(element("h2", endedTitle, { id: "mb-ended" }), element("p", ended), ways);
    button.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    const holder = element("div", "", { "data-testid": "stHtml" });
    (document.querySelector(".stApp") || document.body).append(holder);
    dialog.addEventListener("close", () => holder.remove());
    holder.append(dialog);
    dialog.showModal();
  };
  document.addEventListener("mb:refused", (event) => {
    if (!event.detail.isLoggedOut) return;
    hasEnded = true;
    tellEnded();
  });
  document.addEventListener("mb:done", (event) => {
    if (!hasEnded) return;
    // logged in again in another tab: this one's connection does not know
    event.preventDefault();
    if (event.detail.address) location.assign(event.detail.address);
    else location.reload();
  });
})();
