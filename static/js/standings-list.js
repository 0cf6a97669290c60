// The list of results: a star for each contest, the place that one's own accounts took, and the way to those contests.

import { isFavourite, toggle } from "./favourites.js";
import { whenKept, whenShown } from "./kept.js";
import { mine, whenPeople } from "./people.js";

const MOST_CONTESTS = 300;
const pattern = document.getElementById("star-pattern");
const lines = () => [...document.querySelectorAll("#contests .result-line")];

function dressStars() {
  for (const line of lines()) {
    const { contest } = line.dataset;
    let star = document.getElementById(`star-${contest}`);
    if (!star) {
      star = pattern.content.firstElementChild.cloneNode(true);
      star.id = `star-${contest}`;
      star.setAttribute("aria-labelledby", `to-star name-${contest}`);
      document.getElementById(`stars-${contest}`).append(star);
    }
    star.setAttribute("aria-pressed", isFavourite(contest));
  }
}

function show(cell, place) {
  const link = document.createElement("a");
  Object.assign(link, { href: place.address, textContent: place.text, title: place.said });
  link.dataset.own = "";
  const change = document.createElement("span");
  Object.assign(change, { className: `change-${place.direction}`, textContent: place.change });
  change.dataset.own = "";
  cell.replaceChildren(link, ...(place.change ? [" ", change] : []));
}

let asked = 0;

async function dressPlaces() {
  const accounts = mine();
  const contests = lines().map((line) => line.dataset.contest);
  asked += 1;
  const turn = asked;
  document.documentElement.classList.toggle("has-mine", accounts.length > 0);
  if (!accounts.length || !contests.length) return;
  const query = new URLSearchParams({ account: accounts.join(","), contest: contests.slice(0, MOST_CONTESTS).join(",") });
  const answer = await fetch(`/standings/own/?${query}`).catch(() => null); // offline: the column stays empty
  if (!answer?.ok || turn !== asked) return;
  for (const [contest, place] of Object.entries(await answer.json())) {
    const cell = document.getElementById(`own-${contest}`);
    if (cell) show(cell, place);
  }
}

// The link shows the contests that one's accounts took part in; followed once more, it shows everything again.
function dressLink() {
  const link = document.getElementById("taken-part");
  const accounts = mine();
  const shown = new URLSearchParams(location.search);
  const isOn = shown.has("account");
  for (const name of ["account", "page"]) shown.delete(name);
  if (!isOn) shown.set("account", accounts.join(","));
  link.hidden = !accounts.length && !isOn;
  link.href = `${location.pathname}?${shown}`.replace(/\?$/, "");
  if (isOn) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

function dressPeople() {
  dressLink();
  dressPlaces();
}

document.addEventListener("click", (event) => {
  const star = event.target.closest("#contests .star");
  // Favourites are forgotten some time after their end: that of a contest of long ago counts from today.
  if (star) toggle(star.closest(".result-line").dataset.contest, Date.now());
});
whenShown(() => {
  dressStars();
  dressPeople();
});
whenKept("favourites", dressStars);
whenPeople(dressPeople);
