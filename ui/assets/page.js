// Moves the focus and the scroll when the view has changed, and makes links within the app fast. Without it
// everything still works, with full reloads.
(() => {
  // The app has come to rest when its script is done; give up after some seconds.
  const whenSettled = (act, tries = 100) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = !app || app.dataset.testScriptState !== "notRunning";
    if (busy && tries > 0) setTimeout(() => whenSettled(act, tries - 1), 50);
    else act();
  };
  const goTo = (id, block) => {
    const element = document.getElementById(id);
    if (!element) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block });
  };

  // Where each address was left by a link: the browser's way back leads there again, also on a page of many hits
  // or quotes, and not to its top.
  const left = new Map();
  let isReturning = false;
  const sameLinks = (address) =>
    [...document.querySelectorAll("a.mb-go")].filter((link) => link.getAttribute("href") === address);
  const leave = (link) => {
    const address = link.getAttribute("href");
    const nth = sameLinks(address).indexOf(link);
    left.set(location.href, { address, nth, top: link.getBoundingClientRect().top });
  };
  const returnTo = ({ address, nth, top }) => {
    const link = sameLinks(address)[nth];
    if (!link) return false;
    for (let each = link.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
    link.focus({ preventScroll: true });
    document.querySelector(".stMain").scrollTop += link.getBoundingClientRect().top - top;
    return true;
  };
  // what open() sends is not trusted
  window.addEventListener("popstate", (event) => { isReturning = event.isTrusted; }, { capture: true });

  // Opens an address of the app without loading the page anew: Streamlit answers popstate by running the page
  // that the address names, as for the back button.
  const open = (address, focus) => {
    const samePage = new URL(address, location.href).pathname === location.pathname;
    history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (!samePage) return;
    const next = focus || "mb-results";
    setTimeout(() => whenSettled(() => goTo(document.getElementById(next) ? next : "mb-title", "start")), 150);
  };
  window.metodbank = { open, whenSettled };

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.mb-go, a.mb-skip, a.mb-jump");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.classList.contains("mb-go")) {
      leave(link);
      open(link.href, link.dataset.focus);
    } else goTo(link.getAttribute("href").slice(1), "start");
  });

  // The box is Streamlit's own and takes no description: the help text below it is tied to it here.
  const describeBox = () => {
    const box = document.querySelector(".st-key-mb-box input");
    if (box && document.getElementById("mb-box-help")) box.setAttribute("aria-describedby", "mb-box-help");
  };

  let before;
  const arrive = ({ lang, view, focus }) => {
    document.documentElement.lang = lang;
    const first = before === undefined;
    if (before === view) return;
    before = view;
    // On arrival from outside the browser's own start of the page is right, unless a passage was asked for.
    if (first && focus !== "mb-passage") return;
    const place = isReturning ? left.get(location.href) : undefined;
    isReturning = false;
    setTimeout(() => whenSettled(() => {
      if (place && returnTo(place)) return;
      goTo(focus, focus === "mb-passage" ? "center" : "start");
      // a new page shows its menu
      if (focus === "mb-title") document.querySelector(".stMain").scrollTop = 0;
    }), 100);
  };

  // Whatever Streamlit draws, the page's state stands in #mb-page at its end; other scripts hear "mb:drawn".
  let waiting = false;
  const look = () => {
    waiting = false;
    const page = document.getElementById("mb-page");
    if (page) arrive(page.dataset);
    describeBox();
    document.dispatchEvent(new Event("mb:drawn"));
  };
  new MutationObserver(() => {
    if (!waiting) requestAnimationFrame(look);
    waiting = true;
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
