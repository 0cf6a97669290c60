// Tells the server the browser's time zone by a cookie, unless the person has picked one, and where that means other times
// asks for the page's contents anew (`clist:zone`).
// <zone-choice>: the menu where one click picks another; its links lead to the page of all zones.

import { keep, kept } from "./cookies.js";
import { nameZone } from "./zone-name.js";

const A_MONTH = 30 * 86_400_000;
const root = document.documentElement;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isOverridden = new URLSearchParams(location.search).has("timezone");

// What clocks of a zone say month by month, for a year back and a year ahead.
function clocks(timeZone) {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return Array.from({ length: 25 }, (_, month) => clock.format(Date.now() + (month - 12) * A_MONTH)).join();
}

function areAlike(one, other) {
  try {
    return clocks(one) === clocks(other);
  } catch {
    return false; // a zone such as "+05:30", which not every browser knows
  }
}

function moveTo(zone) {
  const before = root.dataset.timezone;
  if (before === zone) return;
  nameZone(zone);
  if (!areAlike(before, zone)) document.dispatchEvent(new CustomEvent("clist:zone"));
}

class ZoneChoice extends HTMLElement {
  connectedCallback() {
    this.closest("details").addEventListener("toggle", () => this.offerOwn());
    this.addEventListener("click", (event) => this.pick(event));
  }

  offerOwn() {
    const own = this.querySelector(".zone-own");
    if (here && here !== "UTC") {
      own.dataset.zone = here;
      own.firstElementChild.textContent = here;
      own.hidden = false;
    }
    for (const door of this.querySelectorAll("[data-zone]")) {
      door.ariaCurrent = String(door.dataset.zone === root.dataset.timezone);
    }
  }

  pick(event) {
    const zone = event.target.closest("[data-zone]")?.dataset.zone;
    if (!zone || isOverridden) return;
    event.preventDefault();
    keep("timezone", zone);
    keep("timezone_chosen", "1", zone !== here);
    this.closest("details").open = false;
    moveTo(zone);
  }
}

if (here && !kept("timezone_chosen") && !isOverridden) {
  const before = kept("timezone");
  if (decodeURIComponent(before ?? "") !== here) keep("timezone", here);
  if (kept("timezone")) moveTo(here);
}

customElements.define("zone-choice", ZoneChoice);
