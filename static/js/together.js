/* Who else is here: asked for only while the page is looked at, and never in the way of what somebody types.
   A comment that is not sent yet is kept in the browser, and stands there again when its card is drawn anew. */
(() => {
  "use strict";

  const asks = (event) => event.target.closest?.("[data-presence]");

  document.addEventListener("htmx:beforeRequest", (event) => { if (asks(event) && document.hidden) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.querySelectorAll("[data-presence]").forEach((each) => window.htmx.trigger(each, "visible"));
  });

  /* A sign-in that has ended is told by the field that cannot be saved, not by this. */
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const answer = event.detail.xhr;
    const leads = ["HX-Redirect", "HX-Refresh"].some((name) => answer.getResponseHeader(name));
    if (asks(event) && (answer.status !== 200 || leads)) event.preventDefault();
  });

  /* Nothing has been written: what waits for a save to be done has nothing to wait for here. */
  document.addEventListener("htmx:afterRequest", (event) => { if (asks(event)) event.stopPropagation(); }, true);

  const SAID = ".comments textarea";
  const keyOf = (area) => `say:${document.body.dataset.user}:${area.id}`;
  const store = (act) => { try { return act(localStorage); } catch { return null; } }; // a private window may have none
  const bringBack = () => document.querySelectorAll(SAID).forEach((area) => {
    area.value ||= store((kept) => kept.getItem(keyOf(area))) ?? "";
  });
  document.addEventListener("input", ({ target }) => { if (target.matches(SAID)) store((kept) => kept.setItem(keyOf(target), target.value)); });
  document.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig } }) => {
    const form = requestConfig.elt; // no longer on the page: the whole conversation has been drawn anew
    if (!successful || !form.matches(".comments form")) return;
    form.querySelectorAll("textarea").forEach((area) => store((kept) => kept.removeItem(keyOf(area))));
  });
  document.addEventListener("htmx:afterSettle", bringBack);
  document.addEventListener("DOMContentLoaded", bringBack);
})();
