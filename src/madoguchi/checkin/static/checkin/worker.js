// Below /in/: the pages come from the network; without it, the page of this door as it was seen last.

const KEPT = "door-1";
const TABLET = "/in/tablet/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Kept under its address alone: the answers vary with headers that only some requests show, and would not be found.
async function keep(request, response) {
  const cache = await caches.open(KEPT);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
}

// A door that was never opened here is drawn by the page of another: its script says which door it is.
async function kept(request) {
  const cache = await caches.open(KEPT);
  const same = await cache.match(request.url, { ignoreSearch: true });
  if (same) return marked(same);
  if (request.mode !== "navigate") return Response.error();
  const doors = (await cache.keys()).filter(({ url }) => /\/in\/[0-9a-f-]{36}\//.test(url));
  return doors.length ? marked(await cache.match(doors.at(-1))) : Response.error();
}

// The tablet of a door is kept while nobody is shown on it; without network every page of it is that one.
function isNobodys({ url }) {
  const { pathname, search } = new URL(url);
  return pathname === TABLET && !search;
}

async function tablet(request) {
  const alone = async () => marked(await (await caches.open(KEPT)).match(TABLET));
  return fetch(request).then(
    (response) => (response.redirected || !isNobodys(request) ? response : keep(request, response)),
    alone,
  );
}

// Told apart from a page that comes from the city: what it knows may be old.
async function marked(response) {
  if (!response) return Response.error();
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) return response;
  const page = (await response.text()).replace(" data-door=", " data-kept data-door=");
  return new Response(page, { headers: response.headers });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith(TABLET)) return event.respondWith(tablet(request));
  const isDoor = /^\/in\/[0-9a-f-]{36}\//.test(pathname);
  if (!isDoor && !pathname.startsWith("/static/")) return;
  event.respondWith(
    fetch(request).then(
      (response) => (response.redirected ? response : keep(request, response)),
      () => kept(request),
    ),
  );
});
