// Elements that keep time: <count-down>, <time-since>, <time-now> and <progress-bar>, all moved by one clock.
// What they say at first comes from the server; apps/core/durations.py words it the same way.

import { now } from "./clock.js";

const RING_AGAIN = 6; // seconds after which a turn is told once more if the page still shows what was before it
const MINUTE = 60, HOUR = 3600, DAY = 86400;
const [day, hour, minute, second] = document.documentElement.dataset.units.split(" ");
const two = (number) => String(number).padStart(2, "0");
const ticking = new Set();

export function countdown(seconds, exact) {
  const hours = Math.floor((seconds % DAY) / HOUR);
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  if (seconds >= DAY) return `${Math.floor(seconds / DAY)} ${day}${hours ? ` ${hours} ${hour}` : ""}`;
  if (hours && !exact) return `${hours} ${hour} ${two(minutes)}`;
  const clock = `${hours ? two(minutes) : minutes}:${two(seconds % MINUTE)}`;
  return hours ? `${hours}:${clock}` : clock;
}

export function rough(seconds) {
  for (const [size, unit] of [[DAY, day], [HOUR, hour], [MINUTE, minute]]) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`;
  }
  return `${seconds} ${second}`;
}

class Ticking extends HTMLElement {
  connectedCallback() {
    ticking.add(this);
    this.tick(now());
  }

  disconnectedCallback() {
    ticking.delete(this);
  }

  say(text) {
    const place = this.querySelector("time") ?? this;
    if (place.textContent !== text) place.textContent = text;
  }
}

class CountDown extends Ticking {
  tick(now) {
    const to = this.getAttribute("to");
    const rest = Date.parse(to) - now;
    const left = Math.floor(rest / 1000);
    this.say(countdown(Math.max(0, left), this.hasAttribute("exact")));
    if (rest > 0 || (this.rung === to && (left > this.again || left < -MINUTE))) return;
    this.rung = to;
    this.again = left - RING_AGAIN;
    this.dispatchEvent(new CustomEvent("clist:turn", { bubbles: true, detail: `${to}${left > -2 ? "" : left}` }));
  }
}

class TimeSince extends Ticking {
  tick(now) {
    const place = this.querySelector("time");
    this.pattern ??= place.textContent.replace(/\d+\s\S+/u, "%s");
    this.say(this.pattern.replace("%s", rough(Math.max(0, Math.floor((now - Date.parse(place.dateTime)) / 1000)))));
  }
}

class TimeNow extends Ticking {
  static observedAttributes = ["offset"];

  attributeChangedCallback() {
    this.tick(now());
  }

  tick(now) {
    this.say(new Date(now + this.getAttribute("offset") * MINUTE * 1000).toISOString().slice(11, 16));
  }
}

class ProgressBar extends Ticking {
  tick(now) {
    const [from, to] = [Date.parse(this.getAttribute("from")), Date.parse(this.getAttribute("to"))];
    this.querySelector("progress").value = Math.floor((1000 * (now - from)) / (to - from));
  }
}

customElements.define("count-down", CountDown);
customElements.define("time-since", TimeSince);
customElements.define("time-now", TimeNow);
customElements.define("progress-bar", ProgressBar);

// On the full second of the server, so that a turn is noticed at once.
function tickAll() {
  const moment = now();
  if (!document.hidden) for (const element of ticking) element.tick(moment);
  setTimeout(tickAll, 1005 - (now() % 1000));
}

tickAll();
