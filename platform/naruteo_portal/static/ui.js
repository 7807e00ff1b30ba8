/* What pages do beyond plain HTML: menus, focus after errors, unsaved words, the end of a session. All of it can be missing. */
"use strict";

/* Menus: one open at a time; Escape closes, arrows walk, a click outside closes. */
const menus = () => [...document.querySelectorAll("details[data-menu]")];

function closeMenus(except) {
  for (const menu of menus()) if (menu !== except) menu.open = false;
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details[data-menu]") && event.target.open) closeMenus(event.target);
}, true);

document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  if (!menu) return;
  const summary = menu.querySelector("summary");
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    summary.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    menu.open = true;
    const entries = [...menu.querySelectorAll("a, button")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = entries.indexOf(document.activeElement);
    entries[at < 0 ? (step > 0 ? 0 : entries.length - 1) : (at + step + entries.length) % entries.length].focus();
  }
});

/* On small screens each row of a table becomes a block with the columns' names beside the values. */
function stackTables(within) {
  for (const table of within.querySelectorAll(".table-region:not(.stacked) > table")) {
    const names = [...table.tHead.rows[0].cells].map((cell) => (cell.querySelector(".sr-only") ? "" : cell.textContent.trim()));
    // A table that is laid out as blocks stays a table for screen readers only by its roles.
    table.setAttribute("role", "table");
    for (const group of table.querySelectorAll("thead, tbody")) group.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell, at) => {
        cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "col" ? "columnheader" : "rowheader");
        if (cell.tagName === "TD" && names[at] && cell.colSpan === 1) cell.dataset.label = names[at];
      });
    }
    table.parentElement.classList.add("stacked");
  }
}

addEventListener("DOMContentLoaded", () => stackTables(document));
document.addEventListener("htmx:after:swap", () => stackTables(document));

/* After a form came back with errors the summary takes the focus, on a full page as after a swap. */
function focusErrors(within) {
  const summary = within.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

addEventListener("DOMContentLoaded", () => focusErrors(document));
document.addEventListener("htmx:after:swap", (event) => focusErrors(event.target.isConnected ? event.target : document));

/* Words typed into a guarded form are not lost unasked. */
const unsaved = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) unsaved.add(form);
});
/* A double click sends a form once: what it asks for is not done twice, nor is its page lost to a refusal. */
const DOUBLE_CLICK_MILLISECONDS = 1000;
const sentAt = new WeakMap();
document.addEventListener("submit", (event) => {
  if (Date.now() - (sentAt.get(event.target) ?? 0) < DOUBLE_CLICK_MILLISECONDS) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    sentAt.set(event.target, Date.now());
  }
}, true);
/* A form that is sent while the page stays (htmx) is saved only when its answer has come. */
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) unsaved.delete(event.target);
});
addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});

/* The end of the session: warn two minutes before, offer to stay, then lead to the sign-in page and back. */
const WARN_SECONDS = 120;
const END_KEY = "naruteo-session-end";

function watchSession(dialog) {
  const seconds = Number(dialog.dataset.sessionSeconds);
  const warning = Math.min(WARN_SECONDS, seconds / 2);
  const left = dialog.querySelector("[data-session-left]");
  const status = dialog.querySelector("[data-session-status]");
  let dismissed = false;
  let said = Infinity;

  // Another tab may have kept the session alive, so the end is shared between tabs.
  const setEnd = (rest) => localStorage.setItem(END_KEY, String(Date.now() + rest * 1000));
  const secondsLeft = () => Math.round((Number(localStorage.getItem(END_KEY)) - Date.now()) / 1000);

  async function stay() {
    const answer = await fetch(dialog.dataset.keepAlive, { method: "POST", headers: { "X-CSRFToken": dialog.dataset.token } });
    if (!answer.ok) return leave();
    // Near the end of the longest time that one may stay, asking does not make it longer.
    const { seconds: rest } = await answer.json();
    setEnd(rest);
    dismissed = rest <= warning;
    said = Infinity;
    dialog.close();
  }

  function leave() {
    unsaved.clear();
    location.assign(`${dialog.dataset.ended}?next=${encodeURIComponent(location.pathname + location.search)}`);
  }

  function tick() {
    const rest = secondsLeft();
    if (rest <= 0) return leave();
    if (rest > warning) {
      if (dialog.open) dialog.close();
      dismissed = false;
    } else if (!dialog.open && !dismissed) {
      dialog.showModal();
    }
    left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    // A screen reader hears the time once a minute, not every second.
    if (dialog.open && said - rest >= 60) {
      said = rest;
      status.textContent = dialog.querySelector(".session-left").textContent.trim();
    }
    return setTimeout(tick, 1000);
  }

  dialog.querySelector("[data-session-stay]").addEventListener("click", stay);
  dialog.querySelector("[data-session-close]").addEventListener("click", () => { dismissed = true; dialog.close(); });
  dialog.addEventListener("cancel", () => { dismissed = true; });
  document.addEventListener("htmx:after:request", () => setEnd(seconds));
  setEnd(seconds);
  tick();
}

addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-session-seconds]").forEach(watchSession));
