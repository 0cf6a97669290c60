// Lines of charts out of what a table is replayed from: who led when, and how much was solved until when. No DOM.

import { SOLVED, cellsIn, rowAt } from "./moves.js";

const SAMPLES = 240; // moments of a contest that a chart shows
const LONGEST = 24; // signs of a name
const cut = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

export const moments = (end, number = SAMPLES) => Array.from({ length: number + 1 }, (_, at) => Math.round((end * at) / number));

// The first rows of the table: their "place" or "score" at moments, which ends where the contest has come.
export function race(timeline, shows, { until = timeline.end, number = 10 } = {}) {
  const rows = timeline.at(timeline.end).order.slice(0, number);
  const x = moments(until);
  const series = rows.map((row) => ({ label: cut(rowAt(timeline.moves, row).name), values: [] }));
  for (const second of x) {
    const board = timeline.at(second);
    rows.forEach((row, at) => series[at].values.push(known(shows === "place" ? board.place[row] : board.score(row))));
  }
  return { x, series };
}

const known = (value) => (Number.isNaN(value) ? null : value);

// The seconds at which each problem was solved, in order; [[…], …] by its position.
export function solvedTimes(moves) {
  const times = moves.problems.map(() => []);
  for (const row of moves.rows) {
    for (const { state, time, problem } of cellsIn(moves, row)) if (state === SOLVED && time !== null) times[problem].push(time);
  }
  return times.map((own) => own.sort((one, other) => one - other));
}

export function median(sorted) {
  if (!sorted.length) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// How many of sorted times are past at each moment.
export function reached(sorted, x) {
  let at = 0;
  return x.map((second) => {
    while (at < sorted.length && sorted[at] <= second) at++;
    return at;
  });
}
