// Runs in the page after every change of view. Without it everything still works, with full reloads.
(() => {
  const page = document.getElementById("mb-page");
  if (!page) return;
  const { lang, view, focus } = page.dataset;
  document.documentElement.lang = lang;

  // The app has come to rest when its script is done; give up after some seconds.
  const whenSettled = (act, tries = 100) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = app && app.dataset.testScriptState !== "notRunning";
    if (busy && tries > 0) setTimeout(() => whenSettled(act, tries - 1), 50);
    else act();
  };
  const goTo = (id, block) => {
    const element = document.getElementById(id);
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block });
  };

  // The box is Streamlit's own and takes no description: the help text below it is tied to it here, as soon as
  // the browser has fetched the box's code.
  const describeBox = (tries = 100) => {
    const box = document.querySelector(".st-key-mb-box input");
    if (box) box.setAttribute("aria-describedby", "mb-box-help");
    else if (document.getElementById("mb-box-help") && tries > 0) setTimeout(() => describeBox(tries - 1), 100);
  };
  whenSettled(() => describeBox());

  if (!window.metodbankLinks) {
    window.metodbankLinks = true;
    document.addEventListener("click", (event) => {
      const link = event.target.closest && event.target.closest("a.mb-go, a.mb-skip, a.mb-jump");
      if (!link || event.defaultPrevented || event.button !== 0) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (!link.classList.contains("mb-go")) {
        goTo(link.getAttribute("href").slice(1), "start");
        return;
      }
      // Streamlit answers popstate by running the page that the address names, as for the back button.
      const samePage = link.pathname === location.pathname;
      history.pushState({}, "", link.href);
      window.dispatchEvent(new PopStateEvent("popstate"));
      if (samePage) {
        const next = link.dataset.focus || "mb-results";
        setTimeout(() => whenSettled(() => goTo(document.getElementById(next) ? next : "mb-title", "start")), 150);
      }
    });
  }

  const before = window.metodbankView;
  window.metodbankView = view;
  if (before === view) return;
  // On arrival from outside the browser's own start of the page is right, unless a passage was asked for.
  if (before === undefined && focus !== "mb-passage") return;
  setTimeout(() => whenSettled(() => goTo(focus, focus === "mb-passage" ? "center" : "start")), 100);
})();
