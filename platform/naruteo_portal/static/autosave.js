/* Forms that save themselves: what is not saved yet is said and warned about. Without it their buttons save. */
"use strict";

/* Words are unsaved until an answer comes that knows the latest of them (the set is that of ui.js). */
const edits = new WeakMap();
const sent = new WeakMap();
const formOf = (event) => event.target.closest?.("form[data-autosave]");

function showUnsaved(form) {
  form.querySelector("[data-unsaved]").hidden = !unsaved.has(form);
}

document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (!form) return;
  edits.set(form, (edits.get(form) ?? 0) + 1);
  showUnsaved(form);
});
/* A save that waited for the one before it was put together too early: it goes with what the form holds now. */
document.addEventListener("htmx:before:request", (event) => {
  const form = formOf(event);
  if (!form) return;
  event.detail.ctx.request.body = new URLSearchParams(new FormData(form, event.detail.ctx.request.submitter));
  sent.set(form, edits.get(form));
});
document.addEventListener("htmx:after:request", (event) => {
  const form = formOf(event);
  if (form && event.detail.ctx.response?.status === 200 && sent.get(form) === edits.get(form)) unsaved.delete(form);
});
document.addEventListener("htmx:after:swap", () => document.querySelectorAll("form[data-autosave]").forEach(showUnsaved));
