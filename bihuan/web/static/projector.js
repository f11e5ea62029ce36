// One item at a time, by keys or buttons; the address keeps the place. Without this file all stand in a row.
const slides = [...document.querySelectorAll(".slide")];
const show = (index) => {
  const at = Math.min(Math.max(index, 0), slides.length - 1);
  slides.forEach((slide, number) => { slide.hidden = number !== at; });
  document.getElementById("where").textContent = `${at + 1} / ${slides.length}`;
  history.replaceState(null, "", `#${at + 1}`);
};
const place = () => (parseInt(location.hash.slice(1), 10) || 1) - 1;
const turns = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
if (slides.length) {
  show(place());
  addEventListener("hashchange", () => show(place()));
  document.addEventListener("keydown", (event) => {
    if (event.key in turns) show(place() + turns[event.key]);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (event.key === "f" || event.key === "F") document.documentElement.requestFullscreen();
    else if (event.key === "Escape") document.querySelector("[data-leave]").click();
    else return;
    event.preventDefault();
  });
}
document.addEventListener("click", (event) => {
  const turn = event.target.closest("[data-turn]");
  if (turn) show(place() + Number(turn.dataset.turn));
  if (event.target.closest("[data-print]")) print();
});
