// The menu of a row of results: one element for all rows, opened by their "⋯" or by a key. Words come from a template.

import { claim, follow, marksOf, nameIn, rowOf } from "./standings-people.js";

const menu = document.getElementById("person-menu-pattern")?.content.firstElementChild.cloneNode(true);
let opener = null;

const items = () => [...menu.querySelectorAll("[role^=menuitem]")];
const idOf = (row) => row.id.replace(/^\D+/, "");

// The address finds the row on whichever page it will be.
function permalink(row) {
  return `${location.origin}${location.pathname}#row-${idOf(row)}`;
}

function fill(row) {
  const marks = marksOf(row);
  menu.setAttribute("aria-label", nameIn(row));
  menu.querySelector("[data-to=profile]").href = row.querySelector(".name").href;
  menu.querySelector("[data-to=row]").href = permalink(row);
  menu.querySelector("[data-does=follow]").setAttribute("aria-checked", marks.star);
  menu.querySelector("[data-does=me]").setAttribute("aria-checked", marks.me);
}

function put(by) {
  const [box, own] = [by.getBoundingClientRect(), menu.getBoundingClientRect()];
  const isAbove = box.bottom + own.height > innerHeight && box.top > own.height;
  menu.style.top = `${Math.max(4, isAbove ? box.top - own.height : Math.min(box.bottom, innerHeight - own.height - 4))}px`;
  menu.style.left = `${Math.max(4, Math.min(box.left, innerWidth - own.width - 4))}px`;
}

function open(door) {
  if (!menu.isConnected) document.body.append(menu);
  opener = door;
  fill(rowOf(door));
  menu.showPopover();
  put(door);
  items()[0].focus();
  door.setAttribute("aria-expanded", "true");
}

function step(by) {
  const all = items();
  all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
}

const doings = {
  follow,
  me: claim,
  copy: async (row) => {
    const box = document.getElementById("toast");
    await navigator.clipboard.writeText(permalink(row));
    box.textContent = box.dataset.copied;
    setTimeout(() => (box.textContent = ""), 2000);
  },
};

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Home: () => items()[0].focus(),
  End: () => items().at(-1).focus(),
  Tab: () => menu.hidePopover(),
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
  doings[item.dataset.does]?.(rowOf(opener));
  menu.hidePopover();
});
menu?.addEventListener("toggle", (event) => {
  if (event.newState !== "closed") return;
  opener?.setAttribute("aria-expanded", "false");
  if (document.activeElement === document.body || menu.contains(document.activeElement)) opener?.focus();
});
document.addEventListener("click", (event) => {
  const door = event.target.closest(".person-door");
  if (door) open(door);
});
