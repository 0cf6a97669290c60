// What moves on a table of results is seen to move: rows glide to their new places, cells that say something else glow, and
// "▲3" stands beside a place for some seconds.

const GLIDE = 500; // milliseconds
const TOLD = 12_000;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const told = new Map(); // row id → {text, look, until}
let before = null;

const rowsOf = () => document.querySelectorAll(".results-table tbody tr[data-place]");
const keyOf = (row) => `${row.parentElement.id} ${row.id}`;
const saidBy = (cell) => cell.className.replace(" is-fresh", "") + cell.textContent;
const cellsOf = (row) => [...row.querySelectorAll(".cell, .score, .penalty, .rating")];

function look() {
  const rows = [...rowsOf()].map((row) => {
    const { top } = row.getBoundingClientRect();
    return [keyOf(row), { top, place: Number(row.dataset.place), cells: cellsOf(row).map(saidBy) }];
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
  cellsOf(row).forEach((cell, number) => {
    if (saidBy(cell) === was.cells[number]) return;
    cell.classList.add("is-fresh");
    cell.addEventListener("animationend", () => cell.classList.remove("is-fresh"), { once: true });
  });
}

function note(row, was) {
  const by = was.place - Number(row.dataset.place);
  if (!by || !was.place || !row.dataset.place) return;
  const text = by > 0 ? `▲${by}` : `▼${-by}`;
  told.set(keyOf(row), { text, look: by > 0 ? "is-up" : "is-down", until: performance.now() + TOLD });
}

// A page that was read anew lacks what was told a moment ago. On a phone it stands below the place.
function say() {
  for (const [key, { until }] of told) if (until <= performance.now()) told.delete(key);
  for (const row of rowsOf()) {
    const { text = "", look: side = "" } = told.get(keyOf(row)) ?? {};
    const [mark, place] = [row.querySelector(".shift"), row.querySelector(".place")];
    if (mark && mark.textContent !== text) mark.textContent = text;
    if (text) place.dataset.shift = text;
    else delete place.dataset.shift;
    for (const cell of [mark, place]) {
      cell?.classList.toggle("is-up", side === "is-up");
      cell?.classList.toggle("is-down", side === "is-down");
    }
  }
}

function show() {
  if (!before?.size) return;
  const moves = [...rowsOf()].map((row) => [row, before.get(keyOf(row))]);
  for (const [row, was] of moves) if (was) note(row, was);
  say();
  setTimeout(say, TOLD + 50);
  for (const [row, was] of moves) if (was) glow(row, was);
  for (const [row, was] of moves) glide(row, was);
  before = null;
}

document.addEventListener("clist:showing", look);
document.addEventListener("clist:shown", show);
document.addEventListener("clist:pinned", say);
