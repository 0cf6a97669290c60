// The order in which a frozen board is revealed at ICPC contests: from the last place upwards, of the row whose turn it
// is the leftmost hidden cell; whoever solved it rises, and who is now in that position goes on. No DOM.

import { PENDING, cellsIn, divisionIn, penaltyIn, placeIn, scoreIn } from "./moves.js";
import { totalsOf } from "./spans.js";

const LAST_PART = 0.2; // of a contest that is frozen, unless the board says more

export const freezeOf = (moves) => moves.freeze ?? Math.round(moves.duration * (1 - LAST_PART));

// What is hidden at the freeze: tried since then, and the outcome is known.
const isHidden = (cell, freeze) => cell.state !== PENDING && cell.time !== null && cell.time >= freeze;

export class Resolver {
  // `division` is needed where each has places of its own.
  constructor(moves, { freeze = freezeOf(moves), division = null } = {}) {
    Object.assign(this, { moves, freeze, done: [] });
    const takesPart = (row) => placeIn(row) !== null && (division === null || divisionIn(row) === division);
    const numbers = moves.rows.flatMap((row, number) => (takesPart(row) ? [number] : []));
    this.hidden = new Map(numbers.map((number) => [number, this.hiddenAtFirst(number)]));
    this.totals = new Map(numbers.map((number) => [number, this.totalsOf(number)]));
    this.order = numbers.sort((one, other) => this.compare(one, other));
    this.position = this.order.length - 1;
    this.nHidden = [...this.hidden.values()].reduce((sum, cells) => sum + cells.length, 0);
    this.nRevealed = 0;
  }

  hiddenAtFirst(number) {
    const cells = cellsIn(this.moves, this.moves.rows[number]).filter((cell) => isHidden(cell, this.freeze));
    return cells.sort((one, other) => one.problem - other.problem);
  }

  // With nothing hidden it is what the table says, which may hold more than its cells.
  totalsOf(number) {
    const row = this.moves.rows[number];
    const hidden = this.hidden.get(number);
    const seen = cellsIn(this.moves, row).filter((cell) => !hidden.some(({ problem }) => problem === cell.problem));
    const counted = totalsOf(seen, this.moves.rules, this.moves.kind);
    if (hidden.length) return counted;
    return { score: scoreIn(row) ?? counted.score, penalty: penaltyIn(row) ?? counted.penalty, last: counted.last };
  }

  // What decides between equals at last is the order of the table.
  compare(one, other) {
    const [mine, theirs] = [this.totals.get(one), this.totals.get(other)];
    return theirs.score - mine.score || mine.penalty - theirs.penalty || this.tie(mine, theirs) || one - other;
  }

  tie(mine, theirs) {
    const { ties, second } = this.moves.rules;
    return ties === "last" ? Math.floor(mine.last / second) - Math.floor(theirs.last / second) : 0;
  }

  get current() {
    return this.order[this.position] ?? null;
  }

  get next() {
    return this.current === null ? null : (this.hidden.get(this.current)[0] ?? null);
  }

  get isOver() {
    return this.position < 0;
  }

  // Does the next step, and returns it: {kind: "reveal", row, cell, from, to} or {kind: "settle", row, from}; null at
  // the end. "to" is the position, counted from 0, to which the row has risen.
  step() {
    if (this.isOver) return null;
    const [row, from] = [this.current, this.position];
    const [cell] = this.hidden.get(row);
    const was = this.totals.get(row);
    if (!cell) {
      this.position -= 1;
      return this.keep({ kind: "settle", row, from, to: from, was });
    }
    this.hidden.get(row).shift();
    this.nRevealed += 1;
    this.totals.set(row, this.totalsOf(row));
    const to = this.placeAbove(row, from);
    this.move(from, to);
    return this.keep({ kind: "reveal", row, cell, from, to, was });
  }

  keep(step) {
    this.done.push(step);
    return step;
  }

  back() {
    const step = this.done.pop();
    if (!step) return null;
    if (step.kind === "settle") this.position += 1;
    else {
      this.move(step.to, step.from);
      this.hidden.get(step.row).unshift(step.cell);
      this.totals.set(step.row, step.was);
      this.nRevealed -= 1;
    }
    return step;
  }

  // Above a position the rows are in order, so the place of one of them is found by halving.
  placeAbove(row, from) {
    let [low, high] = [0, from];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.order[middle], row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  move(from, to) {
    if (from !== to) this.order.splice(to, 0, ...this.order.splice(from, 1));
  }

  // The places of rows in their order now; equals share one. What is settled has the table's.
  places() {
    const places = [];
    this.order.forEach((row, at) => {
      const before = this.order[at - 1];
      const [mine, theirs] = [this.totals.get(row), this.totals.get(before)];
      const isEqual = at > 0 && mine.score === theirs.score && mine.penalty === theirs.penalty && !this.tie(mine, theirs);
      places.push(at > this.position ? placeIn(this.moves.rows[row]) : isEqual ? places[at - 1] : at + 1);
    });
    return places;
  }
}
