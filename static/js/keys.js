// Keys: what they are is written in the help that "?" opens (templates/components/keys_help.html).
// A letter is the key where it stands on a Latin keyboard, whatever script the keyboard writes.

import { open } from "./menu.js";

const help = document.getElementById("keys-help");
const NAME = ".name, .list-table tbody th > a:first-of-type";
const rows = () => [...document.querySelectorAll(`main :is(${NAME})`)].filter((name) => name.checkVisibility());
const row = () => document.activeElement.closest(".entry, .contest, tr[data-account], .result-line") ?? document.querySelector("article.contest");

function step(by) {
  const names = rows();
  const at = names.indexOf(document.activeElement.closest(".entry, li, tr")?.querySelector(NAME));
  const next = names[at < 0 ? (by > 0 ? 0 : names.length - 1) : Math.min(names.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next;
}

function press(element) {
  element?.click();
  return element;
}

function search() {
  const box = document.getElementById("find") ?? document.querySelector("input[type=search]");
  box?.focus();
  box?.select();
  return box;
}

function today() {
  const coming = document.getElementById("coming");
  coming?.scrollIntoView();
  return coming;
}

// Each returns what it acted on; with nothing to act on, the key is left to the browser and to other scripts.
const actions = {
  "/": search,
  "?": () => help && (help.showModal(), help),
  j: () => step(1),
  k: () => step(-1),
  f: () => press(row()?.querySelector(".star")),
  m: () => {
    const door = row()?.querySelector("[aria-haspopup=menu]");
    return door && (open(door) || press(door));
  },
  c: () => press(document.querySelector("#views a[href^='/calendar/']") ?? help?.querySelector("a[data-key=c]")),
  t: today,
  n: () => press(document.querySelector("main .paging [rel=next]")),
  p: () => press(document.querySelector("main .paging [rel=prev]")),
  i: () => press(document.querySelector("#to-me:not([hidden])")),
};

function nameOf(event) {
  if (/^[ -~]$/.test(event.key)) return event.shiftKey && /[a-z]/i.test(event.key) ? null : event.key.toLowerCase();
  return event.shiftKey ? null : (/^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase() ?? null);
}

function closeMenus(besides) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!besides || !menu.contains(besides)) menu.open = false;
  }
}

function leaveMenu() {
  const menu = document.activeElement.closest("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") leaveMenu();
  const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  const isElsewhere = event.target.closest("input, select, textarea, [contenteditable], [popover], .fc");
  const name = isTaken || isElsewhere || document.querySelector("dialog[open]") ? null : nameOf(event);
  if (name !== null && Object.hasOwn(actions, name) && actions[name]()) event.preventDefault();
});
document.addEventListener("click", (event) => {
  closeMenus(event.target);
  if (event.target === help || event.target.closest("[data-opens=keys-help]")) help[help.open ? "close" : "showModal"]();
});
