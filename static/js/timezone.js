// Tells the server the browser's time zone by a cookie, unless the person has picked one, and asks for the page anew.
// <zone-choice>: the menu where one click picks another; its links lead to the page of all zones.

import { keep, kept } from "./cookies.js";

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isOverridden = new URLSearchParams(location.search).has("timezone");
const askAnew = () => document.dispatchEvent(new CustomEvent("clist:zone"));

class ZoneChoice extends HTMLElement {
  connectedCallback() {
    this.closest("details").addEventListener("toggle", () => this.offerOwn());
    this.addEventListener("click", (event) => this.pick(event));
  }

  offerOwn() {
    const own = this.querySelector(".zone-own");
    if (!here || here === "UTC") return;
    own.dataset.zone = here;
    own.firstElementChild.textContent = here;
    own.hidden = false;
    own.ariaCurrent = String(document.documentElement.dataset.timezone === here);
  }

  pick(event) {
    const zone = event.target.closest("[data-zone]")?.dataset.zone;
    if (!zone || isOverridden) return;
    event.preventDefault();
    keep("timezone", zone);
    keep("timezone_chosen", "1", zone !== here);
    document.documentElement.dataset.timezone = zone;
    this.closest("details").open = false;
    askAnew();
  }
}

if (here && !kept("timezone_chosen") && !isOverridden) {
  const before = kept("timezone");
  if (decodeURIComponent(before ?? "") !== here) keep("timezone", here);
  if (kept("timezone") && document.documentElement.dataset.timezone !== here) askAnew();
}

customElements.define("zone-choice", ZoneChoice);
