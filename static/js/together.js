/* Who else is here: asked for only while the page is looked at, and never in the way of what somebody types. */
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
})();
