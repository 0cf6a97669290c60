// <plot-figure>: draws the table of numbers inside it. Without scripts the table itself stands there.
// kind="line|steps|bars|dots", x="time|number|label|seconds", y="place|count|rating", bands='[[1200, "green"], …]',
// height="220", hint="…". Several bars stand upon one another. plot-table.js says how the table is read.

import { BARE, bandsBehind, markAt, namesAtEnds, namesFor } from "./plot-layers.js";
import { axes, clocked, colour, dated, figure, hues, scales, zoned } from "./plot-look.js";
import { readTable } from "./plot-table.js";

const NARROW = 480;
const FEW = 150; // points that are drawn one by one
const DASHES = [6, 4]; // once every colour is taken
const NEAR = 24; // pixels at which a line is the one that is meant

class PlotFigure extends HTMLElement {
  connectedCallback() {
    this.place = Object.assign(document.createElement("div"), { className: "plot", ariaHidden: "true" });
    this.readout = Object.assign(document.createElement("output"), { className: "plot-readout" });
    for (const made of [this.place, this.readout]) made.dataset.own = ""; // live.js leaves them when it morphs the page
    const numbers = this.querySelector("details.numbers");
    for (const made of [this.place, this.readout]) this.insertBefore(made, numbers);
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.again = () => this.told && this.draw(this.told);
    this.dark.addEventListener("change", this.again);
    this.themes = new MutationObserver(this.again);
    this.themes.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    document.addEventListener("clist:shown", this.read);
    this.read();
  }

  // Draws what the table says, unless that is what is drawn already.
  read = () => {
    const table = this.querySelector("table");
    if (!table?.tHead || table.closest("[data-own]") || table.innerHTML === this.seen) return; // a script's own is drawn
    this.seen = table.innerHTML;
    this.draw(readTable(table, this.x() === "label"));
  };

  disconnectedCallback() {
    document.removeEventListener("clist:shown", this.read);
    for (const watched of [this.sizes, this.themes]) watched.disconnect();
    this.dark.removeEventListener("change", this.again);
    this.plot?.destroy();
    this.plot = this.seen = null;
    this.place.remove();
    this.readout.remove();
  }

  kind = () => this.getAttribute("kind") ?? "line";
  x = () => this.getAttribute("x") ?? "number";
  isNarrow = () => this.clientWidth < NARROW;
  height = () => Number(this.getAttribute("height") ?? (this.isNarrow() ? 200 : 240));

  // {x: [], series: [{label, hue, values}], labels?, said?, hrefs?, hueAt?}: what the table says, or a script of the page.
  draw(told) {
    this.told = told;
    this.plot?.destroy();
    this.plot = null;
    if (!told.x.length) return;
    this.plot = new window.uPlot(this.options(told), [told.x, ...this.heights(told)], this.place);
    this.tell(null);
  }

  // Draws a line at x with a word beside it; null takes it away.
  mark(x, word = "") {
    this.marked = x === null ? null : { x, word, ink: colour("text") };
    this.plot?.redraw(false);
  }

  // Bars that stand upon others end where all below them end together; the highest is drawn first, the others over it.
  heights({ series }) {
    const values = series.map((one) => one.values);
    if (this.kind() !== "bars") return values;
    return values.map((own, at) => own.map((_, row) => sumOf(values.slice(0, at + 1), row))).reverse();
  }

  options(told) {
    const [kind, x, y] = [this.kind(), this.x(), this.getAttribute("y")];
    const bands = JSON.parse(this.getAttribute("bands") ?? "[]").map(([least, hue]) => ({ least, tint: colour(hue) }));
    const drawn = told.series.map((one, at) => this.series(one, at, told));
    const [names, room] = namesFor(told, { isNarrow: this.isNarrow(), kind });
    return {
      width: this.place.clientWidth || 300,
      height: this.height(),
      padding: [10, room, 0, 0],
      ...(x === "time" && { tzDate: zoned }),
      legend: { show: false },
      focus: { alpha: 0.25 },
      cursor: { points: { show: kind !== "bars" }, drag: { x: true, y: false, uni: 20 }, ...(told.series.length > 2 && kind !== "bars" && { focus: { prox: NEAR } }) },
      scales: scales(x, y, { kind, told }),
      axes: axes(x, y, { kind, told }),
      series: [{}, ...(kind === "bars" ? drawn.reverse() : drawn)],
      hooks: {
        drawClear: [(plot) => bandsBehind(plot, bands)],
        draw: [(plot) => room > BARE && namesAtEnds(plot, names, room), (plot) => this.marked && markAt(plot, this.marked)],
        setCursor: [(plot) => this.tell(plot.cursor.idx)],
        setSeries: [(_, at) => (this.focused = at)],
        ready: [(plot) => plot.over.addEventListener("click", () => this.follow(plot.cursor.idx))],
      },
    };
  }

  series(one, at, told) {
    const kind = this.kind();
    const ink = colour(one.hue ?? hues[at % hues.length]);
    const { bars, stepped } = window.uPlot.paths;
    const inks = kind === "bars" && told.hueAt?.some(Boolean) && told.hueAt.map((hue) => (hue ? colour(hue) : ink));
    const apart = inks && { disp: { fill: { unit: 3, values: () => inks } } };
    return {
      label: one.label,
      stroke: ink,
      ...(kind === "bars" && { fill: ink }),
      width: kind === "bars" || one.marks ? 0 : 1.5,
      marks: one.marks,
      paths: { bars: bars({ size: [0.8, 60], ...apart }), steps: stepped({ align: 1 }), dots: () => null }[kind],
      points: { show: one.marks || kind === "dots" || (kind === "line" && told.x.length < FEW), size: one.marks ? 9 : 5 },
      spanGaps: kind === "line",
      ...(at >= hues.length && { dash: DASHES }),
    };
  }

  fit() {
    const width = this.place.clientWidth;
    if (this.plot && width && width !== this.plot.width) this.plot.setSize({ width, height: this.height() });
  }

  tell(at) {
    const { said } = this.told;
    if (at === null || at === undefined) this.readout.textContent = this.getAttribute("hint") ?? "";
    else this.readout.textContent = said?.[at] || this.words(at);
  }

  words(at) {
    const { labels, series, x } = this.told;
    const head = labels?.[at] ?? { time: dated, seconds: clocked, number: figure, label: String }[this.x()](x[at]);
    const meant = this.focused ? [series[this.focused - 1]] : series;
    const values = meant.filter((one) => one && one.values[at] !== null && one.values[at] !== undefined);
    return `${head}: ${values.map((one) => (one.label && series.length > 1 ? `${one.label} ${figure(one.values[at])}` : figure(one.values[at]))).join(" · ")}`;
  }

  follow(at) {
    const href = this.told.hrefs?.[at];
    if (href) location.assign(href);
  }
}

const sumOf = (columns, row) => columns.reduce((sum, values) => sum + (values[row] ?? 0), 0);

customElements.define("plot-figure", PlotFigure);
