// Favourites: a star on every row and on the page of a contest, and the link to all of them beside the filters.

import { keep, kept, whenKept, whenShown } from "./kept.js";

const FORGET_AFTER = 60 * 86_400_000; // milliseconds after the end
const MOST = 100; // as many as one address names
const pattern = document.getElementById("star-pattern");

const all = () => kept("favourites", {}); // contest id: its end, in milliseconds of the epoch
export const isFavourite = (id) => id in all();

export function toggle(id, end) {
  const favourites = all();
  if (id in favourites) delete favourites[id];
  else favourites[id] = end || Date.now();
  keep("favourites", favourites);
}

export function contestOf(door) {
  const { time } = JSON.parse(door.dataset.ace);
  return { id: new URL(door.href).searchParams.get("contest"), end: Date.parse(`${time.end} ${time.zone}`) };
}

function forgetOld() {
  const favourites = Object.entries(all());
  const fresh = favourites.filter(([, end]) => Number(end) > Date.now() - FORGET_AFTER).slice(-MOST);
  if (fresh.length < favourites.length) keep("favourites", Object.fromEntries(fresh));
}

// A star stands after a row's door to the calendar, where live changes of the row may have swept it away; the page of a
// contest brings its own, so that nothing moves when this one comes.
function starOf(door) {
  const { id } = contestOf(door);
  const known = document.getElementById(`star-${id}`);
  if (known) return known;
  const star = pattern.content.firstElementChild.cloneNode(true);
  star.id = `star-${id}`;
  star.setAttribute("aria-labelledby", `to-star name-${id}`);
  door.after(star);
  return star;
}

let focused = null;

function dress() {
  const favourites = all();
  for (const door of document.querySelectorAll("#contests a[data-ace]")) {
    const { id } = contestOf(door);
    starOf(door).setAttribute("aria-pressed", id in favourites);
  }
  dressLink(Object.keys(favourites));
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

// The link shows the favourites only; followed once more, it shows everything again.
function dressLink(ids) {
  const link = document.getElementById("favourites");
  if (!link) return;
  const shown = new URLSearchParams(location.search);
  const asked = shown.getAll("contest").join(",");
  const isOn = asked !== "" && asked.split(",").every((id) => ids.includes(id));
  shown.delete("contest");
  if (!isOn) shown.set("contest", ids.join(","));
  link.href = `${location.pathname}?${shown}`.replace(/\?$/, "");
  link.toggleAttribute("data-everything", isOn && ![...shown].length);
  link.querySelector("[data-number]").textContent = ids.length;
  link.classList.toggle("is-empty", !ids.length && !isOn);
  if (isOn) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

document.addEventListener("click", (event) => {
  const star = event.target.closest(".star");
  const place = star?.closest(".entry, .contest");
  if (!place) return;
  const { id, end } = contestOf(place.querySelector("a[data-ace]"));
  toggle(id, end);
});
document.addEventListener("focusin", (event) => {
  focused = event.target.closest(".star")?.id ?? null;
});

if (pattern) {
  forgetOld();
  whenShown(dress);
  whenKept("favourites", dress);
}
