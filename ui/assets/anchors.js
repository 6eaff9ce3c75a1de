// An address with a # leads to a heading that Streamlit draws only after the browser has looked for it.
(() => {
  let done = "";
  const arrive = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const asked = location.pathname + location.hash;
    if (!id || asked === done || !document.getElementById(id)) return;
    done = asked;
    window.metodbank.whenSettled(() => {
      // after page.js, which moves to the top of a new page
      setTimeout(() => {
        const heading = document.getElementById(id);
        if (!heading) return;
        heading.focus({ preventScroll: true });
        heading.scrollIntoView({ block: "start" });
      }, 300);
    });
  };
  document.addEventListener("mb:drawn", arrive);
  // a link on the page itself: the browser goes there, and may be asked to go there again
  window.addEventListener("hashchange", () => { done = location.pathname + location.hash; });
})();
