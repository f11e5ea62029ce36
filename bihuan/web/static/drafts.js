// A draft check: show a number's facts, put it right, choose its indicator, copy the text.
const draft = document.getElementById("draft");
const panel = document.getElementById("panel");
const again = document.getElementById("again");

document.querySelector("[data-sample]")?.addEventListener("click", (event) => {
  const text = document.getElementById("d-text");
  text.value = event.currentTarget.dataset.sample;
  text.focus();
});

if (draft) {
  const marks = [...draft.querySelectorAll(".number")];
  const choices = JSON.parse(document.getElementById("choices").textContent);
  const isWide = matchMedia("(min-width: 901px)"); // the facts stand beside the text, not over it
  let wanted = ""; // the verdict that the steps go through; empty for every number
  let here = null;

  const among = () => marks.filter((mark) => !wanted || mark.classList.contains(`number-${wanted}`));

  const fill = (select) => {
    for (const { pack, indicators } of choices[select.dataset.choices] || []) {
      const group = document.createElement("optgroup");
      group.label = pack;
      group.append(...indicators.map(([key, title]) => new Option(title, key)));
      select.append(group);
    }
  };

  const show = (mark, open = true) => {
    here?.classList.remove("here");
    panel.querySelector(".facts-of:not([hidden])")?.setAttribute("hidden", "");
    here = mark;
    panel.classList.toggle("open", open);
    if (!mark) return;
    mark.classList.add("here");
    const facts = document.getElementById(`number-${mark.dataset.number}`);
    facts.hidden = false;
    panel.classList.add("shows");
    const select = facts.querySelector("select");
    if (select.options.length === 1) fill(select);
    const row = among();
    document.getElementById("panel-where").textContent =
      row.includes(mark) ? `${row.indexOf(mark) + 1} / ${row.length}` : "";
    if (open) mark.scrollIntoView({ block: isWide.matches ? "nearest" : "start", behavior: "smooth" });
  };

  const step = (by) => {
    const row = among();
    const at = row.indexOf(here);
    if (row.length) show(row[(at + by + row.length) % row.length]);
  };

  const accept = (mark, accepted) => {
    const { number, correction } = mark.dataset;
    if (!correction) return;
    mark.dataset.printed ??= mark.textContent;
    mark.textContent = accepted ? correction : mark.dataset.printed;
    mark.classList.toggle("accepted", accepted);
    const label = document.querySelector(`[data-accept="${number}"] span`);
    const button = label.parentElement;
    button.dataset.do ??= label.textContent;
    label.textContent = accepted ? button.dataset.undo : button.dataset.do;
    button.classList.toggle("btn-primary", !accepted);
    document.getElementById("a-text").value = draft.textContent;
  };

  // Without TLS browsers give no clipboard; a selection can still be copied.
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.getElementById("a-text");
    const details = area.closest("details");
    const { open } = details;
    details.open = true;
    area.value = text;
    area.select();
    document.execCommand("copy");
    details.open = open;
  };

  const startOf = (mark) => {
    const range = document.createRange();
    range.setStart(draft, 0);
    range.setEndBefore(mark);
    return [...range.toString()].length; // by signs, as the server counts
  };

  document.addEventListener("click", async (event) => {
    const target = event.target;
    const mark = target.closest(".number");
    if (mark) show(mark);
    const by = target.closest("[data-step]")?.dataset.step;
    if (by) step(Number(by));
    if (target.closest("[data-close]")) show(null, false);
    const verdict = target.closest("[data-verdict]");
    if (verdict) {
      wanted = wanted === verdict.dataset.verdict ? "" : verdict.dataset.verdict;
      for (const button of document.querySelectorAll("[data-verdict]")) {
        button.setAttribute("aria-pressed", String(button.dataset.verdict === wanted));
      }
      draft.dataset.only = wanted;
      if (wanted && among().length) show(among()[0]);
    }
    const accepting = target.closest("[data-accept]");
    if (accepting) {
      const one = marks[Number(accepting.dataset.accept)];
      accept(one, !one.classList.contains("accepted"));
    }
    if (target.closest("[data-accept-all]")) marks.forEach((one) => accept(one, true));
    const copying = target.closest("[data-copy]");
    if (copying) {
      await copy(draft.textContent);
      copying.querySelector("span").textContent = copying.dataset.done;
    }
    const choosing = target.closest("[data-choose]");
    if (choosing) {
      const facts = choosing.closest(".facts-of");
      const key = facts.querySelector("select").value || facts.querySelector(":checked[type=radio]")?.value;
      if (!key) return facts.querySelector("select").focus();
      again.elements.text.value = draft.textContent;
      again.elements.start.value = startOf(marks[Number(choosing.dataset.choose)]);
      again.elements.indicator.value = key;
      again.action = `${again.getAttribute("action")}choose/`;
      again.submit();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea")) return;
    if (["Enter", " "].includes(event.key) && event.target.closest(".number")) {
      event.preventDefault();
      show(event.target.closest(".number"));
    }
    if (event.key === "ArrowRight") step(1);
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "Escape") show(null, false);
  });

  const first = marks.find((mark) => mark.classList.contains("number-contradicted")) || marks[0];
  if (first && isWide.matches) show(first, false);
}
