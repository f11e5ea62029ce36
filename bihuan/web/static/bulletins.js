// Puts the name of a figure where the cursor stands in the text.
document.addEventListener("change", (event) => {
  const chosen = event.target.closest("[data-insert]");
  if (!chosen || !chosen.value) return;
  const text = document.getElementById(chosen.dataset.insert);
  text.setRangeText(`{{ ${chosen.value} }}`, text.selectionStart, text.selectionEnd, "end");
  chosen.value = "";
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
});
