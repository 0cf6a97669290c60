// The menu of a contest, in a row of the list or on its own page, opened by its "⋯".

import { contestOf, isFavourite, toggle } from "./favourites.js";
import { whenShown } from "./kept.js";
import { copy, rowMenu } from "./row-menu.js";

let contest = null; // whose menu it is

const place = (door) => door.closest(".entry, .contest");

// "20261122T130000Z" and "2026-11-22T13:00:00Z": apps/contests/links.py says which service wants which.
function wordsOf(door) {
  const { title, desc, location, time } = JSON.parse(door.dataset.ace);
  const instant = (text) => new Date(Date.parse(`${text} ${time.zone}`)).toISOString().replace(/\.\d+/, "");
  const [start, end] = [instant(time.start), instant(time.end)];
  const short = (text) => text.replace(/[-:]/g, "");
  return { title, url: desc, place: location, start, end, start_short: short(start), end_short: short(end) };
}

const filled = (address, words) => address.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(words[name]));

function fill(menu, row) {
  const door = row.querySelector("a[data-ace]");
  const words = wordsOf(door);
  const here = row.querySelector(".doors a.door:not([data-ace])")?.href ?? location.origin + location.pathname;
  contest = { ...contestOf(door), title: words.title, here };
  const addresses = { open: words.url, here, file: door.href };
  for (const item of menu.querySelectorAll("a")) {
    item.href = item.dataset.service ? filled(item.dataset.service, words) : addresses[item.dataset.to];
  }
  menu.setAttribute("aria-label", words.title);
  menu.querySelector("[data-does=favourite]").setAttribute("aria-checked", isFavourite(contest.id));
  menu.querySelector("[data-does=share]").hidden = !navigator.share;
}

const doings = {
  favourite: () => toggle(contest.id, contest.end),
  share: () => navigator.share({ title: contest.title, url: contest.here }).catch(() => {}), // it was called off
  copy: () => copy(contest.here),
};
const show = rowMenu("menu-pattern", { door: "[aria-haspopup=menu]", fill, doings, isAtEnd: true });

export function open(by) {
  const row = place(by);
  if (!show || !row) return false;
  show(by, row);
  return true;
}

document.addEventListener("click", (event) => {
  const door = event.target.closest("[aria-haspopup=menu]");
  if (!door || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (open(door)) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches("a[aria-haspopup=menu]") && open(event.target)) event.preventDefault();
});

// The "⋯" of a row is a link to the page of its contest, and a button with a menu as soon as there are scripts.
// The page of a contest gets one for its own.
function dress() {
  const doorway = document.querySelector(".contest .doorway");
  if (doorway && !document.getElementById("more-of-contest")) {
    doorway.append(document.getElementById("more-pattern").content.firstElementChild.cloneNode(true));
  }
  for (const door of document.querySelectorAll("#contests .entry .doors > a.door:not([data-ace])")) {
    door.setAttribute("role", "button");
    door.setAttribute("aria-haspopup", "menu");
  }
}

if (show) whenShown(dress);
