// What was wrong with a form stands in it until it is sent again, as the message of act.js goes after a while; and
// what was typed into one with data-reset goes when it is done: Streamlit draws only what has changed.
(() => {
  const formOf = (event) => event.target.closest && event.target.closest("form.mb-form");
  const clear = (form) => {
    const said = form.querySelector(".mb-form-problem");
    if (said) said.textContent = "";
  };
  const placeIn = (form) => {
    const there = form.querySelector(".mb-form-problem");
    if (there) return there;
    const made = document.createElement("p");
    made.className = "mb-form-problem";
    made.setAttribute("role", "alert");
    const button = form.querySelector('button[type="submit"]');
    (button.closest("p") || button).before(made);
    return made;
  };
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (form && form.dataset.do) clear(form);
  }, { capture: true });
  document.addEventListener("mb:refused", (event) => {
    const form = formOf(event);
    // a live region must be there before its text
    if (form && event.detail.problem) {
      const said = placeIn(form);
      setTimeout(() => { said.textContent = event.detail.problem; }, 50);
    }
  });
  document.addEventListener("mb:done", (event) => {
    const form = formOf(event);
    if (form && form.dataset.reset !== undefined) form.reset();
  });
})();
