/* What charts do beyond being pictures: marks say their values when somebody points at them or walks along by keys, and
   the legend points out one series. All of it can be missing: the picture has a sentence in its place and a table below. */
"use strict";

/* So near a mark, in pixels, a pointer means it. */
const NEAR = 24;

const MARK = ".role-mark path[aria-label]";

/* The picture as a part of the page. Its own letters and title stay away (the page has letters, and its policy takes no others),
   and so do the English words and roles that its program gave to anything but marks. */
function asPart(text, name) {
  const own = text.replace(/<(style|title)>.*?<\/\1>/gs, "");
  const drawn = new DOMParser().parseFromString(own, "image/svg+xml").documentElement;
  if (drawn.localName !== "svg") return null;
  for (const each of drawn.querySelectorAll("[role]")) {
    each.removeAttribute("role");
    each.removeAttribute("aria-roledescription");
    if (!each.matches(MARK)) each.removeAttribute("aria-label");
  }
  // The legend becomes buttons.
  drawn.querySelector(".role-legend")?.removeAttribute("aria-hidden");
  drawn.setAttribute("role", "group");
  drawn.setAttribute("aria-label", name);
  return document.importNode(drawn, true);
}

function distance(box, x, y) {
  return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
}

/* Marks take the focus in turn, so that the chart is one stop of the Tab key; arrows walk. The label stands beside its mark. */
function sayValues(stage, marks) {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.ariaHidden = "true";
  tip.hidden = true;
  stage.append(tip);
  const view = stage.parentElement;
  let shown = null;

  function hide() {
    shown?.classList.remove("pointed");
    shown = null;
    tip.hidden = true;
  }

  function show(mark) {
    if (mark === shown) return;
    hide();
    shown = mark;
    mark.classList.add("pointed");
    tip.textContent = mark.getAttribute("aria-label");
    tip.hidden = false;
    // Within that part of the picture which is in sight.
    const room = view.clientWidth - 2 * stage.offsetLeft;
    tip.style.maxWidth = `min(36rem, ${room}px)`;
    const box = mark.getBoundingClientRect();
    const frame = stage.getBoundingClientRect();
    const least = view.scrollLeft;
    const most = least + room - tip.offsetWidth;
    const left = box.left + box.width / 2 - frame.left - tip.offsetWidth / 2;
    const above = box.top - frame.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(least, Math.min(left, most))}px`;
    tip.style.top = `${above < 0 ? box.bottom - frame.top + 6 : above}px`;
  }

  function point(event) {
    if (event.target === tip) return;
    let nearest = null;
    let least = NEAR;
    for (const mark of marks) {
      const far = distance(mark.getBoundingClientRect(), event.clientX, event.clientY);
      if (far < least) [nearest, least] = [mark, far];
    }
    if (nearest) show(nearest);
    else hide();
  }

  function walk(event) {
    const at = marks.indexOf(document.activeElement);
    // From the frame itself arrows lead to the first mark, unless they scroll it.
    const enters = event.target === view && view.scrollWidth <= view.clientWidth && event.key.startsWith("Arrow");
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
    if (!enters && (at < 0 || next === undefined)) return;
    event.preventDefault();
    for (const each of marks) each.tabIndex = -1;
    const mark = enters ? marks[0] : marks[(next + marks.length) % marks.length];
    mark.tabIndex = 0;
    mark.focus();
  }

  for (const mark of marks) {
    mark.setAttribute("role", "img");
    mark.tabIndex = mark === marks[0] ? 0 : -1;
    mark.addEventListener("focus", () => show(mark));
    mark.addEventListener("blur", hide);
  }
  stage.addEventListener("pointermove", point);
  stage.addEventListener("pointerdown", point);
  // A finger that is lifted leaves the label where it is.
  stage.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
  view.addEventListener("keydown", walk);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

/* An entry of the legend is a button: pointing at it or giving it the focus lets the other series step back, pressing it keeps that. */
function pointOut(drawn) {
  const colourOf = (shape) => [shape.getAttribute("stroke"), shape.getAttribute("fill")].find((colour) => colour?.startsWith("#"));
  const symbols = [...drawn.querySelectorAll(".role-legend-symbol path")];
  const entries = [...drawn.querySelectorAll(".role-legend-label text")].map((label, at) => ({ label, colour: colourOf(symbols[at]) }));
  const colours = entries.map((entry) => entry.colour);
  const shapes = [...drawn.querySelectorAll(".role-mark path, .role-mark line")].filter((shape) => colours.includes(colourOf(shape)));
  let kept = null;

  function stress(colour) {
    for (const shape of shapes) shape.classList.toggle("stepped-back", colour !== null && colourOf(shape) !== colour);
  }

  for (const { label, colour } of entries) {
    label.setAttribute("role", "button");
    label.setAttribute("aria-pressed", "false");
    label.tabIndex = 0;
    const press = () => {
      kept = kept === colour ? null : colour;
      for (const each of entries) each.label.setAttribute("aria-pressed", String(each.colour === kept));
      stress(kept);
    };
    for (const begins of ["pointerenter", "focus"]) label.addEventListener(begins, () => stress(colour));
    for (const ends of ["pointerleave", "blur"]) label.addEventListener(ends, () => stress(kept));
    label.addEventListener("click", press);
    label.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    });
  }
}

async function enliven(image) {
  const answer = await fetch(image.currentSrc).catch(() => null);
  const drawn = answer?.ok ? asPart(await answer.text(), image.alt) : null;
  const marks = drawn ? [...drawn.querySelectorAll(MARK)] : [];
  if (!marks.length) return;
  const stage = document.createElement("div");
  stage.className = "chart-stage";
  stage.append(drawn);
  image.replaceWith(stage);
  sayValues(stage, marks);
  pointOut(drawn);
  stage.closest("figure").querySelector("[data-chart-help]").hidden = false;
}

addEventListener("DOMContentLoaded", () => {
  for (const image of document.querySelectorAll(".chart img")) {
    // Pictures further down load when they are scrolled to.
    if (image.complete && image.naturalWidth) enliven(image);
    else image.addEventListener("load", () => enliven(image), { once: true });
  }
});
