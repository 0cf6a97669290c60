// The service worker: it keeps the agenda and the page that shows it for times without a network, and files that are named
// by their contents. Pages are never kept, so nobody is shown an old list as if it were true. KNOWN comes from the server.

const KEPT = `clist-${KNOWN.build}`;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const FILES_IN = /(?:href|src)="([^"#]+)/g;
const READ_AT = "X-Read-At"; // in milliseconds
const SELDOM = 60_000;
let kindKept = ""; // the language, zone and theme of what is kept

async function ask(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(`${address} answers ${answer.status}`);
  return answer;
}

async function keepFile(kept, address) {
  if (HASHED.test(address) && (await kept.match(address))) return;
  await kept.put(address, await ask(address));
}

async function read() {
  const [shell, agenda] = await Promise.all([ask(KNOWN.shell), ask(KNOWN.agenda)]);
  const kept = await caches.open(KEPT);
  const named = [...(await shell.clone().text()).matchAll(FILES_IN)].map((found) => found[1]);
  const files = [...new Set(named)].filter((address) => address.startsWith(KNOWN.files));
  await Promise.all(files.map((address) => keepFile(kept, address)));
  const headers = { "Content-Type": "text/html; charset=utf-8", [READ_AT]: Date.now() };
  await kept.put(KNOWN.agenda, new Response(await agenda.text(), { headers }));
  await kept.put(KNOWN.shell, shell);
}

async function readUnlessFresh(kind = kindKept) {
  const kept = await caches.match(KNOWN.agenda, { cacheName: KEPT });
  const age = Date.now() - Number(kept?.headers.get(READ_AT) ?? 0);
  if (age < SELDOM && kind === kindKept) return;
  try {
    await read();
    kindKept = kind;
  } catch (error) {
    console.info(`The agenda stays as it is: ${error.message}`);
  }
}

async function file(request) {
  const kept = await caches.match(request, { cacheName: KEPT });
  if (kept && HASHED.test(request.url)) return kept;
  const answer = await fetch(request).catch((error) => {
    if (kept) return kept;
    throw error;
  });
  if (answer.ok && HASHED.test(request.url)) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

async function networkElse(address, request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(address, { cacheName: KEPT });
    if (kept) return kept;
    throw error;
  }
}

addEventListener("install", (event) => {
  event.waitUntil(read().then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const forget = async () => {
    const others = (await caches.keys()).filter((name) => name.startsWith("clist-") && name !== KEPT);
    await Promise.all(others.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(forget());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(networkElse(KNOWN.shell, request));
  else if (pathname === KNOWN.agenda) event.respondWith(networkElse(KNOWN.agenda, request));
  else if (pathname.startsWith(KNOWN.files)) event.respondWith(file(request));
});

addEventListener("message", (event) => event.waitUntil(readUnlessFresh(event.data.kind)));
addEventListener("periodicsync", (event) => event.waitUntil(readUnlessFresh()));
