/* Grading by hand: the rubric's points and the keyboard keys. */
"use strict";

/* Keys can be switched off for good on this device (WCAG 2.1.4), and do nothing while somebody writes. */
const KEYS_OFF = "naruteo-grading-keys-off";
const cells = () => [...document.querySelectorAll("[data-cell]")].filter((cell) => cell.checkVisibility());
let present = null;

function presentCell() {
  return (present?.isConnected && present) || cells()[0];
}

document.addEventListener("focusin", (event) => { present = event.target.closest("[data-cell]") ?? present; });

/* The field with the points follows the chosen lines of the rubric, within what the cell gives. */
function give(cell, points) {
  const field = cell.querySelector("[data-points-field]");
  field.value = String(Number(points));
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
}

document.addEventListener("change", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (!cell || !event.target.matches("[data-points]")) return;
  const chosen = [...cell.querySelectorAll("[data-points]:checked")];
  const most = Number(cell.querySelector("[data-points-field]").dataset.most);
  const sum = chosen.reduce((points, line) => points + Number(line.dataset.points), 0);
  // Sums of decimal fractions are written as people write them.
  if (chosen.length) give(cell, Math.round(Math.min(Math.max(sum, 0), most) * 1000) / 1000);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-give]");
  if (button) give(button.closest("[data-cell]"), button.dataset.give);
});

function walk(step) {
  const all = cells();
  const next = all[all.indexOf(presentCell()) + step] ?? presentCell();
  present = next;
  next.focus();
  next.scrollIntoView({ block: "start" });
}

/* The key by its place, so that it is the same when the keyboard writes Hangul. */
function keyOf(event) {
  return /^(Key|Digit|Numpad)([A-Z1-9])$/.exec(event.code)?.[2].toLowerCase() ?? event.key;
}

function press(element) {
  if (!element) return;
  if (element.matches("textarea, [data-key=r]")) element.focus();
  else element.click();
}

addEventListener("DOMContentLoaded", () => {
  const dialog = document.querySelector("[data-keys]");
  const on = dialog.querySelector("[data-keys-on]");
  const opener = document.querySelector("[data-keys-open]");
  on.checked = localStorage.getItem(KEYS_OFF) === null;
  on.addEventListener("change", () => {
    if (on.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "off");
  });
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());

  document.addEventListener("keydown", (event) => {
    const writes = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (event.key === "Escape" && writes) return event.target.closest("[data-cell]")?.focus();
    if (writes || !on.checked || dialog.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
    const key = event.key === "?" ? "?" : keyOf(event);
    if (key === "?") dialog.showModal();
    else if (key === "j") walk(1);
    else if (key === "k") walk(-1);
    else if (/^[a-z1-9]$/.test(key)) {
      const element = presentCell()?.querySelector(`[data-cell-key="${key}"]`) ?? document.querySelector(`[data-key="${key}"]`);
      if (!element) return undefined;
      press(element);
    } else return undefined;
    event.preventDefault();
    return undefined;
  });
});

function showButtons(within) {
  for (const button of within.querySelectorAll("[data-give]")) button.hidden = false;
}

addEventListener("DOMContentLoaded", () => showButtons(document));
document.addEventListener("htmx:after:swap", () => showButtons(document));
