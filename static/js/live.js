// Keeps an open page true: the socket says that something changed, and the page fetches its own address again.
// Without a socket it looks every minute. <main data-live="topic"> turns it on; #contests is the part that is exchanged.

const main = document.getElementById("main");
const topic = main.dataset.live;
const LONGEST_WAIT = 60_000;
const POLL = 60_000;
let version = null;
let wait = 1000;
let isStale = false;
let isAsking = false;
let socket = null;

const soon = (most) => Math.random() * most;

function outlines() {
  return new Map([...document.querySelectorAll("[data-sequence]")].map((row) => [row.id, row.dataset.sequence]));
}

async function fetchPage() {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function exchange(page, selector) {
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  if (!old || !fresh) return;
  old.replaceWith(document.adoptNode(fresh));
  window.htmx?.process(fresh);
}

function show(page, selectors) {
  const before = outlines();
  const opened = [...document.querySelectorAll("#contests details[open]")].map((fold) => fold.id);
  const focused = document.activeElement?.id;
  for (const selector of selectors) exchange(page, selector);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, sequence] of outlines()) {
    if (before.size && before.get(id) !== sequence) document.getElementById(id).classList.add("is-changed");
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

async function refresh(selectors = ["#contests", "#marks"]) {
  if (isAsking) return;
  if (document.hidden) {
    isStale = true;
    return;
  }
  isAsking = true;
  isStale = false;
  try {
    const page = await fetchPage();
    if (page) show(page, selectors);
  } catch {
    isStale = true; // offline: the next look, or coming back to the tab, tries again
  } finally {
    isAsking = false;
  }
}

function listen() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live`);
  socket.addEventListener("open", () => {
    wait = 1000;
    socket.send(JSON.stringify({ watch: [topic] }));
  });
  socket.addEventListener("message", (message) => {
    const told = JSON.parse(message.data);
    if (told.topic !== topic) return;
    if (version !== null && told.version > version) setTimeout(refresh, soon(500));
    version = told.version;
  });
  socket.addEventListener("close", () => {
    setTimeout(listen, wait / 2 + soon(wait));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

// A form that somebody may be filling in (data-still) stays as it is; only the clock above it changes.
document.addEventListener("clist:zone", () => refresh("still" in main.dataset ? ["#zone"] : ["#main", "#zone"]));
if (topic) {
  listen();
  document.addEventListener("clist:turn", () => setTimeout(refresh, 500 + soon(2500)));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && isStale) refresh();
  });
  const often = Number(main.dataset.refresh ?? 0) * 1000;
  setInterval(() => {
    if (often || socket.readyState !== WebSocket.OPEN) refresh();
  }, often || POLL);
}
