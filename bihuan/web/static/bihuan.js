// The little that pages need beside htmx: the menu on phones, going back, submitting filters.
document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle]");
  const side = document.getElementById("side");
  if (toggle) {
    document.getElementById(toggle.dataset.toggle).classList.toggle("open");
  } else if (side && side.classList.contains("open") && !event.target.closest("#side")) {
    side.classList.remove("open");
  }
  const back = event.target.closest("[data-back]");
  if (back && history.length > 1) {
    event.preventDefault();
    history.back();
  }
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("select")) form.requestSubmit();
});
