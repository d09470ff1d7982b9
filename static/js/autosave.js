/* Fields that save themselves. htmx sends them; this file sees to it that what is typed is never lost and that what the page says
   of it is true. Without any script at all the forms still work. */
(() => {
  "use strict";

  const { drafts, htmx } = window;
  const PAUSES = [2, 4, 8, 16, 30, 60]; // seconds between tries, the last one again and again
  const ANSWER_WITHIN = 10_000; // milliseconds: after a sleep or a change of network nobody may be at the other end
  const WAIT_AT_MOST = 3_000; // milliseconds for what is typed to be saved before something else is done
  const words = document.getElementById("autosave-words")?.dataset ?? {}; // nobody types who is not signed in
  const PASSING = 1_000; // milliseconds; whoever leaves a page within them is on the way to another
  const drawn = new WeakMap(); // field → its values as the server last told them
  const refused = new Set(); // keys of fields that the server will not take as they are
  let tries = 0; // in vain, since the server last answered
  let nextTry;
  let hasStayed = false;

  const box = (element) => element.closest?.("[data-autosave]");
  const keyOf = (field) => field.dataset.autosave;
  const fieldOf = (key) => document.getElementById(`field-${key}`);
  const form = (field) => field.querySelector(":scope > form");
  const isSave = (element) => element.matches?.("[data-autosave] > form");
  const read = (field) => new FormData(form(field)).getAll("value");
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const version = (field) => form(field).elements.version;
  const held = (field) => form(field).elements.held?.value ?? ""; // what of it waits to be corrected or confirmed
  const unsaved = () => [...drafts.here.keys()].filter((key) => fieldOf(key) && !refused.has(key));
  const save = (key) => fieldOf(key) && htmx.trigger(form(fieldOf(key)), "save-now");
  const saveAll = () => unsaved().forEach(save);

  function write(field, values) {
    form(field).querySelectorAll("[name=value]").forEach((input) => {
      if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
      else if (input.value !== values[0]) input.value = values[0] ?? "";
    });
    drawn.set(field, read(field));
  }

  /* --- what is typed is kept at once --------------------------------------------------------------- */

  function note(event) {
    const field = box(event.target);
    if (!field || event.target.name !== "value" || !form(field).contains(event.target)) return;
    if (!form(field).checkValidity()) return; // half a date is no date yet
    const [key, values] = [keyOf(field), read(field)];
    const before = drafts.here.get(key);
    if (same(values, before ? before.values : drawn.get(field))) return;
    const label = form(field).querySelector("legend, label").textContent.trim();
    const place = [document.querySelector("h1").textContent.trim(), label].join(": ");
    const seen = { version: version(field).value, url: form(field).action, page: location.href, place, sent: before?.sent ?? [] };
    refused.delete(key);
    drafts.keep(key, { ...seen, values, at: Date.now() });
  }
  document.addEventListener("input", note, true);
  document.addEventListener("change", note, true);

  /* --- sending ------------------------------------------------------------------------------------- */

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!isSave(detail.elt)) return;
    detail.timeout = ANSWER_WITHIN;
    const sent = drafts.here.get(keyOf(box(detail.elt)))?.sent ?? [];
    sent.forEach((text) => detail.formData.append("sent", text)); // whose answers were lost
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (!isSave(elt)) return;
    const key = keyOf(box(elt));
    const draft = drafts.here.get(key);
    const text = requestConfig.formData.getAll("value").join(",");
    if (!draft || refused.has(key)) event.preventDefault(); // saved already, or not to be had as it is
    else if (!draft.sent.includes(text)) drafts.keep(key, { ...draft, sent: [...draft.sent, text] });
  });

  function accepted(field, sent) {
    const key = keyOf(field);
    const draft = drafts.here.get(key);
    const isAll = !draft || same(draft.values, sent);
    refused.delete(key);
    drawn.set(field, sent);
    if (isAll) drafts.forget(key);
    else drafts.keep(key, { ...draft, sent: [], version: version(field).value });
    if (isAll) drafts.tabs.postMessage({ key, values: sent, version: version(field).value, held: held(field) });
  }
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const field = box(detail.elt);
    if (!field || !detail.xhr?.status || detail.xhr.status >= 500) return;
    tries = 0;
    if (detail.xhr.status !== 200) {
      refused.add(keyOf(field));
      if (!read(field).join("").trim()) drafts.forget(keyOf(field)); // there are no words to keep
    }
    else if (drafts.leadsAway((header) => detail.xhr.getResponseHeader(header))) return;
    else accepted(field, isSave(detail.elt) || detail.elt.matches(".held__choice") ? detail.requestConfig.formData.getAll("value") : read(field));
    tellTheTruth();
    if (unsaved().length) tryAgain();
    else bringBack();
  });

  /* --- when the server does not answer --------------------------------------------------------------- */

  function tryAgain() {
    clearTimeout(nextTry);
    nextTry = setTimeout(() => { saveAll(); bringBack(); }, PAUSES[Math.min(tries, PAUSES.length - 1)] * 1000);
  }
  function failed({ detail }) {
    const field = box(detail.elt);
    if (!field) return;
    const status = detail.xhr?.status ?? 0;
    if (status >= 400 && status < 500) refused.add(keyOf(field));
    else tries += 1;
    tellTheTruth();
    tryAgain();
  }
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, failed));
  window.addEventListener("online", () => { saveAll(); bringBack(); });
  document.addEventListener("visibilitychange", saveAll);

  /* The line that says when it was saved stands in one place; what it says is said once. */
  function tellTheTruth() {
    const line = document.getElementById("save-line-text");
    if (!line) return;
    const trouble = tries ? words.failed : refused.size ? words.refused : "";
    line.parentElement.toggleAttribute("data-trouble", Boolean(trouble));
    if (trouble && line.textContent !== trouble) line.textContent = trouble;
  }
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const isSaid = detail.target.id === "save-line-text" && detail.fragment.textContent === detail.target.textContent;
    if (isSaid) detail.shouldSwap = false;
  });

  /* --- coming back ------------------------------------------------------------------------------------ */

  function restore(field, draft) {
    const { values, url, page, place, sent, at } = draft;
    refused.delete(keyOf(field));
    write(field, values);
    version(field).value = draft.version; // the server sees whether somebody has written since, and shows both texts
    drafts.keep(keyOf(field), { values, version: draft.version, url, page, place, sent, at });
    save(keyOf(field));
  }

  /* What other pages have left: into its field if it stands here, otherwise straight to the server. */
  let coming = null;
  const bringBack = () => { coming ??= bringEach().finally(() => { coming = null; }); };
  async function bringEach() {
    for (const draft of await drafts.leftBehind()) {
      const field = fieldOf(draft.key);
      if (field && !drafts.here.has(draft.key)) bringInto(field, draft);
      else if (!field && hasStayed) await drafts.send(draft).catch(() => { tries += 1; tryAgain(); });
    }
  }
  function bringInto(field, draft) {
    restore(field, draft);
    drafts.drop(draft.name);
    if (!drafts.inTime(draft)) drafts.tell("draft-back", draft, `#${field.id}`);
    const [{ type }] = performance.getEntriesByType("navigation");
    if (type === "reload" && drafts.inTime(draft)) form(field).querySelector("[name=value]").focus(); // go on typing
  }

  document.addEventListener("htmx:load", ({ detail }) => {
    [...detail.elt.querySelectorAll("[data-autosave]"), detail.elt].filter((each) => each.dataset?.autosave).forEach((field) => {
      drawn.set(field, read(field));
      const draft = drafts.here.get(keyOf(field));
      if (draft) restore(field, draft); // the part of the page was drawn anew round what is not saved yet
    });
    if (detail.elt !== document.body) return;
    bringBack();
    setTimeout(() => { hasStayed = true; bringBack(); }, PASSING);
  });

  /* The text that was chosen among two goes into the field, which has stood there all the while. */
  document.addEventListener("htmx:afterSwap", () => document.querySelectorAll("[data-chosen]").forEach((chosen) => {
    const field = box(chosen);
    const isList = Boolean(form(field).querySelector("[name=value][type=checkbox]"));
    write(field, isList ? chosen.value.split(",") : [chosen.value]);
    drafts.forget(keyOf(field));
    chosen.remove();
    (form(field).querySelector("[name=value]:checked") ?? form(field).querySelector("[name=value]")).focus();
  }));

  /* The same person's other pages follow along where nothing is typed in them; otherwise the server shows both texts. */
  drafts.tabs.addEventListener("message", ({ data }) => {
    const field = fieldOf(data.key);
    if (!field || drafts.here.has(data.key)) return;
    write(field, data.values);
    version(field).value = data.version;
    if (form(field).elements.held) form(field).elements.held.value = data.held;
  });

  /* --- before something else is done ------------------------------------------------------------------ */

  /* Settles when everything typed on the page is saved, or the server has had its time. */
  function saved() {
    saveAll();
    return new Promise((resolve) => {
      const done = new AbortController();
      const end = () => { done.abort(); resolve(); };
      document.addEventListener("htmx:afterRequest", () => unsaved().length || end(), { signal: done.signal });
      setTimeout(end, WAIT_AT_MOST);
    });
  }
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, target, verb, issueRequest } = event.detail;
    const concerns = unsaved().some((key) => verb !== "get" || target?.contains(fieldOf(key)));
    if (box(elt) || !concerns) return;
    event.preventDefault();
    saved().then(() => issueRequest(true));
  });
  window.autosave = { saved, isSaved: () => !unsaved().length };

  /* Focus goes where the eye goes: to a new card, to the first problem. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    const next = target.parentElement?.querySelector?.("[data-focus]") ?? document.querySelector("[data-focus]");
    if (!next) return;
    next.removeAttribute("data-focus");
    (next.querySelector("textarea, input:not([type=hidden]), select") ?? next).focus();
  });
  document.addEventListener("DOMContentLoaded", () => document.querySelector(".error-summary, [data-focus-on-load]")?.focus());
  window.addEventListener("load", () => requestAnimationFrame(() => { // the browser itself goes to the address first
    const here = document.getElementById(location.hash.slice(1));
    if (here && here === document.activeElement && here.matches("[data-begin]")) here.querySelector(".autosave :is(textarea, input:not([type=hidden]))")?.focus();
  }));
})();
