/* What is typed but not yet accepted by the server is kept in the browser: field by field, for one person, by the page it was
   typed in. What another page has left behind is sent from here, or, where the server will not have it, shown with a way back.
   IndexedDB writes at once; localStorage waits for seconds, and a browser that is killed forgets what it held. */
window.drafts = (() => {
  "use strict";

  const { user } = document.body.dataset;
  const page = `drafts ${user} ${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const IN_TIME = 10_000; // milliseconds: what was on its way when the page was left needs no words
  const LEFT_WITHIN = 3_000; // milliseconds; a page that is still there then has not been left
  const here = new Map(); // by key; holds what is typed on this page also where the browser stores nothing
  const writing = new Map(); // names that are being written, each with whether it has changed since
  let cannotStore = false; // full, or forbidden

  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("drafts", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "name" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  opened.catch(() => { cannotStore = true; });
  async function stored(mode, act) {
    const transaction = (await opened).transaction("drafts", mode, { durability: "strict" });
    const request = act(transaction.objectStore("drafts"));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
  /* While the page is being left nothing is dropped: the next one may have been drawn before the server had it. */
  const accepted = new Set();
  let isLeaving = false;
  async function drop(name) {
    if (isLeaving) accepted.add(name);
    else await stored("readwrite", (drafts) => drafts.delete(name)).catch(() => {});
  }
  window.addEventListener("beforeunload", () => {
    isLeaving = true;
    setTimeout(() => { isLeaving = false; accepted.forEach(drop); accepted.clear(); }, LEFT_WITHIN);
  });

  /* Writes what stands in ``here``, once more if it has changed meanwhile: fast fingers never wait for the disk. */
  async function write(key) {
    const name = `${page} ${key}`;
    if (writing.has(name)) { writing.set(name, true); return; }
    writing.set(name, false);
    try {
      const draft = here.get(key);
      if (draft) await stored("readwrite", (drafts) => drafts.put({ ...draft, name, user, livesIn: page, key }));
      else await drop(name);
      cannotStore = false;
    } catch { cannotStore = true; }
    const hasChanged = writing.get(name);
    writing.delete(name);
    if (hasChanged) write(key);
  }
  function keep(key, draft) { here.set(key, draft); write(key); }
  function forget(key) { if (here.delete(key)) write(key); }

  /* Held as long as the page lives, so that other pages leave alone what is typed here; a killed browser lets go. */
  let letGo;
  navigator.locks?.request(page, () => new Promise((resolve) => { letGo = resolve; }));

  /* What this person's pages that are no more have left, oldest first. */
  async function leftBehind() {
    if (!user) return [];
    const living = new Set((await navigator.locks?.query())?.held.map((lock) => lock.name));
    const all = await stored("readonly", (drafts) => drafts.getAll()).catch(() => []);
    const left = all.filter((draft) => draft.user === user && draft.livesIn !== page && !living.has(draft.livesIn));
    return left.sort((one, other) => one.at - other.at);
  }
  const inTime = (draft) => Date.now() - draft.at < IN_TIME;

  function post(draft) {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const body = new URLSearchParams({ version: draft.version });
    draft.values.forEach((value) => body.append("value", value));
    draft.sent.forEach((text) => body.append("sent", text));
    return fetch(draft.url, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true", "X-CSRFToken": token } });
  }
  /* Signed out, or signed in anew elsewhere: the answer leads away, and nothing has been saved. */
  const leadsAway = (header) => ["HX-Redirect", "HX-Refresh"].some((name) => header(name));

  /* This person's other pages follow along. */
  const tabs = new BroadcastChannel(`saved by ${user}`);

  /* Sends what belongs to a field that does not stand on this page. Rejects when the server does not answer. */
  async function send(draft) {
    if (isTold(draft)) return;
    const answer = await post(draft);
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (leadsAway((header) => answer.headers.get(header))) return;
    if (!answer.ok) { tell("draft-waits", draft); return; }
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    tabs.postMessage({ key: draft.key, values: draft.values, version: drawn.querySelector("[name=version]")?.value ?? draft.version });
    await drop(draft.name);
    if (new URL(draft.page).pathname === location.pathname) location.reload();
    else if (!inTime(draft)) tell("draft-saved", draft);
  }

  const isTold = (draft) => document.querySelector(`[data-draft="${draft.name}"]`) !== null;
  function tell(template, draft, address = draft.page) {
    const notice = document.getElementById(template).content.firstElementChild.cloneNode(true);
    notice.dataset.draft = draft.name;
    Object.assign(notice.querySelector("a"), { href: address, textContent: draft.place });
    const text = notice.querySelector("[data-text]");
    if (text) text.textContent = draft.values.join(", ");
    notice.querySelector("[data-discard]")?.addEventListener("click", () => {
      drop(draft.name);
      notice.remove();
      document.getElementById("innehall").focus();
    });
    document.getElementById("drafts").append(notice);
  }

  /* On the way out: what is not accepted yet is sent with the page's last breath, and stays stored until that is known. */
  window.addEventListener("pagehide", () => {
    here.forEach((draft) => post(draft).catch(() => {}));
    letGo?.();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => {
    if (cannotStore && here.size) event.preventDefault(); // the page is the only place where it stands
  });

  return { here, keep, forget, drop, leftBehind, inTime, leadsAway, send, tabs, tell };
})();
