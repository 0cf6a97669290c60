// Keeps an open page true: the socket names the topic's new version, and the page fetches that version of itself.
// Without a socket it looks every minute. <main data-live="topic"> turns it on; data-live-parts says what is exchanged.

import { isOpen, watch } from "./socket.js";
import { nameZone } from "./zone-name.js";

const main = document.getElementById("main");
const topic = main.dataset.live;
const PARTS = (main.dataset.liveParts ?? "#contests,#marks,#freshness").split(",");
const POLL = 60_000;
const SPREAD = 400; // milliseconds over which browsers spread themselves after a change
const SHORTEST_PAUSE = 1000;
const TURN_SPREAD = 600;
const TRIES = [2000, 10_000, 30_000];
const title = document.title;
let shown = Number(main.dataset.version ?? 0);
let told = shown;
let isAsking = false;
let missed = null;
let retry = null;
let lastShown = -Infinity;
let failures = 0;
let news = new Set();
let applier = async () => false;

// Names who may bring the page forward by so many versions without reading it anew, and tell whether that was done.
export const applyBy = (how) => (applier = how);

const within = (most) => Math.random() * most;

// A topic that changes all the time is fetched about once a second.
const pause = () => Math.max(within(SPREAD), SHORTEST_PAUSE - (performance.now() - lastShown));

function outlines() {
  return new Map([...document.querySelectorAll("[data-sequence]")].map((row) => [row.id, row.dataset.sequence]));
}

async function fetchPart(parameters) {
  const address = new URL(location.href);
  address.hash = "";
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname} answers ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

const has = (node, mark) => mark in (node.dataset ?? {});

// What a script of this browser added (data-own) stays there, and what one runs by itself (data-run) stays as it is.
export function morph(old, part) {
  const callbacks = { beforeNodeRemoved: (node) => !has(node, "own"), beforeNodeMorphed: (node) => !has(node, "run") };
  window.Idiomorph.morph(old, part, { callbacks });
  window.htmx?.process(old);
}

function exchange(fresh, selector) {
  const [old, part] = [document.querySelector(selector), fresh.querySelector(selector)];
  if (old && part) morph(old, part);
}

// What was open stays open, what had the focus keeps it, and what is new or changed glows. `told` goes with the event.
export function exchanging(work, told = {}) {
  const before = outlines();
  const folds = [...document.querySelectorAll("main details[id]")].map((fold) => [fold.id, fold.open]);
  const focused = document.activeElement;
  document.dispatchEvent(new CustomEvent("clist:showing"));
  work();
  for (const [id, open] of folds) document.getElementById(id)?.toggleAttribute("open", open);
  const changed = [...outlines()].filter(([id, sequence]) => before.get(id) !== sequence).map(([id]) => id);
  if (before.size) for (const id of changed) document.getElementById(id).classList.add("is-changed");
  const place = focused?.isConnected ? focused : document.getElementById(focused?.id);
  if (document.activeElement !== place) place?.focus({ preventScroll: true });
  if (before.size && document.hidden) announce(changed);
  document.dispatchEvent(new CustomEvent("clist:shown", { detail: { changed, ...told } }));
}

const show = (fresh, parts) => exchanging(() => parts.forEach((selector) => exchange(fresh, selector)));

function announce(changed) {
  for (const id of changed) news.add(id);
  if (news.size) document.title = `(${news.size}) ${title}`;
}

async function readAnew(asked, turn) {
  const page = await fetchPart({ fragment: asked, ...(turn && { turn }) });
  show(page, PARTS);
  return Math.max(asked, Number(page.getElementById("main").dataset.version ?? 0));
}

// What time alone changes (`turn`) has an address of its own, because the version stays the same.
async function refresh(turn = null) {
  if (isAsking) {
    missed = turn ?? missed;
    return;
  }
  isAsking = true;
  const asked = told;
  try {
    if (!turn && asked > shown && (await applier(asked - shown))) shown = asked;
    else shown = await readAnew(asked, turn);
    failures = 0;
    lastShown = performance.now();
  } catch {
    const rest = TRIES[Math.min(failures, TRIES.length - 1)];
    failures += 1;
    clearTimeout(retry);
    retry = setTimeout(refresh, rest, turn); // offline, or the server is coming back
    return;
  } finally {
    isAsking = false;
  }
  if (told > shown || missed) setTimeout(refresh, pause(), missed); // something changed while we asked
  missed = null;
}

// A form that somebody may be filling in (data-still) stays as it is, and an error is the same at any time (data-timeless).
document.addEventListener("clist:zone", async () => {
  if ("timeless" in main.dataset) return;
  const page = await fetchPart({ fragment: told });
  const { timezone } = page.getElementById("main").dataset;
  if (!("still" in main.dataset)) show(page, ["#main"]);
  nameZone(timezone); // the server may know fewer zones than the browser
});
if (topic) {
  watch(topic);
  document.addEventListener("clist:version", ({ detail }) => {
    if (detail.topic !== topic || detail.version <= told) return;
    told = detail.version;
    setTimeout(() => told > shown && refresh(), pause());
  });
  document.addEventListener("clist:turn", ({ detail }) => {
    setTimeout(() => refresh(detail), 200 + within(TURN_SPREAD));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    news = new Set();
    document.title = title;
    if (told > shown) refresh();
  });
  setInterval(() => {
    if (!document.hidden && !isOpen()) refresh();
  }, POLL);
}
