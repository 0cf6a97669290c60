// How fresh results are, always in sight: the small part of the page that says so is asked for again when a reading is due,
// and while one is under way, and what "update now" brought is told where it was asked for. Where nobody answers any more,
// the part says so instead of promising a reading. Pages that are not brought forward by themselves offer what is newer.

import { now } from "./clock.js";

const WAITS = [1000, 2000, 3000, 5000, 8000, 13_000, 30_000];
const SPREAD = 700; // milliseconds over which browsers spread themselves
const SHOWN = 8000;
const PATIENCE = 10_000; // with an answer
const LOST = 12_000; // without any answer, until it is said
const BETWEEN = 4000; // of a table that changes all the time, that much lies between two looks
const place = () => document.getElementById("reading");
const update = document.getElementById("update");
const usual = update?.innerHTML;
let tries = 0;
let timer = null;
let lastLook = -Infinity;
let readBefore = "";
let newest = place()?.dataset.read ?? "";
let lostAt = null; // since when nobody answers

const newer = document.getElementById("newer");
const drawn = Number(document.getElementById("board")?.dataset.version);

const isAsked = () => Boolean(update?.querySelector("[data-read]"));

function later() {
  clearTimeout(timer);
  if (place()?.dataset.waits || isAsked() || lostAt !== null) timer = setTimeout(look, WAITS[Math.min(tries, WAITS.length - 1)] + Math.random() * SPREAD);
  else tries = 0;
}

async function look() {
  const box = place();
  if (!box || document.hidden) return;
  tries += 1;
  lastLook = performance.now();
  try {
    const answer = await fetch(box.dataset.address, { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(`the reading answers ${answer.status}`);
    window.Idiomorph.morph(box, (await answer.text()).trim());
    newest = place().dataset.read;
    lostAt = null;
    tellNewer();
  } catch {
    lostAt ??= lastLook; // offline, or the server is away: the next look may do better
    tellLost();
  }
  tell();
  later();
}

function tellNewer() {
  if (newer) newer.hidden = !(Number(place().dataset.version) > drawn);
}

function tellLost() {
  const box = place();
  if (performance.now() - lostAt < LOST) return;
  box.querySelector(".dot-fresh")?.classList.replace("dot-fresh", "dot-late");
  const next = box.querySelector(".next");
  next.classList.add("state-late");
  next.textContent = `· ${box.dataset.lost}`;
}

function tell() {
  const said = update?.querySelector("[data-read]");
  if (!said || place().dataset.waits) return;
  if (place().dataset.read !== readBefore) said.textContent = said.dataset.read;
  delete said.dataset.read;
  setTimeout(restore, SHOWN);
}

function restore() {
  update.innerHTML = usual;
  window.htmx?.process(update);
}

// A turn of what is read next concerns this part alone: the rest of the page stays as it is.
document.addEventListener("clist:turn", (event) => {
  if (!event.target.closest?.("#reading")) return;
  event.stopPropagation();
  tries = 0;
  clearTimeout(timer);
  timer = setTimeout(look, Math.random() * SPREAD);
}, true);
document.addEventListener("clist:read", ({ detail }) => {
  const time = place()?.querySelector("time-since time");
  if (!time || Date.parse(detail) <= Date.parse(time.dateTime)) return;
  time.dateTime = detail;
  time.parentElement.tick(now());
  tries = 0;
  clearTimeout(timer); // when it is read next has been decided, too
  timer = setTimeout(look, Math.max(lastLook + BETWEEN - performance.now(), Math.random() * SPREAD));
});
update?.addEventListener("htmx:afterSettle", () => {
  if (update.querySelector(".is-refused")) setTimeout(restore, SHOWN);
  if (!isAsked()) return;
  readBefore = place()?.dataset.read ?? "";
  tries = 0;
  look();
});
document.addEventListener("visibilitychange", () => !document.hidden && later());
// A page that was built a while ago knows less than what has been seen since.
document.addEventListener("clist:shown", () => {
  const { read = "", waits } = place()?.dataset ?? {};
  if (read < newest && !waits) look();
  else later();
  if (read > newest) newest = read;
  tellNewer();
});
later();
