// <board-resolver>: the stage on which a frozen board is revealed, step by step, by buttons, keys or by itself.

import { clock, readClock } from "./cells.js";
import { hearButtons, hearKeys } from "./controls.js";
import { divisionIn, loadMoves, rowAt } from "./moves.js";
import { Resolver, freezeOf } from "./resolver.js";
import { BoardRows, drawHeads } from "./rows.js";
import { medalOf, rowsOnStage } from "./stage.js";
import { filled } from "./words.js";

const KEYS = { " ": "next", ArrowRight: "next", "Shift ArrowRight": "row", ArrowLeft: "back", p: "auto", f: "full" };
const SLOWLY = 700; // milliseconds in which a row rises
const TOP = 10; // places that are told one by one even where nothing is revealed

class BoardResolver extends HTMLElement {
  async connectedCallback() {
    this.form = this.querySelector("form");
    this.stage = this.querySelector(".stage");
    try {
      const teams = await fetch(this.dataset.teams);
      [this.moves, this.teams] = [await loadMoves(this.dataset.moves), teams.ok ? await teams.json() : {}];
    } catch {
      this.say(this.dataset.wordLate);
      return;
    }
    this.rows = new BoardRows(this.querySelector("tbody"), this.moves, null);
    drawHeads(this.querySelector("thead tr"), this.moves);
    this.stage.style.setProperty("--problems", this.moves.problems.length); // how large its type may be
    this.offerChoices();
    this.begin();
    this.form.addEventListener("change", ({ target }) => this.chosen(target.name));
    const deeds = {
      next: () => this.next(),
      back: () => this.back(),
      row: () => this.nextRow(),
      auto: () => this.play(!this.playing),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.stage.requestFullscreen?.()),
    };
    hearButtons(this.form, deeds);
    this.stopHearing = hearKeys(KEYS, deeds);
  }

  disconnectedCallback() {
    this.stopHearing?.();
    clearInterval(this.playing);
  }

  offerChoices() {
    const asked = readClock(new URLSearchParams(location.search).get("freeze"));
    this.form.elements.freeze.value = clock(asked ?? freezeOf(this.moves));
    const divisions = [...new Set(this.moves.rows.map(divisionIn))];
    if (!this.moves.rules.by_division || divisions.length < 2) return;
    this.form.elements.division.append(...divisions.map((name) => new Option(name || "–", name)));
    this.querySelector(".division").hidden = false;
  }

  chosen(name) {
    if (name === "freeze" || name === "division") this.begin();
    else if (name === "pace" && this.playing) this.play(true);
    else this.draw(0);
  }

  begin() {
    this.play(false);
    const { freeze, division } = this.form.elements;
    const second = readClock(freeze.value) ?? freezeOf(this.moves);
    freeze.value = clock(second);
    this.resolver = new Resolver(this.moves, { freeze: second, division: division.value || (division.options.length ? "" : null) });
    const isUnknown = this.moves.rows.some((row) => row[12].some((value, at) => at % 6 === 1 && value === 3));
    const nothing = isUnknown ? this.dataset.wordUnknown : this.dataset.wordNothing;
    this.say(this.resolver.nHidden ? filled(this.dataset.wordBegins, { time: clock(second) }) : nothing);
    this.draw(0);
  }

  isWorthAStop = (step) => step.kind === "reveal" || step.from < TOP || this.medalOf(step.row) !== null;

  next() {
    let step = this.resolver.step();
    while (step && !this.isWorthAStop(step)) step = this.resolver.step();
    this.told(step);
  }

  nextRow() {
    let step = this.resolver.step();
    while (step && step.kind !== "settle") step = this.resolver.step();
    this.told(step);
  }

  back() {
    this.play(false);
    let step = this.resolver.back();
    while (step && !this.isWorthAStop(step)) step = this.resolver.back();
    this.say("");
    this.draw();
  }

  play(isOn) {
    clearInterval(this.playing);
    this.playing = isOn ? setInterval(() => this.next(), Number(this.form.elements.pace.value)) : null;
    this.form.elements.auto.ariaPressed = String(isOn);
  }

  told(step) {
    this.draw();
    if (!step) this.play(false);
    this.say(step ? this.words(step) : this.dataset.wordEnds);
  }

  words({ kind, row, cell, from, to }) {
    const { wordSettled, wordFailed, wordStays, wordSolved } = this.dataset;
    if (kind === "settle") return filled(wordSettled, { name: rowAt(this.moves, row).name, place: this.resolver.places()[from] });
    const [problem] = this.moves.problems[cell.problem];
    const pattern = cell.state ? wordFailed : to < from ? wordSolved : wordStays;
    return filled(pattern, { problem, time: clock(cell.time), from: from + 1, to: to + 1 });
  }

  say(text) {
    this.querySelector(".turn-said").textContent = text;
  }

  medalOf(row) {
    const counts = ["gold", "silver", "bronze"].map((kind) => Number(this.form.elements[kind].value) || 0);
    const kind = medalOf(this.moves, row, { counts, told: this.teams });
    return kind ? { kind, word: this.dataset[kind], mark: this.dataset[`${kind}Mark`] } : null;
  }

  draw(glide = SLOWLY) {
    const { resolver } = this;
    this.rows.draw(rowsOnStage(resolver, (row) => this.medalOf(row)), { glide });
    const turn = resolver.current ?? resolver.order[0];
    const line = this.rows.drawn.get(turn)?.line;
    for (const asked of this.querySelectorAll(".is-asked")) asked.classList.remove("is-asked");
    if (resolver.next && line) line.cells[4 + resolver.next.problem].classList.add("is-asked");
    this.drawTurn(turn, resolver.places()[Math.max(0, resolver.position)]);
  }

  drawTurn(row, place) {
    const { resolver: { nHidden, nRevealed, order }, dataset } = this;
    const progress = this.querySelector("progress");
    [progress.hidden, progress.value] = [!nHidden, nHidden && nRevealed / nHidden];
    this.querySelector(".stage-count").textContent = nHidden ? filled(dataset.wordRevealed, { done: nRevealed, all: nHidden }) : "";
    if (row === undefined) return;
    const { id, name, organization } = rowAt(this.moves, row);
    const stands = filled(dataset.wordOf, { place, number: order.length });
    this.querySelector(".turn-name").textContent = `${name} · ${stands}`;
    this.querySelector(".turn-members").textContent = [organization, (this.teams[id]?.[1] ?? []).join(", ")].filter(Boolean).join(" · ");
  }
}

customElements.define("board-resolver", BoardResolver);
