// <plot-figure>: draws the table of numbers inside it. Without scripts the table itself stands there.
// kind="line|steps|bars|dots", x="time|number|label", bands='[[1200, "green"], …]', height="220".
// The first column is x; each other one a series: its head names it and may choose its colour by data-hue. A cell's
// value is its data-v, else its text; an empty one is a gap. A row may say more (data-said) and lead on (data-href).
// A column whose head has data-plain is not drawn, one with data-kind="dots" only marks points.

import { axes, bandsBehind, colour, hues, labelsAtEnds, zoned } from "./plot-look.js";

const NARROW = 480;
const number = (cell) => {
  const text = cell?.dataset.v ?? cell?.textContent.trim().replace("−", "-") ?? "";
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
};

function read(table, isLabelled) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const drawn = heads.map((head, at) => [head, at]).filter(([head, at]) => at && !("plain" in head.dataset));
  const rest = drawn.map(([head, at]) => ({
    label: head.textContent.trim(),
    hue: head.dataset.hue,
    marks: head.dataset.kind === "dots",
    values: rows.map((row) => number(row.cells[at])),
  }));
  return {
    x: rows.map((row, at) => (isLabelled ? at : number(row.cells[0]))),
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    hueAt: rows.map((row) => row.dataset.hue ?? ""),
    said: rows.map((row) => row.dataset.said ?? ""),
    hrefs: rows.map((row) => row.dataset.href ?? ""),
    series: rest,
  };
}

class PlotFigure extends HTMLElement {
  connectedCallback() {
    this.place = Object.assign(document.createElement("div"), { className: "plot" });
    this.readout = Object.assign(document.createElement("output"), { className: "plot-readout" });
    const numbers = this.querySelector("details.numbers");
    this.insertBefore(this.place, numbers);
    this.insertBefore(this.readout, numbers);
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.again = () => this.told && this.draw(this.told);
    this.dark.addEventListener("change", this.again);
    this.themes = new MutationObserver(this.again);
    this.themes.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    const table = this.querySelector("table");
    if (table?.tHead) this.draw(read(table, this.getAttribute("x") === "label"));
  }

  disconnectedCallback() {
    this.sizes.disconnect();
    this.themes.disconnect();
    this.dark.removeEventListener("change", this.again);
    this.plot?.destroy();
    this.plot = null;
    this.place.remove();
    this.readout.remove();
  }

  // {x: [], series: [{label, hue, values}], labels?, said?, hrefs?, hueAt?}: what the table says, or a script of the page.
  draw(told) {
    this.told = told;
    this.plot?.destroy();
    this.plot = null;
    if (!told.x.length) return;
    this.plot = new window.uPlot(this.options(told), [told.x, ...told.series.map((one) => one.values)], this.place);
    this.tell(null);
  }

  options(told) {
    const [kind, x] = [this.getAttribute("kind") ?? "line", this.getAttribute("x") ?? "number"];
    const bands = JSON.parse(this.getAttribute("bands") ?? "[]");
    const { bars, stepped } = window.uPlot.paths;
    const paths = { bars: bars({ size: [0.8, 60] }), steps: stepped({ align: 1 }), dots: () => null }[kind];
    return {
      width: this.place.clientWidth || 300,
      height: this.height(),
      ...(x === "time" && { tzDate: zoned }),
      legend: { show: false },
      cursor: { points: { show: kind !== "bars" }, drag: { x: true, y: false, uni: 20 } },
      scales: { x: { time: x === "time", ...(x === "label" && { range: [-0.6, told.x.length - 0.4] }) } },
      axes: axes(x, told.labels),
      series: [
        {},
        ...told.series.map((one, at) => ({
          label: one.label,
          stroke: colour(one.hue ?? hues[at % hues.length]),
          fill: kind === "bars" ? colour(one.hue ?? hues[at % hues.length]) : undefined,
          width: kind === "bars" || one.marks ? 0 : 1.5,
          marks: one.marks,
          paths,
          points: { show: one.marks || kind === "dots" || (kind === "line" && told.x.length < 150), size: one.marks ? 9 : 5 },
          spanGaps: kind === "line",
        })),
      ],
      hooks: {
        drawClear: [(plot) => bandsBehind(plot, bands)],
        draw: [(plot) => kind !== "bars" && told.series.length > 1 && labelsAtEnds(plot)],
        setCursor: [(plot) => this.tell(plot.cursor.idx)],
        ready: [(plot) => plot.over.addEventListener("click", () => this.follow(plot.cursor.idx))],
      },
    };
  }

  height = () => Number(this.getAttribute("height") ?? (this.clientWidth < NARROW ? 180 : 240));

  fit() {
    const width = this.place.clientWidth;
    if (this.plot && width && width !== this.plot.width) this.plot.setSize({ width, height: this.height() });
  }

  tell(at) {
    const { labels, said, series, x } = this.told;
    if (at === null || at === undefined) this.readout.textContent = this.getAttribute("hint") ?? "";
    else if (said?.[at]) this.readout.textContent = said[at];
    else {
      const values = series.filter((one) => one.values[at] !== null && one.values[at] !== undefined);
      const told = values.map((one) => (series.length > 1 ? `${one.label} ${one.values[at]}` : one.values[at]));
      this.readout.textContent = `${labels?.[at] ?? x[at]}: ${told.join(" · ")}`;
    }
  }

  follow(at) {
    const href = this.told.hrefs?.[at];
    if (href) location.assign(href);
  }
}

customElements.define("plot-figure", PlotFigure);
