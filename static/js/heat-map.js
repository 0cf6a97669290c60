// <heat-map>: tells what was done on the day under the pointer; the table inside has all days. Without scripts the
// drawing and the table stand there as they are.

const DAY = 86_400_000;
const [LEFT, TOP, PITCH] = [28, 16, 13]; // as apps/standings/people/activity.py draws it

// A day as the page's language writes it.
function written(day) {
  const { lang } = document.documentElement;
  const look = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(day).toLocaleDateString(lang === "en" ? "en-GB" : lang || undefined, look);
}

class HeatMap extends HTMLElement {
  connectedCallback() {
    this.readout = this.querySelector("output");
    this.usual = this.readout.textContent;
    this.addEventListener("pointermove", (event) => this.tell(event));
    this.addEventListener("pointerleave", () => this.say(this.usual));
    const region = this.querySelector(".heat");
    region.scrollLeft = this.ending() * region.scrollWidth - region.clientWidth; // where the drawing is wider
  }

  // How far to the right the days reach that are looked at first: today, or the last one of a past year with a deed.
  ending() {
    const days = [...this.querySelectorAll("time")].map((time) => time.dateTime).sort();
    const last = Date.parse(this.getAttribute("last"));
    if (!days.length || last > Date.now() - DAY * 2) return 1;
    const weeks = (Date.parse(days.at(-1)) - Date.parse(this.getAttribute("monday"))) / DAY / 7;
    return (LEFT + (weeks + 3) * PITCH) / this.querySelector("svg").viewBox.baseVal.width;
  }

  tell(event) {
    const svg = event.target.closest("svg");
    if (!svg) return;
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const week = Math.floor(((event.clientX - box.left) * scale - LEFT) / PITCH);
    const weekday = Math.floor(((event.clientY - box.top) * scale - TOP) / PITCH);
    const day = new Date(Date.parse(this.getAttribute("monday")) + (week * 7 + weekday) * DAY).toISOString().slice(0, 10);
    const isShown = weekday >= 0 && weekday < 7 && this.getAttribute("first") <= day && day <= this.getAttribute("last");
    this.say(isShown ? this.told(day) : this.usual);
  }

  told(day) {
    const row = this.querySelector(`time[datetime="${day}"]`)?.closest("tr");
    if (!row) return `${written(day)} · ${this.getAttribute("idle")}`;
    const heads = [...row.closest("table").tHead.rows[0].cells].map((head) => head.textContent);
    const cells = [...row.cells].map((cell) => cell.textContent);
    return `${cells[0]} · ${cells.slice(1).map((value, at) => `${heads[at + 1]}: ${value}`).join(" · ")}`;
  }

  say(text) {
    if (this.readout.textContent !== text) this.readout.textContent = text;
  }
}

customElements.define("heat-map", HeatMap);
