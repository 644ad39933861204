{% load static %}// No page of anybody is kept here: only what every phone gets alike.
const SHELL = "santunan-{{ version }}";
const PAGES = {{ pages|safe }};
const FILES = ["{% static 'claims/santunan.css' %}", "{% static 'claims/santunan.js' %}", "{% static 'claims/outbox.js' %}", "{% static 'claims/keep.js' %}", "{% static 'claims/logo.svg' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shell = await caches.open(SHELL);
    // Without cookies: as nobody sees them.
    await shell.addAll([...FILES, ...Object.values(PAGES)].map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", (event) => {
  const { request } = event, path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (FILES.includes(path)) {
    event.respondWith(caches.match(path).then((found) => found || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => {
      const page = /^\/village\/[\d-]+\/(\w+)\/$/.exec(path)?.[1];
      return (await caches.match(PAGES[page] || PAGES.none)) || Response.error();
    }));
  }
});
