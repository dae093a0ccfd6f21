/* Without a signal: the style, the script and one page that names nobody. Pages that name people are kept only
   where the server says for how long (X-Keep-Seconds), and are forgotten when somebody signs out. */
"use strict";
const SHELL = "goldthread-shell-1";
const PAGES = "goldthread-pages";
const OFFLINE = "/contacts/unsent/";
const FIXED = [
  OFFLINE,
  "/static/goldthread/capture.js",
  "/static/goldthread/contacts.css",
  "/static/goldthread/goldthread.css",
  "/static/charts/charts.css",
  "/static/vendor/nhsuk-frontend.min.css",
];

self.addEventListener("install", (event) => {
  // Asked for as nobody: the kept page carries no name and no token.
  const asked = FIXED.map((address) => new Request(address, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((kept) => kept.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("goldthread-shell") && name !== SHELL);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim())
  );
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(page(request));
  else if (request.method === "GET" && FIXED.includes(new URL(request.url).pathname)) event.respondWith(fixed(request));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    const seconds = Number(answer.headers.get("X-Keep-Seconds") || 0);
    if (answer.ok && seconds > 0) {
      const headers = new Headers(answer.headers);
      headers.set("X-Keep-Until", String(Date.now() + seconds * 1000));
      const body = await answer.clone().blob();
      await (await caches.open(PAGES)).put(request, new Response(body, { headers }));
    }
    return answer;
  } catch {
    const pages = await caches.open(PAGES);
    const kept = await pages.match(request);
    if (kept && Number(kept.headers.get("X-Keep-Until")) > Date.now()) return kept;
    if (kept) await pages.delete(request);
    return (await caches.match(OFFLINE, { cacheName: SHELL })) || Response.error();
  }
}

async function fixed(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { cacheName: SHELL, ignoreVary: true })) || Response.error();
  }
}
