// All that ever stood on a board: the scores of each row with the time from which it had them. The arithmetic is that
// of apps/standings/replay/timeline.py; a test holds both to the same boards.

import { SOLVED, cellsIn, penaltyIn, scoreIn } from "./moves.js";

const DECIMALS = 1e6;
const rounded = (value) => Math.round(value * DECIMALS) / DECIMALS;

const gainOf = (cell, kind) => (kind === "icpc" ? Number(cell.state === SOLVED) : (cell.points ?? 0));
const countsIn = (cell, kind) => cell.state === SOLVED || gainOf(cell, kind) > 0;

// What a cell adds to its row's penalty: in units, or in seconds where sums are cut later; by "last" wrong tries alone.
function spentOn(cell, rules, kind) {
  if (rules.penalty === "none" || !countsIn(cell, kind)) return 0;
  const isByCell = rules.rounding === "cell";
  const unit = isByCell ? 1 : rules.second;
  const wrong = (cell.wrong ?? 0) * rules.per_wrong * unit;
  if (rules.penalty === "last") return wrong;
  if (cell.penalty !== null && (isByCell || cell.time === null)) return cell.penalty * unit;
  if (cell.time === null) return 0;
  return wrong + (isByCell ? Math.floor(cell.time / rules.second) : cell.time);
}

function inUnits(spent, last, rules) {
  const latest = rules.penalty === "last" ? last : 0;
  if (rules.rounding === "cell") return rounded(spent + Math.floor(latest / rules.second));
  const total = rounded((spent + latest) / rules.second);
  return rules.rounding === "total" ? Math.floor(total) : total;
}

// What cells come to by the rules alone.
export function totalsOf(cells, rules, kind) {
  let [score, spent, last] = [0, 0, 0];
  for (const cell of cells) {
    score += gainOf(cell, kind);
    spent += spentOn(cell, rules, kind);
    if (cell.time !== null && countsIn(cell, kind)) last = Math.max(last, cell.time);
  }
  return { score: rounded(score), penalty: inUnits(rounded(spent), last, rules), last };
}

// The steps of one row: {since, score, penalty, last}, the first before any cell; what the cells cannot explain is
// added with the last of known time.
function stepsOf(row, cells, { rules, kind }) {
  const known = cells.filter((cell) => cell.time !== null).sort((one, other) => one.time - other.time);
  const steps = [{ since: -Infinity, score: 0, penalty: 0, last: 0 }];
  let [score, spent, last] = [0, 0, 0];
  for (const cell of known) {
    score += gainOf(cell, kind);
    spent += spentOn(cell, rules, kind);
    if (countsIn(cell, kind)) last = Math.max(last, cell.time);
    steps.push({ since: cell.time, score: rounded(score), penalty: inUnits(spent, last, rules), last });
  }
  settle(steps, row, cells, { rules, kind });
  return steps;
}

function settle(steps, row, cells, { rules, kind }) {
  const stored = { score: scoreIn(row), penalty: penaltyIn(row) };
  const explained = totalsOf(cells, rules, kind);
  const isLate = cells.some((cell) => cell.time === null && countsIn(cell, kind));
  const end = steps.at(-1);
  for (const name of ["score", "penalty"]) {
    if (stored[name] === null) for (const step of steps) step[name] = NaN;
    else if (steps.length > 1) end[name] = isLate ? rounded(end[name] + stored[name] - explained[name]) : stored[name];
  }
}

// The steps of all rows behind one another; `first[row]` is where those of a row begin, the last is the table's own.
export function spansOf(moves) {
  const { end } = moves;
  const first = new Uint32Array(moves.rows.length + 1);
  const steps = [];
  moves.rows.forEach((row, number) => {
    first[number] = steps.length;
    const own = stepsOf(row, cellsIn(moves, row), moves);
    steps.push(...own, { since: end, score: scoreIn(row) ?? NaN, penalty: penaltyIn(row) ?? NaN, last: own.at(-1).last });
  });
  first[moves.rows.length] = steps.length;
  const column = (name) => Float64Array.from(steps, (step) => step[name]);
  const columns = { since: column("since"), score: column("score"), penalty: column("penalty") };
  return { end, first, ...columns, merit: meritsOf(columns, tiesOf(moves, first, column("last"))) };
}

function tiesOf(moves, first, last) {
  if (moves.rules.ties === "last") return last.map((second) => Math.floor(second / moves.rules.second));
  const ties = new Float64Array(last.length);
  if (moves.rules.ties === "order") moves.rows.forEach((_, row) => ties.fill(row, first[row], first[row + 1]));
  return ties;
}

// A number for each step by which steps are compared: the lower the better, equal for equals.
function meritsOf({ score, penalty }, ties) {
  const [highest, lowest] = [(at) => (Number.isNaN(score[at]) ? -Infinity : score[at]), (at) => penalty[at] || 0];
  const compare = (one, other) =>
    (highest(one) === highest(other) ? 0 : highest(other) - highest(one)) || lowest(one) - lowest(other) || ties[one] - ties[other];
  const order = Uint32Array.from(score, (_, at) => at).sort(compare);
  const merit = new Uint32Array(order.length);
  order.forEach((at, number) => {
    merit[at] = number && compare(order[number - 1], at) === 0 ? merit[order[number - 1]] : number;
  });
  return merit;
}
