// <result-charts>: adds to the charts of a contest's results how it went over time, and where the viewer stands.

import { now } from "../clock.js";
import { mine } from "../people.js";
import { clocked, figure } from "../plot-look.js";
import { clock } from "./cells.js";
import { Timeline } from "./engine.js";
import { hasTimes, loadMoves } from "./moves.js";
import { element } from "./rows.js";
import { median, moments, race, reached, solvedTimes } from "./series.js";

const LINES = 12; // rows of a table of numbers over time

class ResultCharts extends HTMLElement {
  async connectedCallback() {
    await customElements.whenDefined("plot-figure");
    try {
      this.moves = await loadMoves(this.getAttribute("src"));
    } catch {
      this.append(element("p", "notice", this.dataset.wordLate));
      return;
    }
    const { moves } = this;
    this.until = Math.max(1, Math.min(moves.end, now() / 1000 - moves.start));
    this.markOwn();
    if (!this.part("race")) return; // nothing has gone over time before the start
    this.drawSolved();
    this.part("race").hidden = !hasTimes(moves);
    if (this.part("race").hidden) return;
    this.timeline = new Timeline(moves);
    for (const button of this.querySelectorAll("[data-shows]")) button.addEventListener("click", () => this.drawRace(button.dataset.shows));
    this.drawRace(moves.kind === "icpc" ? "place" : "score");
  }

  part = (name) => this.querySelector(`[data-chart=${name}]`);

  // The bar of the viewer's own row; of several the best.
  markOwn() {
    const own = new Set(mine());
    const scores = this.moves.rows.filter((row) => own.has(String(row[1])) && row[9] !== null).map((row) => row[9]);
    if (!scores.length) return;
    const bars = [...this.querySelectorAll(".scores tbody tr")].map((row) => Number(row.dataset.least));
    this.querySelector("plot-figure.scores").mark(bars.findLastIndex((least) => least <= Math.max(...scores)), this.dataset.wordOwn);
  }

  drawSolved() {
    const { moves } = this;
    const times = solvedTimes(moves);
    const x = moments(this.until);
    const all = Float64Array.from(times.flat()).sort();
    this.draw("solved", { x, series: [{ label: this.dataset.wordAll, hue: "running", values: reached(all, x) }] });
    this.draw("each", { x, series: moves.problems.map(([short], at) => ({ label: short, values: reached(times[at], x) })) });
    for (const line of this.querySelectorAll(".problems tr[data-position]")) {
      const middle = median(times[line.dataset.position] ?? []);
      if (middle !== null) line.querySelector("td.scripted").textContent = clock(middle);
    }
  }

  drawRace(shows) {
    const figure = this.part("race").querySelector("plot-figure");
    if (shows === "place") figure.setAttribute("y", "place");
    else figure.removeAttribute("y");
    for (const button of this.querySelectorAll("[data-shows]")) button.ariaPressed = String(button.dataset.shows === shows);
    this.draw("race", race(this.timeline, shows, { until: this.until }));
  }

  draw(name, told) {
    const part = this.part(name);
    part.hidden = told.series.every((one) => one.values.every((value) => !value));
    if (part.hidden) return;
    part.querySelector("plot-figure").draw(told);
    part.querySelector("details.numbers")?.remove();
    part.querySelector("plot-figure").append(this.numbers(told));
  }

  // The same numbers as a table, at a dozen moments.
  numbers({ x, series }) {
    const [fold, table] = [element("details", "numbers"), element("table", "sheet")];
    fold.dataset.own = "";
    const pane = element("div", "wide");
    pane.tabIndex = 0;
    pane.role = "region";
    pane.ariaLabel = this.dataset.wordNumbers;
    const heads = table.createTHead().insertRow();
    for (const text of [this.dataset.wordTime, ...series.map((one) => one.label)]) {
      const head = element("th", "number", text);
      head.scope = "col";
      heads.append(head);
    }
    const body = table.createTBody();
    for (let number = 1; number <= LINES; number++) {
      const at = Math.round(((x.length - 1) * number) / LINES);
      const line = body.insertRow();
      const head = element("th", "number", clocked(x[at]));
      head.scope = "row";
      line.append(head);
      for (const { values } of series) line.append(element("td", "number", values[at] === null ? "–" : figure(values[at])));
    }
    pane.append(table);
    fold.append(element("summary", "", this.dataset.wordNumbers), pane);
    return fold;
  }
}

customElements.define("result-charts", ResultCharts);
