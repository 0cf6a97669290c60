// <ghost-race>: one's own virtual run against the stored field, which is shown as it was at the same time of its contest.
// The run is kept by this browser: {since: epoch ms or null, spent: seconds before that, deeds, rivals: row ids}.

import { keep, kept, whenKept } from "../kept.js";
import { shownRow, windowAround } from "./board.js";
import { clock, inNumber, penaltyText, viewOf } from "./cells.js";
import { hearButtons } from "./controls.js";
import { Timeline } from "./engine.js";
import { offerRows } from "./find.js";
import { loadMoves, rowAt, rowNumberOf } from "./moves.js";
import { RaceEntry } from "./race-entry.js";
import { drawSummary } from "./race-summary.js";
import { BoardRows, drawHeads } from "./rows.js";
import { cellsOfRun, standingOf, totalOfRun } from "./run.js";
import { filled, inThousands } from "./words.js";

const TICK = 1000;
const AROUND = { number: 21, above: 10 };
const FRESH = { since: null, spent: 0, deeds: [], rivals: [] };

class GhostRace extends HTMLElement {
  async connectedCallback() {
    try {
      this.moves = await loadMoves(this.getAttribute("src"));
    } catch {
      this.part(".race-said").textContent = this.dataset.wordLate;
      return;
    }
    const { moves } = this;
    this.name = `race.${moves.contest}`;
    this.own = moves.rows.length; // the number of one's own row, behind all others
    this.timeline = new Timeline(moves);
    const rows = [...moves.rows, ["own", 0, "", this.dataset.wordOwn, "", "", "", "", null, null, null, null, []]];
    this.rows = new BoardRows(this.part("tbody"), { ...moves, rows }, (row) => row !== this.own && this.toggleRival(row));
    drawHeads(this.part(".race-board thead tr"), moves);
    this.entry = new RaceEntry(this.part(".race-entry"), moves, { words: this.dataset, enter: (...deed) => this.enter(...deed) });
    offerRows(this.part(".player-find"), moves, { choose: (row) => this.toggleRival(row, true), nobody: this.dataset.wordNobody });
    hearButtons(this.part("form"), { start: () => this.start(), pause: () => this.pause(), undo: () => this.undo(), reset: () => this.reset() });
    const asked = rowNumberOf(moves, Number(new URLSearchParams(location.search).get("row")));
    if (asked >= 0) this.toggleRival(asked, true);
    whenKept(this.name, () => this.draw());
    this.draw();
    this.ticking = setInterval(() => this.run().since && this.draw(), TICK);
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
  }

  part = (selector) => this.querySelector(selector);
  run = () => ({ ...FRESH, ...kept(this.name, {}) });
  keep = (changes) => keep(this.name, { ...this.run(), ...changes });

  elapsed({ since, spent } = this.run()) {
    return Math.min(this.moves.duration, spent + (since ? Math.max(0, Date.now() - since) / 1000 : 0));
  }

  start() {
    this.keep({ since: Date.now() });
  }

  pause() {
    this.keep({ spent: this.elapsed(), since: null });
  }

  undo() {
    this.keep({ deeds: this.run().deeds.slice(0, -1) });
  }

  reset() {
    if (window.confirm(this.dataset.wordSure)) this.keep({ ...FRESH, rivals: this.run().rivals });
  }

  enter(problem, what) {
    this.keep({ deeds: [...this.run().deeds, { problem, second: Math.floor(this.elapsed()), what }] });
  }

  toggleRival(row, isAdded = false) {
    const { id } = rowAt(this.moves, row);
    const others = this.run().rivals.filter((rival) => rival !== id);
    this.keep({ rivals: isAdded || others.length === this.run().rivals.length ? [...others, id] : others });
    this.draw();
  }

  draw() {
    const run = this.run();
    const second = this.elapsed(run);
    const isOver = second >= this.moves.duration;
    if (isOver && run.since) this.pause();
    const board = this.timeline.at(isOver ? this.timeline.end : second);
    const [cells, total] = [cellsOfRun(this.moves, run.deeds), totalOfRun(this.moves, run.deeds)];
    const standing = standingOf(this.timeline, board, total);
    this.drawClock(second, { run, isOver });
    this.drawStanding(board, standing);
    this.entry.draw(cells);
    const rivals = run.rivals.map((id) => rowNumberOf(this.moves, id)).filter((row) => row >= 0);
    this.drawBoard(board, { standing, total, cells, rivals });
    this.part(".race-summary").hidden = !isOver && !run.deeds.length;
    const words = { problem: this.dataset.wordProblem, own: this.dataset.wordOwn, earlier: this.dataset.wordEarlier };
    const isSeen = ({ time }) => isOver || (time !== null && time <= second);
    drawSummary(this.part(".race-summary table"), this.moves, { cells, rivals, isSeen, words });
  }

  drawClock(second, { run, isOver }) {
    this.part(".race-clock strong").textContent = clock(second);
    this.part("[name=start]").hidden = Boolean(run.since) || isOver;
    this.part("[name=pause]").hidden = !run.since;
    this.part("[name=undo]").disabled = !run.deeds.length;
  }

  drawStanding(board, { place, number, before, behind }) {
    const { wordPlace, wordBefore, wordBehind } = this.dataset;
    const told = (row) => ({ name: rowAt(this.moves, row).name, result: this.resultOf(board, row) });
    this.part(".race-place").textContent = filled(wordPlace, { place: inThousands(place), number: inThousands(number) });
    const near = [before !== null && filled(wordBefore, told(before)), behind !== null && filled(wordBehind, told(behind))];
    this.part(".race-near").textContent = near.filter(Boolean).join(" · ");
  }

  resultOf(board, row) {
    return [inNumber(board.score(row)), penaltyText(this.moves, board.penalty(row))].filter(Boolean).join(" / ") || "–";
  }

  drawBoard(board, { standing, total, cells, rivals }) {
    const ranked = board.order.filter((row) => !Number.isNaN(this.timeline.stored[row]));
    const at = standing.behind === null ? ranked.length : ranked.indexOf(standing.behind);
    const around = windowAround(ranked.toSpliced(at, 0, this.own), at, AROUND);
    const far = rivals.filter((row) => !around.includes(row) && board.order.includes(row));
    const own = { ...this.ownRow(total, cells), place: String(standing.place) };
    const shown = [...around, ...far].sort((one, other) => this.rank(one, standing, board) - this.rank(other, standing, board));
    this.rows.draw(shown.map((row) => (row === this.own ? own : shownRow(this.moves, board, row, { isFollowed: rivals.includes(row) }))));
  }

  // One's own row goes before those whom it equals.
  rank = (row, standing, board) => (row === this.own ? standing.place - 0.5 : (board.place[row] || Infinity));

  ownRow(total, cells) {
    const views = Array(this.moves.problems.length).fill(null);
    for (const cell of cells) views[cell.problem] = viewOf(this.moves, cell);
    return { number: this.own, score: inNumber(total.score), penalty: penaltyText(this.moves, total.penalty), cells: views, marks: "is-turn is-own" };
  }
}

customElements.define("ghost-race", GhostRace);
