/* What lists of openings do beyond plain HTML: rows follow the finger or the mouse; the device's time zone. All of it can be missing. */
"use strict";

/* A row is dragged by its handle; the places are written anew, and “Save” sends the order as it stands. */
function numberPlaces(list) {
  [...list.children].forEach((row, at) => {
    row.querySelector("[data-place]").value = String(at + 1);
    row.querySelector("[value^='up:']").disabled = at === 0;
    row.querySelector("[value^='down:']").disabled = at === list.children.length - 1;
  });
}

function sayPlace(list, row) {
  const place = [...list.children].indexOf(row) + 1;
  list.closest("form").querySelector("[data-order-status]").textContent = list.dataset.moved
    .replace("TITLE", () => row.dataset.title).replace("PLACE", String(place)).replace("ALL", String(list.children.length));
}

function watchOrder(list) {
  for (const handle of list.querySelectorAll("[data-handle]")) handle.hidden = false;
  let dragged = null;
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    dragged = handle.closest("li");
    dragged.classList.add("dragged");
    handle.setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const next = [...list.children].find((row) => {
      const box = row.getBoundingClientRect();
      return row !== dragged && event.clientY < box.top + box.height / 2;
    }) ?? null;
    if (next !== dragged.nextElementSibling) list.insertBefore(dragged, next);
  });
  const drop = () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    numberPlaces(list);
    sayPlace(list, dragged);
    // As if it had been typed: the page warns before the order is lost.
    dragged.querySelector("[data-place]").dispatchEvent(new Event("input", { bubbles: true }));
    dragged = null;
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
}

addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-order]").forEach(watchOrder));

/* The zone that this device says it is in, if we know it. */
addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-take-zone]");
  if (!button) return;
  const zones = document.getElementById(button.dataset.takeZone);
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (![...zones.options].some((option) => option.value === own)) return;
  document.querySelector("[data-device-zone]").hidden = false;
  button.addEventListener("click", () => { zones.value = own; });
});
