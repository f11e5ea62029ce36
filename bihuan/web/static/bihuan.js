// The little that pages need beside htmx: the menu on phones, going back, filters, chosen files, moving in a sheet.
document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle]");
  const side = document.getElementById("side");
  if (toggle) {
    toggle.setAttribute("aria-expanded", document.getElementById(toggle.dataset.toggle).classList.toggle("open"));
  } else if (side && side.classList.contains("open") && !event.target.closest("#side")) {
    side.classList.remove("open");
  }
  const back = event.target.closest("[data-back]");
  if (back && history.length > 1) {
    event.preventDefault();
    history.back();
  }
  if (event.target.closest("[data-print]")) print();
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("select, input[type=date]")) form.requestSubmit();
  const upload = event.target.closest(".upload");
  if (upload) upload.querySelector("b").textContent = [...event.target.files].map((file) => file.name).join("、");
});
// In a sheet of numbers Enter and the arrows go up and down, as in a workbook.
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest("table.entry input");
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!cell || !step) return;
  const column = [...cell.closest("table").querySelectorAll(`input[data-column="${cell.dataset.column}"]`)];
  const next = column[column.indexOf(cell) + step];
  event.preventDefault();
  if (next) {
    next.focus();
    next.select();
  }
});
// What was wrong is where the hands go.
document.querySelector(".has-error input, .has-error select, .has-error textarea")?.focus();
