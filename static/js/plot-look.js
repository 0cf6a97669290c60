// How every chart looks: hairline axes, the page's own colours in both themes, bands of ratings as a tint behind.

export const hues = ["accent", "rating-orange", "rating-green", "rating-violet", "rating-cyan", "rating-red", "rating-brown", "rating-yellow", "rating-blue", "rating-grey"];
const TINT = 0.08;
const FONT = "12px system-ui, sans-serif";

// The value of one of the page's colour variables, as a canvas takes it: light-dark() is resolved by an element.
export function colour(hue) {
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.color = `var(--${hue}, var(--rating-${hue}))`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

// The time of a chart's axis in the viewer's zone; a zone that the browser does not know is shown in UTC.
export function zoned(seconds) {
  const date = new Date(seconds * 1000);
  try {
    return window.uPlot.tzDate(date, document.documentElement.dataset.timezone || "UTC");
  } catch {
    return window.uPlot.tzDate(date, "UTC");
  }
}

const short = (value) => (Math.abs(value) >= 10_000 ? `${value / 1000}k` : String(value).replace("-", "−"));

export function axes(x, labels) {
  const line = { stroke: colour("line"), width: 1 };
  const usual = { stroke: colour("muted"), font: FONT, grid: line, ticks: { ...line, size: 4 } };
  const words = (_, splits) => splits.map((at) => (Number.isInteger(at) ? (labels?.[at] ?? "") : ""));
  return [
    { ...usual, grid: { show: false }, ...(x === "label" && { values: words, incrs: [1, 2, 5, 10, 20, 50, 100] }) },
    { ...usual, size: 48, values: (_, splits) => splits.map((value) => (value === null ? "" : short(value))) },
  ];
}

export function bandsBehind(plot, bands) {
  const { ctx, bbox } = plot;
  bands.forEach(([least, hue], at) => {
    const top = at + 1 < bands.length ? plot.valToPos(bands[at + 1][0], "y", true) : bbox.top;
    const [from, to] = [Math.max(top, bbox.top), Math.min(plot.valToPos(least, "y", true), bbox.top + bbox.height)];
    if (to <= from) return;
    ctx.save();
    ctx.globalAlpha = TINT;
    ctx.fillStyle = colour(hue);
    ctx.fillRect(bbox.left, from, bbox.width, to - from);
    ctx.restore();
  });
}

// Each line is named where it ends, inside the plot, as far as the names do not touch.
export function labelsAtEnds(plot) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const taken = [];
  ctx.save();
  ctx.font = FONT.replace("12px", `${12 * ratio}px`);
  ctx.textAlign = "right";
  plot.series.slice(1).forEach((series, at) => {
    const values = plot.data[at + 1];
    const last = values.findLast((value) => value !== null && value !== undefined);
    if (last === undefined || series.marks) return;
    const y = Math.max(plot.valToPos(last, "y", true) - 4 * ratio, bbox.top + 12 * ratio);
    if (taken.some((other) => Math.abs(other - y) < 13 * ratio)) return;
    taken.push(y);
    ctx.fillStyle = series.stroke(plot, at + 1);
    ctx.fillText(series.label, bbox.left + bbox.width - 4 * ratio, y);
  });
  ctx.restore();
}
