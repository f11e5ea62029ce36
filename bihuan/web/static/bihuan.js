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
// What is folded for the screen stands open on paper.
const folded = () => document.querySelectorAll("details.tail");
addEventListener("beforeprint", () => folded().forEach((tail) => { tail.dataset.open = tail.open; tail.open = true; }));
addEventListener("afterprint", () => folded().forEach((tail) => { tail.open = tail.dataset.open === "true"; }));
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("select, [data-day]")) form.requestSubmit();
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
// A day is typed as it is shown, 2022-06-20, or picked from the browser's own calendar (Alt+Down in the box).
function pickDay(box) {
  const calendar = box.parentElement.querySelector("input[type=date]");
  calendar.value = box.value;
  calendar.showPicker();
}
document.addEventListener("click", (event) => {
  const calendar = event.target.closest(".pick input");
  if (calendar) pickDay(calendar.closest(".day-box").querySelector("[data-day]"));
});
document.addEventListener("keydown", (event) => {
  if (event.altKey && event.key === "ArrowDown" && event.target.matches("[data-day]")) {
    event.preventDefault();
    pickDay(event.target);
  }
});
document.addEventListener("change", (event) => {
  const box = event.target.closest(".day-box")?.querySelector("[data-day]");
  if (!box) return;
  if (event.target === box) {
    const day = box.value.trim().match(/^(\d{4})(?:(\d{2})(\d{2})|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)$/);
    if (day) box.value = [day[1], day[2] ?? day[4], day[3] ?? day[5]].map((part) => part.padStart(2, "0")).join("-");
  } else if (event.target.value) {
    box.value = event.target.value;
    box.focus();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}, true);
// What is wider than its frame is scrolled from the keyboard too.
function reachWide() {
  for (const frame of document.querySelectorAll(".scroll, .stages")) {
    if (frame.scrollWidth > frame.clientWidth && !frame.querySelector("a, button, input, select")) frame.tabIndex = 0;
  }
}
reachWide();
addEventListener("resize", reachWide);
document.addEventListener("htmx:after:swap", reachWide);
// Of a long way of steps the present one is in sight.
for (const here of document.querySelectorAll(".stages .here")) {
  const frame = here.closest(".stages");
  frame.scrollLeft += here.getBoundingClientRect().left - frame.getBoundingClientRect().left - (frame.clientWidth - here.clientWidth) / 2;
}
// What was wrong is where the hands go.
document.querySelector(".has-error input, .has-error select, .has-error textarea")?.focus();
