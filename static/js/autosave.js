/* What was typed but not yet accepted by the server is kept in the browser, field by field, and offered back.
   htmx does the saving; without this file, and without any script at all, the forms still work. */
(() => {
  "use strict";

  const user = document.body.dataset.user;
  const RETRY_SECONDS = 5;
  const words = (() => {
    const sv = document.documentElement.lang === "sv";
    return sv
      ? { failed: "Vi kunde inte spara. Din text finns kvar här. Vi försöker igen om 5 sekunder.", found: "Det här skrev du senast, men det hann inte sparas:", restore: "Hämta tillbaka texten", discard: "Släng den" }
      : { failed: "We could not save. Your text is still here. We try again in 5 seconds.", found: "You wrote this last, but it was not saved in time:", restore: "Bring the text back", discard: "Throw it away" };
  })();

  const storeKey = (key) => `draft:${user}:${key}`;
  const box = (element) => element.closest("[data-autosave]");
  const isText = (element) => element.matches?.("[data-autosave] textarea[name=value], [data-autosave] input[name=value]:not([type=radio], [type=checkbox])");

  function keep(key, text) {
    try { localStorage.setItem(storeKey(key), text); } catch { /* private window: the page itself still holds the text */ }
  }
  function kept(key) {
    try { return localStorage.getItem(storeKey(key)); } catch { return null; }
  }
  function forget(key) {
    try { localStorage.removeItem(storeKey(key)); } catch { /* nothing kept */ }
  }

  function say(key, text) {
    const status = document.getElementById(`status-${key}`);
    if (!status) return;
    status.replaceChildren();
    if (!text) return;
    const line = document.createElement("p");
    line.className = "ds-validation-message";
    line.setAttribute("role", "alert");
    line.textContent = text;
    status.append(line);
  }

  function offerBack(field) {
    const key = field.dataset.autosave;
    const text = kept(key);
    const input = field.querySelector("textarea[name=value], input[name=value]:not([type=radio], [type=checkbox])");
    if (text === null || !input) return;
    if (text === input.value) { forget(key); return; }
    const offer = document.createElement("div");
    offer.className = "ds-alert offer";
    offer.dataset.color = "info";
    offer.setAttribute("role", "status");
    const lead = document.createElement("p");
    lead.textContent = words.found;
    const quote = document.createElement("p");
    quote.className = "conflict__text";
    quote.textContent = text;
    const restore = button(words.restore, () => {
      input.value = text;
      offer.remove();
      input.focus();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const discard = button(words.discard, () => { forget(key); offer.remove(); input.focus(); });
    const row = document.createElement("div");
    row.className = "row";
    row.append(restore, discard);
    offer.append(lead, quote, row);
    field.append(offer);
  }

  function button(text, act) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "ds-button";
    element.dataset.variant = "secondary";
    element.textContent = text;
    element.addEventListener("click", act);
    return element;
  }

  document.addEventListener("input", (event) => {
    if (isText(event.target)) keep(box(event.target).dataset.autosave, event.target.value);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const element = event.detail.elt;
    const field = element.closest?.("[data-autosave]");
    if (!field || !event.detail.xhr || event.detail.xhr.status !== 200) return;
    if (["HX-Redirect", "HX-Refresh"].some((name) => event.detail.xhr.getResponseHeader(name))) return;
    const sent = event.detail.requestConfig.parameters.value;
    if (sent === undefined || kept(field.dataset.autosave) === sent || element.matches("form")) forget(field.dataset.autosave);
  });

  function tryAgain(event) {
    const element = event.detail.elt;
    const field = element.closest?.("[data-autosave]");
    if (!field) return;
    say(field.dataset.autosave, words.failed);
    setTimeout(() => element.isConnected && element.dispatchEvent(new Event("change", { bubbles: true })), RETRY_SECONDS * 1000);
  }
  document.addEventListener("htmx:sendError", tryAgain);
  document.addEventListener("htmx:timeout", tryAgain);
  document.addEventListener("htmx:responseError", tryAgain);

  /* The text that was chosen among two goes into the field, which has stood there all the while. */
  function putIn(chosen) {
    const inputs = box(chosen).querySelectorAll(":scope > form [name=value]");
    inputs.forEach((input) => {
      if (input.type === "radio") input.checked = input.value === chosen.value;
      else if (input.type === "checkbox") input.checked = chosen.value.split(",").includes(input.value);
      else input.value = chosen.value;
    });
    chosen.remove();
    [...inputs].find((input) => input.type !== "radio" || input.checked)?.focus();
  }
  document.addEventListener("htmx:afterSwap", () => document.querySelectorAll("[data-chosen]").forEach(putIn));

  /* Focus goes where the eye goes: to a new card, to the first problem. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    const next = target.parentElement?.querySelector?.("[data-focus]") ?? document.querySelector("[data-focus]");
    if (!next) return;
    next.removeAttribute("data-focus");
    (next.querySelector("textarea, input:not([type=hidden]), select") ?? next).focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-autosave]").forEach(offerBack);
    document.querySelector(".error-summary, [data-focus-on-load]")?.focus();
  });
})();
