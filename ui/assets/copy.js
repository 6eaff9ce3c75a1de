// Copies an address that a button carries, and says so; without it the link beside the button does.
(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("button[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
    } catch {
      return; // not allowed: the link is there to be copied by hand
    }
    let said = button.nextElementSibling;
    if (!said) {
      said = document.createElement("span");
      said.setAttribute("role", "status");
      button.after(said);
    }
    said.textContent = ` ${button.dataset.copied}`;
  });
})();
