// The board of a contest at any second, and how a row's place went: no DOM, and nothing is fetched.
// See apps/standings/replay/timeline.py for the rules; rows are told apart by their number in the table.

import { divisionIn, placeIn, scoreIn } from "./moves.js";
import { spansOf } from "./spans.js";

const SHIFT = 2 ** 20; // more rows than any table has

// Smaller before larger; NaN, which is unknown, comes last.
function ascending(one, other) {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) - Number.isNaN(other);
  return one - other;
}

export class Timeline {
  constructor(moves) {
    this.moves = moves;
    Object.assign(this, spansOf(moves));
    const { rows, rules } = moves;
    this.now = Uint32Array.from(this.first.subarray(0, rows.length));
    this.second = -Infinity;
    this.ranked = rows.flatMap((row, number) => (placeIn(row) === null ? [] : [number]));
    this.unranked = rows.flatMap((row, number) => (placeIn(row) === null ? [number] : []));
    this.stored = Float64Array.from(rows, (row) => placeIn(row) ?? NaN);
    const divisions = [...new Set(rows.map(divisionIn))];
    this.group = rules.by_division && divisions.length > 1 ? rows.map((row) => divisions.indexOf(divisionIn(row))) : null;
    this.keys = new Float64Array(this.ranked.length);
  }

  // {order: row numbers, best first; place: of each row, NaN where it is not ranked; score(row), penalty(row)}
  at(second) {
    this.move(second);
    const place = second >= this.end ? this.stored : new Float64Array(this.stored.length).fill(NaN);
    const order = second >= this.end ? this.finalOrder() : this.rank(place);
    return { second, order, place, score: (row) => this.score[this.now[row]], penalty: (row) => this.penalty[this.now[row]] };
  }

  move(second) {
    const { first, since, now } = this;
    for (let row = 0; row < now.length; row++) {
      let at = now[row];
      while (at + 1 < first[row + 1] && since[at + 1] <= second) at++;
      while (at > first[row] && since[at] > second) at--;
      now[row] = at;
    }
    this.second = second;
  }

  // A sort of plain numbers: group, merit and row in one, which is several times as quick as a comparison by function.
  rank(place) {
    const { keys, ranked, merit, now } = this;
    for (let at = 0; at < ranked.length; at++) keys[at] = merit[now[ranked[at]]] * SHIFT + ranked[at];
    keys.sort();
    const order = Array.from(keys, (key) => key % SHIFT);
    const reached = new Map(); // group: [rows so far, merit of the last one, its place]
    for (const row of order) {
      const group = this.group?.[row] ?? 0;
      const before = reached.get(group) ?? [0, -1, 0];
      const own = merit[now[row]];
      place[row] = own === before[1] ? before[2] : before[0] + 1;
      reached.set(group, [before[0] + 1, own, place[row]]);
    }
    if (this.group) order.sort((one, other) => place[one] - place[other] || this.byScore(one, other));
    return order.concat(this.unranked.toSorted((one, other) => this.byScore(one, other)));
  }

  byScore(one, other) {
    return ascending(-this.score[this.now[one]], -this.score[this.now[other]]) || one - other;
  }

  finalOrder() {
    this.ending ??= [...this.now.keys()].sort(
      (one, other) => ascending(this.stored[one], this.stored[other]) || this.byScore(one, other),
    );
    return this.ending;
  }

  // [[second, place] …]: from when on a row held which place, from the start to its place in the table.
  rankHistory(row) {
    if (Number.isNaN(this.stored[row])) return [];
    const changes = new Map([[0, 1]]);
    const add = (second, by) => changes.set(second, (changes.get(second) ?? 0) + by);
    const own = this.spansWithin(row);
    for (const rival of this.ranked) {
      if (rival === row || (this.group && this.group[rival] !== this.group[row])) continue;
      for (const theirs of this.spansWithin(rival)) {
        for (const mine of own) {
          const [from, to] = [Math.max(theirs.from, mine.from), Math.min(theirs.to, mine.to)];
          if (from >= to || theirs.merit >= mine.merit) continue;
          add(from, 1);
          add(to, -1);
        }
      }
    }
    let place = 0;
    const steps = [...changes].sort(([one], [other]) => one - other).map(([second, by]) => [second, (place += by)]);
    const held = [...steps.filter(([second]) => second < this.end), [this.end, this.stored[row]]];
    return held.filter(([, value], at) => !at || value !== held[at - 1][1]);
  }

  spansWithin(row) {
    const spans = [];
    for (let at = this.first[row]; at < this.first[row + 1]; at++) {
      const to = Math.min(at + 1 < this.first[row + 1] ? this.since[at + 1] : Infinity, this.end);
      const from = Math.max(this.since[at], 0);
      if (from < to) spans.push({ from, to, merit: this.merit[at] });
    }
    return spans;
  }
}
