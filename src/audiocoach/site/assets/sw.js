// The service worker of a site: it opens without a connection, and plays tracks that were kept.
// What stands before this says the site's version, and which files it opens with.

const SCOPE = new URL(self.registration.scope).pathname;
const SHELLS = `audiocoach ${SCOPE} shell `;
const SHELL = SHELLS + SITE.version;
const TRACKS = `audiocoach ${SCOPE} track `;
const PATIENCE_MS = 5000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === location.origin && url.pathname.startsWith(SCOPE);
  if (request.method !== "GET" || !isOurs || request.cache === "no-store") return;
  if (url.pathname.endsWith(".mp3")) event.respondWith(sound(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
  else event.respondWith(file(request));
});

async function install() {
  const cache = await caches.open(SHELL);
  await Promise.all(
    SITE.files.map(async (path) => cache.put(path, plain(await fetch(path, { cache: "reload" })))),
  );
  await self.skipWaiting();
}

/** A response without where it was redirected from, which no page may be opened with. */
function plain(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

/** Removes what earlier versions of this site kept to open with; tracks stay until replaced. */
async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(SHELLS) && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** What was kept of a file: with its track, else with the site. */
async function kept(url) {
  const names = (await caches.keys()).filter((name) => name.startsWith(TRACKS));
  for (const name of [...names, SHELL]) {
    const found = await (await caches.open(name)).match(url, { ignoreSearch: true });
    if (found) return found;
  }
  return undefined;
}

/** The names under which a host may give a page. */
function pageNames({ url }) {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  return address.endsWith("/") ? [address, `${address}index.html`] : [address, `${address}.html`];
}

/** The newest page there is: from the network in time, else the one that was kept. */
async function page(request) {
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const online = fetch(request).catch(() => undefined);
  const response = await Promise.race([online, late]);
  if (response?.ok || response?.type === "opaqueredirect") return response;
  for (const name of pageNames(request)) {
    const found = await kept(name);
    if (found) return found;
  }
  return (await online) ?? Response.error();
}

/** A file whose name changes with its content: what was kept is right. */
async function file(request) {
  return (await kept(request.url)) ?? fetch(request);
}

/** A track: from what was kept, in the ranges that players ask for; else from the network. */
async function sound(request) {
  const found = await kept(request.url);
  return found ? part(await found.blob(), request.headers.get("Range")) : fetch(request);
}

/** @param {Blob} whole @param {string | null} range */
function part(whole, range) {
  const headers = { "Content-Type": "audio/mpeg", "Accept-Ranges": "bytes" };
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
  if (!asked || (!asked[1] && !asked[2])) {
    return new Response(whole, { headers: { ...headers, "Content-Length": String(whole.size) } });
  }
  const [first, last] = bounds(asked, whole.size);
  if (first > last) {
    const refused = { ...headers, "Content-Range": `bytes */${whole.size}` };
    return new Response(null, { status: 416, headers: refused });
  }
  const shown = {
    ...headers,
    "Content-Length": String(last - first + 1),
    "Content-Range": `bytes ${first}-${last}/${whole.size}`,
  };
  const slice = whole.slice(first, last + 1, "audio/mpeg");
  return new Response(slice, { status: 206, statusText: "Partial Content", headers: shown });
}

/** The first and the last byte that are asked for: `-500` are the last 500. */
function bounds([, from, to], size) {
  if (!from) return Number(to) ? [Math.max(0, size - Number(to)), size - 1] : [1, 0];
  return [Number(from), to ? Math.min(Number(to), size - 1) : size - 1];
}
