/* Where the browser allows it: the page of a room, its files and its communes open again offline.
   What is given never passes through here: it waits in the page's own queue. */
"use strict";
const CACHE = "animmap-phone";
const GROUND = /^\/api\/rooms\/[^/]+\/(communes|features)\.geojson$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* The page says what it was made of, for it came before this worker was there. */
self.addEventListener("message", (event) => {
  const wanted = (event.data && event.data.keep) || [];
  event.waitUntil(Promise.all(wanted.map((address) => fromNetwork(new Request(address)).catch(() => null))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/vendor/")) event.respondWith(fromCache(request));
  else if (pathname.startsWith("/r/") || GROUND.test(pathname)) event.respondWith(fromNetwork(request));
});

async function fromNetwork(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(cache, request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

/* The address of a file changes with its content: one found here is the right one. */
async function fromCache(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) || fromNetwork(request);
}

/* An older version of the same file makes room. */
async function keep(cache, request, answer) {
  const { pathname } = new URL(request.url);
  const known = await cache.keys();
  const older = known.filter(({ url }) => new URL(url).pathname === pathname && url !== request.url);
  if (pathname.startsWith("/vendor/")) await Promise.all(older.map((each) => cache.delete(each)));
  await cache.put(request, answer);
}
