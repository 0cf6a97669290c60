// The table of results on an open page: brought from version to version by changes that are fetched once and kept for
// good, /standings/<contest>/changes/<version>.<language>.json. What they cannot tell is left to live.js, which reads the
// page anew.

import "./board-motion.js";
import { after, edgeOf, orderOf } from "./board-order.js";
import { applyBy, exchanging, morph } from "./live.js";

const MOST_STEPS = 10;
const PAGE = 100; // rows, as in apps/standings/board/paging.py
const parser = new DOMParser();

// Only the table in its own order is known row by row: not what was searched for, sorted or turned over.
const isPlain = () => [...new URLSearchParams(location.search)].every(([name, value]) => name === "page" && value === "1");
const figure = (number) => number.toLocaleString(document.documentElement.lang || undefined);
const numberOf = (text) => (text === "" || text === undefined ? null : Number(text));

const knownRow = (row) => ({
  id: Number(row.id.slice("row-".length)),
  place: numberOf(row.dataset.place),
  score: numberOf(row.dataset.score),
});

async function fetchChange(contest, version) {
  const answer = await fetch(`/standings/${contest}/changes/${version}.${document.documentElement.lang}.json`);
  if (!answer.ok) throw new Error(`version ${version} is not told`);
  return answer.json();
}

function drawn(html) {
  return parser.parseFromString(`<table><tbody>${html}</tbody></table>`, "text/html").querySelector("tr");
}

// The rows of the page after the changes, or null where a row must have come that they do not tell.
function follow(body, changes, total) {
  const before = [...body.rows].map(knownRow);
  const isWhole = before.length >= total;
  let rows = before;
  let edge = isWhole ? Infinity : edgeOf(before);
  for (const change of changes) [rows, edge] = after(rows, edge, change);
  return orderOf(rows, { edge, size: isWhole ? PAGE : before.length, isWhole });
}

function fill(row, { html, place }) {
  if (html) {
    const fresh = drawn(html);
    if (fresh.cells.length !== row.cells.length) throw new Error("the columns are others");
    fresh.id = row.id;
    if ("own" in row.dataset) fresh.dataset.own = ""; // a pinned row
    morph(row, fresh);
  }
  if (row.dataset.place === String(place ?? "")) return;
  row.dataset.place = place ?? "";
  const words = [...row.querySelector(".place").childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  words.at(-1).data = place ?? "–";
}

function put(body, rows) {
  const known = new Map([...body.rows].map((row) => [row.id, row]));
  const wanted = rows.map((one) => {
    const row = known.get(`row-${one.id}`) ?? drawn(one.html);
    fill(row, one);
    return row;
  });
  for (const row of known.values()) if (!wanted.includes(row)) row.remove();
  wanted.forEach((row, number) => body.rows[number] !== row && body.insertBefore(row, body.rows[number] ?? null));
}

// Pinned rows stay where they are, whatever their places.
function putPinned(body, changes) {
  for (const row of body?.rows ?? []) {
    const id = Number(row.id.match(/\d+$/)?.[0]);
    let known = [{ id, place: numberOf(row.dataset.place), score: null }];
    for (const change of changes) [known] = after(known, Infinity, change);
    const found = known.find((one) => one.id === id);
    if (found) fill(row, found);
  }
}

function putHeads(table, { heads }) {
  for (const [short, solved, tried] of heads) {
    const head = table.querySelector(`thead [data-short="${CSS.escape(short)}"]`);
    const [count, of, bar] = [".counts", ".of", "progress"].map((part) => head?.querySelector(part));
    if (!of || tried === null) continue;
    count.firstChild.data = figure(solved ?? 0);
    of.textContent = `/${figure(tried)}`;
    if (bar) [bar.max, bar.value] = [tried, solved ?? 0];
  }
}

async function leap(steps) {
  const [mark, body] = [document.getElementById("board"), document.getElementById("rows")];
  if (!mark || !body || steps > MOST_STEPS || !isPlain()) return false;
  const first = Number(mark.dataset.version) + 1;
  const numbers = Array.from({ length: steps }, (_, number) => first + number);
  const changes = await Promise.all(numbers.map((version) => fetchChange(mark.dataset.contest, version)));
  if (changes.some(({ whole }) => whole)) return false; // one of them was too much to be told
  const last = changes.at(-1);
  const { version, state, rows: total } = mark.dataset;
  const isSame = Number(version) + 1 === first && last.state === state && String(last.n_rows) === total;
  const rows = isSame && mark.isConnected ? follow(body, changes, Number(total)) : null;
  if (!rows) return false;
  exchanging(() => {
    put(body, rows);
    putPinned(document.getElementById("pinned"), changes);
    putHeads(body.closest("table"), last);
  }, { isTold: true });
  mark.dataset.version = last.version;
  if (last.read_at) document.dispatchEvent(new CustomEvent("clist:read", { detail: last.read_at }));
  return true;
}

applyBy((steps) => leap(steps).catch(() => false)); // whatever is wrong, the page read anew is right
