// One's own rows and those of people one follows, pinned above a table of results wherever in it they stand.

import { whenShown } from "./kept.js";
import { mine, starred, whenPeople } from "./people.js";
import { nameIn } from "./standings-people.js";

const MOST = 100;
const topic = document.getElementById("main").dataset.live;
let version = Number(document.getElementById("main").dataset.version ?? 0);
let shown = ""; // what was asked for last
let rows = []; // as they came
let pages = new Map(); // row: its page

const body = () => document.getElementById("pinned");

function address() {
  const accounts = [...new Set([...mine(), ...starred()])].slice(0, MOST).sort((one, other) => one - other);
  if (!accounts.length) return "";
  const query = new URLSearchParams({ account: accounts.join(",") });
  for (const field of new URLSearchParams(location.search).getAll("field")) query.append("field", field);
  query.set("fragment", version);
  return `${document.getElementById("standings").dataset.rows}?${query}`;
}

async function read(from) {
  const answer = await fetch(from);
  if (!answer.ok) return false;
  const piece = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("pinned");
  pages = new Map(piece.dataset.pages.trim().split(/\s+/).map((pair) => pair.split(":")));
  rows = [...piece.rows];
  return true;
}

const idOf = (row) => row.id.replace(/^\D+/, "");

// A row is twice on the page then: the pinned one has an id of its own, and its place leads to the other.
function pin(row) {
  const made = document.importNode(row, true);
  const id = idOf(row);
  made.id = `pinned-${id}`;
  made.dataset.own = "";
  const link = document.createElement("a");
  link.className = "to-row";
  link.href = leadTo(id);
  link.textContent = "↕";
  link.dataset.own = "";
  link.setAttribute("aria-label", nameIn(made));
  made.querySelector(".place").prepend(link);
  return made;
}

function leadTo(id) {
  if (document.getElementById(`row-${id}`)) return `#row-${id}`;
  const query = new URLSearchParams(location.search);
  query.delete("page");
  query.set("find_me", id);
  return `${location.pathname}?${query}`;
}

function draw() {
  const own = new Set(mine());
  const sorted = rows.toSorted((one, other) => own.has(other.dataset.account) - own.has(one.dataset.account));
  const into = body();
  if (!into) return;
  into.replaceChildren(...sorted.map(pin));
  into.hidden = !rows.length;
  const head = Math.floor(document.querySelector(".results-table thead").getBoundingClientRect().height);
  document.documentElement.style.setProperty("--results-head", `${head}px`);
  into.classList.toggle("is-sticky", rows.length > 0 && rows.length <= 3);
  const me = document.getElementById("to-me");
  const first = sorted.find((row) => own.has(row.dataset.account));
  if (me) {
    me.hidden = !first;
    if (first) me.href = leadTo(idOf(first));
  }
  document.dispatchEvent(new CustomEvent("clist:pinned"));
}

// Whoever swept the pinned rows away gets them back; they are asked for anew only when something else is wanted.
// What board.js has told to the rows one by one, pinned ones too, need not be asked for.
async function renew(event) {
  if (!body() || event?.detail?.isTold) return;
  const wanted = address();
  if (wanted === shown && body().rows.length === rows.length) return;
  if (!wanted) rows = [];
  else if (wanted !== shown && !(await read(wanted).catch(() => false))) return; // it comes with the next change
  shown = wanted;
  draw();
}

document.addEventListener("clist:version", ({ detail }) => {
  if (detail.topic === topic) version = Math.max(version, detail.version);
});
whenShown(renew);
whenPeople(renew);
