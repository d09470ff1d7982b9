/* What is typed but not yet accepted by the server is kept in the browser: field by field, for one person, by the page it was
   typed in. What another page has left behind is sent from here, or, where the server will not have it, shown with a way back. */
window.drafts = (() => {
  "use strict";

  const user = document.body.dataset.user;
  const prefix = `draft:${user}:`;
  const page = `${prefix}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}:`;
  const IN_TIME = 10_000; // milliseconds: what was on its way when the page was left needs no words
  const here = new Map(); // by key; holds what is typed on this page also where the browser stores nothing

  /* Held as long as the page lives, so that other pages leave what is typed here alone; the browser lets go when it is killed. */
  navigator.locks?.request(page, () => new Promise(() => {}));
  async function living() {
    const locks = await navigator.locks?.query();
    return (name) => locks?.held.some((lock) => name.startsWith(lock.name)) ?? false;
  }

  function store(name, draft) {
    try { localStorage.setItem(name, JSON.stringify(draft)); return true; } catch { return false; } // full, or a private window
  }
  function stored() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(prefix) && !name.startsWith(page));
      return names.map((name) => [name, JSON.parse(localStorage.getItem(name))]).filter(([, draft]) => draft?.values);
    } catch { return []; }
  }
  function drop(name) {
    try { localStorage.removeItem(name); } catch { /* nothing is stored */ }
  }

  function keep(key, draft) {
    here.set(key, { ...draft, safe: store(page + key, { ...draft, key }) });
  }
  function forget(key) {
    here.delete(key);
    drop(page + key);
  }

  /* What pages that are no more have left, oldest first. */
  async function leftBehind() {
    if (!user) return [];
    const lives = await living();
    return stored().filter(([name, draft]) => draft.leftAt || !lives(name)).sort(([, one], [, other]) => one.at - other.at);
  }
  const inTime = (draft) => Date.now() - (draft.leftAt ?? 0) < IN_TIME;

  function post(draft) {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const body = new URLSearchParams({ version: draft.version });
    draft.values.forEach((value) => body.append("value", value));
    draft.sent.forEach((text) => body.append("sent", text));
    return fetch(draft.url, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true", "X-CSRFToken": token } });
  }
  /* Signed out, or signed in anew elsewhere: the answer leads away, and nothing has been saved. */
  const leadsAway = (header) => ["HX-Redirect", "HX-Refresh"].some((name) => header(name));

  /* Sends what belongs to fields that do not stand on this page. Rejects when the server does not answer. */
  async function send(name, draft) {
    if (isTold(name)) return;
    const answer = await post(draft);
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (leadsAway((header) => answer.headers.get(header))) return;
    if (!answer.ok) { tell("draft-waits", draft, name); return; }
    drop(name);
    if (new URL(draft.page).pathname === location.pathname) location.reload();
    else if (!inTime(draft)) tell("draft-saved", draft, name);
  }

  function tell(template, draft, name) {
    const place = document.getElementById("drafts");
    if (!place || isTold(name)) return;
    const notice = document.getElementById(template).content.firstElementChild.cloneNode(true);
    notice.dataset.draft = name;
    const link = notice.querySelector("a");
    link.href = draft.page;
    link.textContent = draft.place;
    const text = notice.querySelector("[data-text]");
    if (text) text.textContent = draft.values.join(", ");
    notice.querySelector("[data-discard]")?.addEventListener("click", () => { drop(name); notice.remove(); link.focus(); });
    place.append(notice);
  }

  const isWritten = (key) => document.activeElement?.closest("[data-autosave]")?.dataset.autosave === key;
  const isTold = (name) => document.querySelector(`[data-draft="${name}"]`) !== null;

  /* On the way out: what is not accepted yet is sent with the page's last breath, and stays in the browser until that is known. */
  window.addEventListener("pagehide", () => {
    here.forEach((draft, key) => {
      keep(key, { ...draft, leftAt: Date.now(), hadFocus: isWritten(key) });
      post(draft).catch(() => {});
    });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => {
    if ([...here.values()].some((draft) => !draft.safe)) event.preventDefault(); // the page is the only place it stands in
  });

  return { here, keep, forget, drop, leftBehind, inTime, leadsAway, send, tell };
})();
