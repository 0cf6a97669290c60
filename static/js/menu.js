// The menu of a row: one element for all rows, opened by their "⋯". Its words and addresses come from a template.

import { contestOf, isFavourite, toggle } from "./favourites.js";
import { whenShown } from "./kept.js";

const pattern = document.getElementById("menu-pattern");
const menu = pattern?.content.firstElementChild.cloneNode(true);
let opener = null; // the id of the row: live changes may exchange what stands in it
let contest = null;

const items = () => [...menu.querySelectorAll("[role^=menuitem]")].filter((item) => !item.hidden);
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

function fill(row) {
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

function put(by) {
  const [box, own] = [by.getBoundingClientRect(), menu.getBoundingClientRect()];
  const isAbove = box.bottom + own.height > innerHeight && box.top > own.height;
  const left = document.dir === "rtl" ? box.left : box.right - own.width;
  menu.style.top = `${Math.max(4, isAbove ? box.top - own.height : Math.min(box.bottom, innerHeight - own.height - 4))}px`;
  menu.style.left = `${Math.max(4, Math.min(left, innerWidth - own.width - 4))}px`;
}

export function open(by) {
  const row = place(by);
  if (!menu || !row) return false;
  if (!menu.isConnected) document.body.append(menu);
  opener = row.id;
  fill(row);
  menu.showPopover();
  put(by);
  items()[0].focus();
  by.setAttribute("aria-expanded", "true");
  return true;
}

function close() {
  menu.hidePopover();
}

function step(by) {
  const all = items();
  const at = all.indexOf(document.activeElement);
  all[(at + by + all.length) % all.length].focus();
}

const doings = {
  favourite: () => toggle(contest.id, contest.end),
  share: () => navigator.share({ title: contest.title, url: contest.here }).catch(() => {}), // it was called off
  copy: async () => {
    const box = document.getElementById("toast");
    await navigator.clipboard.writeText(contest.here);
    box.textContent = box.dataset.copied;
    setTimeout(() => (box.textContent = ""), 2000);
  },
};

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Home: () => items()[0].focus(),
  End: () => items().at(-1).focus(),
  Tab: close,
};

menu?.addEventListener("keydown", (event) => {
  event.stopPropagation();
  if (!(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});
menu?.addEventListener("click", (event) => {
  const item = event.target.closest("[role^=menuitem]");
  if (!item) return;
  doings[item.dataset.does]?.();
  close();
});
menu?.addEventListener("toggle", (event) => {
  if (event.newState !== "closed") return;
  const door = document.querySelector(`#${opener} [aria-haspopup=menu]`);
  door?.setAttribute("aria-expanded", "false");
  if (document.activeElement === document.body || menu.contains(document.activeElement)) door?.focus();
});
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

if (menu) whenShown(dress);
