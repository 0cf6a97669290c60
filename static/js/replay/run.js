// A virtual run of one's own: what was entered when, what it comes to by the contest's rules, and where it stands.

import { PARTIAL, SOLVED, WRONG } from "./moves.js";
import { totalsOf } from "./spans.js";

const USUAL_PER_WRONG = 20; // minutes, where the table does not say
const FALL = 250; // minutes in which a problem of falling points would lose all of them
const LEAST = 0.3; // of its points that a solution always brings
const PER_WRONG = 50; // points

// What is known of how penalties are counted: rules that suit tables without penalties do not suit a run on problems.
function rulesOf({ kind, rules }) {
  return kind === "icpc" && rules.penalty === "none" ? { ...rules, penalty: "sum", second: 60, rounding: "cell", per_wrong: USUAL_PER_WRONG } : rules;
}

// What a solution brings by the falling points of Codeforces rounds.
function fallingPoints(full, second, wrong) {
  return Math.max(full * LEAST, full - Math.floor(second / 60) * (full / FALL) - PER_WRONG * wrong);
}

// Deeds are {problem, second, what}: "+" solved, "-" a wrong try, or a number of points; what comes after a full solution
// counts for nothing.
export function cellsOfRun(moves, deeds) {
  const cells = new Map();
  for (const { problem, second, what } of deeds) {
    const cell = cells.get(problem) ?? { problem, state: WRONG, wrong: 0, points: null, told: null, time: null, penalty: null };
    cells.set(problem, cell);
    if (cell.state === SOLVED) continue;
    if (what !== "-") enter(cell, what, second, moves);
    else {
      cell.wrong += 1;
      if (cell.state === WRONG) cell.time = second;
    }
  }
  return [...cells.values()];
}

// Of several results by points the best one counts.
function enter(cell, what, second, { kind, problems }) {
  const full = problems[cell.problem][2];
  const solved = kind === "cf" && full !== null ? fallingPoints(full, second, cell.wrong) : (full ?? 1);
  const points = what === "+" ? solved : what;
  if (cell.points !== null && points <= cell.points) return;
  const isSolved = what === "+" || (full !== null && what >= full);
  Object.assign(cell, { state: isSolved ? SOLVED : PARTIAL, time: second, points, told: kind === "icpc" ? null : points });
}

export const totalOfRun = (moves, deeds) => totalsOf(cellsOfRun(moves, deeds), rulesOf(moves), moves.kind);

// Where a run stands among the ranked rows of a board: {place, number, before, behind}; the two are rows or null.
export function standingOf(timeline, board, total) {
  const isBetter = (row) => {
    const [score, penalty] = [board.score(row), board.penalty(row) || 0];
    return score === total.score ? penalty < total.penalty : score > total.score;
  };
  const ranked = board.order.filter((row) => !Number.isNaN(timeline.stored[row]));
  const before = ranked.filter(isBetter);
  const behind = ranked.find((row) => !isBetter(row)) ?? null;
  return { place: before.length + 1, number: ranked.length + 1, before: before.at(-1) ?? null, behind };
}
