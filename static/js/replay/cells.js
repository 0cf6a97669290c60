// What a cell of a replayed board shows, as apps/standings/board/cells.py words it: "+2", "−3", "350", "?1", and the time.

import { PENDING, WRONG, cellsIn } from "./moves.js";

const LOOKS = ["solved", "partial", "wrong", "pending"];
const two = (number) => String(number).padStart(2, "0");

export function clock(seconds, isExact = true) {
  const whole = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor((whole % 86400) / 3600), Math.floor((whole % 3600) / 60)];
  const told = `${hours}:${two(minutes)}${isExact ? `:${two(whole % 60)}` : ""}`;
  return days ? `${days}d ${told}` : told;
}

// A second from "1:02:03", "1:02" (hours and minutes) or "3d 1:02"; null where it is none.
export function readClock(text) {
  const found = /^(?:(\d+)d )?(\d+):(\d\d)(?::(\d\d))?$/.exec((text ?? "").trim());
  if (!found) return null;
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return days * 86400 + hours * 3600 + minutes * 60 + seconds;
}

export function inNumber(value) {
  if (value === null || Number.isNaN(value)) return "";
  const text = Number.isInteger(value) ? String(value) : value.toFixed(2).replace(/\.?0+$/, "");
  return text.replace("-", "−");
}

export function penaltyText(moves, value) {
  if (value === null || Number.isNaN(value)) return "";
  return moves.unit === "seconds" && value >= 0 ? clock(value) : inNumber(value);
}

export function resultOf({ state, told, wrong }) {
  if (state === PENDING) return `?${(told === null && wrong) || ""}`;
  if (state === WRONG && wrong) return `−${wrong}`;
  if (told !== null) return inNumber(told);
  return `${state === WRONG ? "−" : "+"}${wrong || ""}`;
}

export function viewOf(moves, cell) {
  const time = cell.time === null ? "" : clock(cell.time, moves.exact);
  return { look: LOOKS[cell.state], text: resultOf(cell), time };
}

// The cells of a row by the positions of their problems, as far as `isShown` lets them be seen.
export function viewsOf(moves, number, isShown) {
  const views = Array(moves.problems.length).fill(null);
  for (const cell of cellsIn(moves, moves.rows[number])) if (isShown(cell)) views[cell.problem] = viewOf(moves, cell);
  return views;
}
