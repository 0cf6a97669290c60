// What moves on a table of results is seen to move: rows glide to their new places, cells that say something else glow, and
// "▲3" stands beside a place for some seconds.

const GLIDE = 500; // milliseconds
const TOLD = 12_000;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const told = new Map(); // row id → {text, look, until}
let before = null;

const rowsOf = () => document.querySelectorAll(".results-table tbody tr[data-place]");
const keyOf = (row) => `${row.parentElement.id} ${row.id}`;
const cellsOf = (row) => [...row.querySelectorAll(".cell, .score, .penalty, .rating")].map((cell) => cell.className + cell.textContent);

function look() {
  const rows = [...rowsOf()].map((row) => {
    const { top } = row.getBoundingClientRect();
    return [keyOf(row), { top, place: Number(row.dataset.place), cells: cellsOf(row) }];
  });
  before = new Map(rows);
}

function glide(row, was) {
  if (isCalm.matches) return;
  const by = was ? was.top - row.getBoundingClientRect().top : 0;
  const from = was ? { transform: `translateY(${by}px)` } : { opacity: 0 };
  if (was && Math.abs(by) < 1) return;
  row.animate([from, was ? { transform: "none" } : { opacity: 1 }], { duration: GLIDE, easing: "ease-in-out" });
}

function glow(row, was) {
  [...row.querySelectorAll(".cell, .score, .penalty, .rating")].forEach((cell, number) => {
    const text = cell.className + cell.textContent;
    if (text === was.cells[number]) return;
    cell.classList.add("is-fresh");
    cell.addEventListener("animationend", () => cell.classList.remove("is-fresh"), { once: true });
  });
}

function note(row, was) {
  const by = was.place - Number(row.dataset.place);
  if (!by || !was.place || !row.dataset.place) return;
  const text = by > 0 ? `▲${by}` : `▼${-by}`;
  told.set(keyOf(row), { text, look: by > 0 ? "is-up" : "is-down", until: performance.now() + TOLD });
  setTimeout(say, TOLD + 50);
}

// A page that was read anew lacks what was told a moment ago.
function say() {
  for (const [key, { until }] of told) if (until <= performance.now()) told.delete(key);
  for (const row of rowsOf()) {
    const mark = row.querySelector(".shift");
    const { text = "", look: side = "" } = told.get(keyOf(row)) ?? {};
    if (!mark || mark.textContent === text) continue;
    mark.textContent = text;
    mark.classList.toggle("is-up", side === "is-up");
    mark.classList.toggle("is-down", side === "is-down");
  }
}

function show() {
  if (!before?.size) return;
  const moves = [...rowsOf()].map((row) => [row, before.get(keyOf(row))]);
  for (const [row, was] of moves) if (was) note(row, was);
  say();
  for (const [row, was] of moves) if (was) glow(row, was);
  for (const [row, was] of moves) glide(row, was);
  before = null;
}

document.addEventListener("clist:showing", look);
document.addEventListener("clist:shown", show);
