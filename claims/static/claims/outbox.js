// What could not be sent, kept on this phone until the signal returns. Whose it is stands on
// each item; signing out deletes all of it, and so do seven days.

const outbox = (() => {
  const WEEK = 7 * 24 * 3600e3, PIECE = 128 * 1024, LONGEST = 60e3;
  const place = document.getElementById("phone");
  const words = place ? place.dataset : {};
  // The page after looking a NIK up stands at another address; it is kept where it belongs.
  const page = document.querySelector("form[data-keep]");
  const here = page ? new URL(page.action).pathname : location.pathname;
  let person = words.person || "", opened, timer, wait = 2e3, count = 0;

  const request = (asked) => new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const open = () => opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open("santunan", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("items", { keyPath: "id", autoIncrement: true });
      asked.result.createObjectStore("about");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  });
  const store = async (name, mode) => (await open()).transaction(name, mode).objectStore(name);

  const all = async () => {
    const items = await request((await store("items", "readonly")).getAll());
    return items.filter((item) => item.person === person);
  };
  const put = async (item) => request((await store("items", "readwrite")).put(item));
  const drop = async (id) => request((await store("items", "readwrite")).delete(id));
  const find = async (url) => (await all()).find((item) => item.url === url && !item.photo);

  // Another person on the same phone finds nothing of the one before.
  async function settle() {
    if (person) await request((await store("about", "readwrite")).put(person, "person"));
    else person = await request((await store("about", "readonly")).get("person")) || "";
    const items = await request((await store("items", "readonly")).getAll());
    for (const item of items)
      if (item.person !== person || Date.now() - item.at > WEEK) await drop(item.id);
  }

  // One page has one item: what was typed last, with what stood on record when it was opened.
  async function add(url, title, fields, refused = "") {
    const before = await find(url);
    await put({ ...before && { id: before.id }, person, url, title, fields, refused, at: Date.now() });
    await render();
    later();
  }
  async function remove(url) {
    const item = await find(url);
    if (item) { await drop(item.id); await render(); }
  }

  // Sending ------------------------------------------------------------------------------

  const token = () => /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1] || "";
  class Later extends Error {}
  // Why it could not be sent just now: the session has ended, or there is no signal.
  const why = (error) => (error instanceof Later && error.message) || words.nosignal;

  // The answer of a page that took it, or null after a refusal for good. No signal: it throws.
  async function post(url, body, patience = 20e3) {
    const answer = await fetch(url, {
      method: "POST", body, signal: AbortSignal.timeout(patience),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
    });
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.redirected && answer.url.includes("/login/")) throw new Later(words.signin);
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) throw new Later();
    if (answer.ok && json) return { ok: true, ...await answer.json() };
    const told = json ? await answer.json() : {};
    if (told.later) throw new Later(told.sentence);
    return { ok: false, status: answer.status, sentence: told.sentence || `${words.refused} (${answer.status})` };
  }

  async function sendPage(item) {
    const answer = await post(item.url, new URLSearchParams(item.fields));
    if (!answer.ok || answer.faults?.length)
      return put({ ...item, refused: answer.sentence || answer.faults.join(" ") });
    await drop(item.id);
    document.dispatchEvent(new CustomEvent("kept", { detail: { url: item.url, answer } }));
  }

  // A photo goes in pieces: after a cut it goes on from what has arrived.
  async function sendPhoto(item) {
    let from = 0, empty = true;
    for (;;) {
      const body = new FormData();
      const piece = empty ? new Blob([]) : item.photo.slice(from, from + PIECE);
      for (const [name, value] of Object.entries({
        upload: item.upload, paper: item.paper, name: item.title, offset: from, total: item.photo.size,
      })) body.append(name, value);
      body.append("piece", piece, "piece");
      const answer = await post(item.url, body, 90e3);
      if (!answer.ok) {
        // Where its paper stands on the page the refusal is read there, and the photo is done with.
        const told = new CustomEvent("photo", { cancelable: true, detail: { item, refused: answer.sentence } });
        return document.dispatchEvent(told) ? put({ ...item, refused: answer.sentence }) : drop(item.id);
      }
      empty = false;
      from = answer.received;
      document.dispatchEvent(new CustomEvent("photo", { detail: { item, from, href: answer.href } }));
      if (answer.href) return drop(item.id);
    }
  }

  // In order, and by one tab at a time.
  async function send() {
    await navigator.locks.request("santunan-outbox", { ifAvailable: true }, async (mine) => {
      if (!mine) return;
      let said = "", arrived = false;
      try {
        for (let item; (item = (await all()).find((one) => !one.refused));) {
          await (item.photo ? sendPhoto(item) : sendPage(item));
          arrived ||= !item.photo;
          wait = 2e3;
        }
      } catch (error) {
        said = error instanceof Later ? error.message : "";
      }
      await render(said);
      // What is read there before it is submitted would still lack what has only now arrived.
      if (arrived && document.querySelector("[data-record]")) location.reload();
    });
    if ((await all()).some((item) => !item.refused)) later();
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
    wait = Math.min(2 * wait, LONGEST);
  }
  function now() { wait = 2e3; clearTimeout(timer); return send(); }

  // What waits ---------------------------------------------------------------------------

  const make = (tag, text, at = {}) => Object.assign(document.createElement(tag), at, { textContent: text });

  async function render(said = "") {
    if (!place) return;
    const items = (await all()).filter((item) => item.photo || item.url !== here || !item.refused);
    const waiting = items.filter((item) => !item.refused).length;
    count = items.length;
    place.hidden = !items.length;
    place.className = `said tone-${items.length > waiting ? "bad" : "warn"}`;
    const list = document.createElement("ul");
    for (const item of items) {
      const row = make("li", "");
      const page = item.url.replace(/piece\/$/, "");
      const named = item.refused.includes(item.title);
      const code = /\d{4}-\d{2}-\d{6,9}/.exec(item.url)?.[0] || "";
      row.append(make("a", named ? item.refused : item.title, { href: page }), code && ` (${code})`);
      row.append(item.refused && !named ? `: ${item.refused} ` : " ");
      if (item.refused) {
        const away = make("button", words.discard, { className: "plain", type: "button" });
        away.onclick = async () => { await drop(item.id); await render(); };
        row.append(away);
      }
      list.append(row);
    }
    const head = waiting ? words.waits.replace("{n}", waiting) : words.attention;
    const box = make("div", "");
    box.append(make("p", [head, said].filter(Boolean).join(" ")), list, make("p", words.plain, { className: "small" }));
    place.replaceChildren(box);
  }

  const ready = place && "indexedDB" in window && "locks" in navigator && "timeout" in AbortSignal
    ? settle().then(() => render()) : null;
  document.addEventListener("submit", (event) => {
    const out = event.target.getAttribute("action")?.endsWith("/logout/");
    if (out && count && !confirm(words.signout)) event.preventDefault();
  });
  window.addEventListener("online", async () => {
    if (!ready) return;
    await now();
    // The page that says "no signal" in place of another.
    if (document.querySelector("[data-again]")) location.reload();
  });
  document.addEventListener("visibilitychange", () => ready && !document.hidden && now());

  // The worker shows a page of ours when there is no signal, and keeps no page of anybody.
  if ("serviceWorker" in navigator && place)
    navigator.serviceWorker.register(`/sw.js?language=${document.documentElement.lang}`, { scope: "/village/" })
      .catch(() => {});

  return { here, ready, why, add, remove, find, put, post, now, render, words };
})();
