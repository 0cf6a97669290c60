// What the resolver's stage shows of a board: the rows around the one whose turn it is, with medals where they are won.

import { clock, inNumber, penaltyText, viewsOf } from "./cells.js";
import { WRONG, placeIn, rowAt } from "./moves.js";

const WINDOW = 12; // rows on the stage
const AHEAD = 8; // of them above the one whose turn it is
const MEDALS = ["gold", "silver", "bronze"];

// The medal of a row: by the numbers that somebody gave for each kind, else as the site told it.
export function medalOf(moves, row, { counts, told }) {
  if (!counts.some(Boolean)) return told[rowAt(moves, row).id]?.[0] ?? "";
  let last = 0;
  const at = counts.findIndex((count) => placeIn(moves.rows[row]) <= (last += count));
  return MEDALS[at] ?? "";
}

// What everybody saw of a hidden cell: how often it was tried, and when last. Whether it was solved is not to be seen.
function hiddenView(moves, { state, wrong, time }) {
  const tries = wrong + (state === WRONG ? 0 : 1);
  return { look: "pending", text: `?${tries || ""}`, time: clock(time, moves.exact) };
}

// The rows on the stage, as BoardRows draws them; `medal` says what a settled row has won.
export function rowsOnStage(resolver, medal) {
  const { moves, order, position, hidden, totals } = resolver;
  const places = resolver.places();
  const start = Math.max(0, Math.min(position - AHEAD, order.length - WINDOW));
  return order.slice(start, start + WINDOW).map((number, from) => {
    const at = start + from;
    const cells = viewsOf(moves, number, () => true);
    for (const cell of hidden.get(number)) cells[cell.problem] = hiddenView(moves, cell);
    const { score, penalty } = totals.get(number);
    const marks = at === position ? "is-turn" : at > position ? "is-settled" : "";
    const figures = { place: String(places[at]), score: inNumber(score), penalty: penaltyText(moves, penalty) };
    return { number, ...figures, cells, marks, medal: at > position ? medal(number) : null };
  });
}
