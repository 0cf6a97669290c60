// What is painted besides the lines of a chart: bands of ratings behind it, names where lines end, and a mark.

import { FONT } from "./plot-look.js";

const TINT = 0.08;
const APART = 13; // pixels between two names
const ROOM = { wide: 168, narrow: 108 };
export const BARE = 18; // beside a plot without names
const pen = document.createElement("canvas").getContext("2d");

// What lines are called where they end, and how much room that needs beside the plot: none where one line needs no name.
export function namesFor({ series }, { isNarrow, kind }) {
  const labels = series.map((one) => (one.marks ? "" : one.label));
  const names = isNarrow ? inShort(labels) : labels;
  const named = names.filter(Boolean);
  if (kind === "bars" || named.length < 2) return [names, BARE];
  pen.font = FONT;
  const longest = Math.max(...named.map((name) => pen.measureText(name).width)) + 12;
  return [names, Math.min(longest, isNarrow ? ROOM.narrow : ROOM.wide)];
}

// The first part of labels that tells them apart: of "ann · Codeforces" and "bob · Codeforces" the handles.
function inShort(labels) {
  const parts = labels.filter(Boolean).map((label) => label.split(" · "));
  const isTelling = (_, at) => new Set(parts.map((one) => one[at] ?? "")).size === parts.length;
  const telling = parts[0]?.findIndex(isTelling) ?? -1;
  return telling < 0 ? labels : labels.map((label) => label && (label.split(" · ")[telling] ?? label));
}

export function bandsBehind(plot, bands) {
  const { ctx, bbox } = plot;
  bands.forEach(({ least, tint }, at) => {
    const top = at + 1 < bands.length ? plot.valToPos(bands[at + 1].least, "y", true) : bbox.top;
    const [from, to] = [Math.max(top, bbox.top), Math.min(plot.valToPos(least, "y", true), bbox.top + bbox.height)];
    if (to <= from) return;
    ctx.save();
    ctx.globalAlpha = TINT;
    ctx.fillStyle = tint;
    ctx.fillRect(bbox.left, from, bbox.width, to - from);
    ctx.restore();
  });
}

// Each line is named where it ends, in the room beside the plot; names that would touch are moved apart.
export function namesAtEnds(plot, calls, room) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const names = plot.series.slice(1).flatMap((series, at) => {
    const last = plot.data[at + 1].findLast((value) => value !== null && value !== undefined);
    if (last === undefined || !calls[at]) return [];
    return [{ text: calls[at], ink: series.stroke(plot, at + 1), y: plot.valToPos(last, "y", true) }];
  });
  names.sort((one, other) => one.y - other.y);
  const [top, bottom] = [bbox.top + 6 * ratio, bbox.top + bbox.height];
  names.forEach((name, at) => (name.y = Math.max(name.y, at ? names[at - 1].y + APART * ratio : top)));
  let lowest = bottom;
  for (const name of names.toReversed()) [name.y, lowest] = [Math.min(name.y, lowest), Math.min(name.y, lowest) - APART * ratio];
  ctx.save();
  ctx.font = FONT.replace("12px", `${12 * ratio}px`);
  [ctx.textBaseline, ctx.textAlign] = ["middle", "left"];
  for (const { text, ink, y } of names) {
    ctx.fillStyle = ink;
    ctx.fillText(cut(ctx, text, (room - 8) * ratio), bbox.left + bbox.width + 6 * ratio, y);
  }
  ctx.restore();
}

function cut(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  let shown = text;
  while (shown && ctx.measureText(`${shown}…`).width > width) shown = shown.slice(0, -1);
  return `${shown}…`;
}

// A line from top to bottom at x, with a word beside it.
export function markAt(plot, { x, word, ink }) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const at = plot.valToPos(x, "x", true);
  if (at < bbox.left || at > bbox.left + bbox.width) return;
  ctx.save();
  [ctx.strokeStyle, ctx.fillStyle, ctx.lineWidth] = [ink, ink, ratio];
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = FONT.replace("12px", `${12 * ratio}px`);
  const isRight = at > bbox.left + bbox.width / 2;
  ctx.textAlign = isRight ? "right" : "left";
  ctx.fillText(word, at + (isRight ? -4 : 4) * ratio, bbox.top + 10 * ratio);
  ctx.restore();
}
