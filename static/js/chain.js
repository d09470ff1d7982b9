/* The chain by keyboard: Enter makes the next cause, Alt and the arrow keys move, Escape finishes, Ctrl+Z takes back.
   Every key presses a button or a link that stands on the page, so that nothing works by keys alone. */
(() => {
  "use strict";

  const FIELD = "textarea, input:not([type=hidden]), select";
  const isWriting = (element) => element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  const press = (element) => element?.click();

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-leave]") || window.autosave.isSaved()) return;
    event.preventDefault();
    window.autosave.saved().then(() => event.target.submit());
  });

  /* What is typed while the next cause is on its way goes into it; into the one before when none came. */
  let ahead = null; // { from: the field that was left, typed: what came after }
  function nextCause(cause) {
    const card = cause.closest(".finding");
    const field = cause.querySelector("textarea");
    const next = cause.nextElementSibling?.querySelector("textarea");
    if (!field.value.trim()) card.querySelector("[data-add-conclusion] button").focus();
    else if (next) next.focus();
    else { ahead = { from: field, typed: "" }; press(card.querySelector("[data-add-cause] button")); }
  }
  function arrive(field) {
    const { typed } = ahead;
    ahead = null;
    if (!typed) return;
    field.setRangeText(typed, field.value.length, field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("beforeinput", (event) => {
    if (event.target !== ahead?.from || !event.data || !event.cancelable) return;
    event.preventDefault();
    ahead.typed += event.data;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const field = document.activeElement;
    if (ahead && field !== ahead.from && field.matches("[data-cause] textarea")) arrive(field);
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, () => ahead && arrive(ahead.from)));

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.isComposing || at.closest?.(".comments")) return; // what is said of a card is not part of it
    const card = at.closest?.("[data-card]");
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && isPlain && at.matches("[data-cause] textarea")) {
      event.preventDefault();
      if (!ahead) nextCause(at.closest("[data-cause]"));
    } else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) && card && !at.matches("select")) {
      event.preventDefault();
      press(document.querySelector(`[data-moves="${card.id}"] [value=${event.key === "ArrowUp" ? "up" : "down"}]`));
    } else if (event.key === "Escape" && isPlain && card) {
      press(card.closest(".finding").querySelector("[data-finish]"));
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isWriting(at)) {
      const undo = document.querySelector("[data-undo] button");
      if (undo) { event.preventDefault(); press(undo); }
    }
  });

  function tellOfKeys() {
    document.querySelectorAll("[data-keys]").forEach((hint) => {
      hint.hidden = false;
      hint.closest(".finding").querySelectorAll("[data-cause] textarea[name=value]").forEach((field) => field.setAttribute("aria-describedby", hint.id));
    });
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    tellOfKeys();
    const at = document.activeElement; // what was moved is still where the eye is
    if (event.detail.elt.contains(at) || event.detail.target?.contains(at)) at.scrollIntoView({ block: "nearest" });
  });

  /* After a whole page the focus stands where the address points, as after a part. */
  document.addEventListener("DOMContentLoaded", tellOfKeys);
  window.addEventListener("load", () => requestAnimationFrame(() => { // the browser itself goes to the address first
    const here = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const isUntouched = [document.body, here].includes(document.activeElement);
    if (isUntouched && here?.matches("[data-card], .observation")) (here.querySelector(FIELD) ?? here).focus();
  }));
})();
