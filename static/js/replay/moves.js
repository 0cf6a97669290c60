// What a table is replayed from (/standings/<pk>/moves-<version>.json), by names instead of positions.

export const SOLVED = 0;
export const PARTIAL = 1;
export const WRONG = 2;
export const PENDING = 3;
const WIDTH = 6; // numbers that make up a cell

export async function loadMoves(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return readMoves(await answer.json());
}

// How penalties are counted and places given is called `rules` here: see apps/standings/replay/rules.py.
export const readMoves = ({ rule, ...moves }) => ({ ...moves, rules: rule });

export function rowAt(moves, number) {
  const [id, account, handle, name, country, organization, division, participation] = moves.rows[number];
  return { id, account, handle, name: name || handle, country, organization, division, participation, number };
}

export const placeIn = (row) => row[8];
export const scoreIn = (row) => row[9];
export const penaltyIn = (row) => row[10];
export const divisionIn = (row) => row[6];

// The cells of a row: a solved one without points has its problem's full score. Unknown is null.
export function cellsIn(moves, row) {
  const flat = row[12];
  const cells = [];
  for (let at = 0; at < flat.length; at += WIDTH) {
    const [problem, state, wrong, points, time, penalty] = flat.slice(at, at + WIDTH);
    const full = state === SOLVED ? moves.problems[problem][2] : null;
    cells.push({ problem, state, wrong, points: points ?? full, told: points, time, penalty });
  }
  return cells;
}

export const rowNumberOf = (moves, id) => moves.rows.findIndex((row) => row[0] === id);

// Whether anything is known of when results came; else there is only a beginning and an end.
export const hasTimes = (moves) => moves.rows.some((row) => cellsIn(moves, row).some(({ time }) => time !== null));
