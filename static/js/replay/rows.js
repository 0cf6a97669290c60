// Draws a part of a board as rows of a table. A row keeps its element, so that it is seen to rise and fall.

import { rowAt } from "./moves.js";

const GLIDE = 450; // milliseconds
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

export function drawHeads(row, moves) {
  for (const [short, name] of moves.problems) {
    const head = element("th", "cell", short);
    head.scope = "col";
    head.title = name;
    row.append(head);
  }
}

function medalOf({ kind, word }) {
  const made = element("span", `medal medal-${kind}`);
  made.title = word;
  const sign = element("span", "", word[0]);
  sign.ariaHidden = "true";
  made.append(sign, element("span", "visually-hidden", `${word} `));
  return made;
}

export class BoardRows {
  // `pick(row number)` is called when somebody chooses a row.
  constructor(body, moves, pick) {
    Object.assign(this, { body, moves, pick, drawn: new Map() });
  }

  // Shows rows in this order: {number, place, score, penalty, cells: what viewsOf() gives, marks: classes, medal?}.
  draw(shown, { glide = GLIDE } = {}) {
    const isGliding = glide > 0 && !still.matches;
    const before = isGliding ? this.tops() : null;
    const kept = new Set(shown.map(({ number }) => number));
    for (const [number, one] of this.drawn) if (!kept.has(number)) this.drop(number, one);
    shown.forEach((row, at) => {
      const one = this.drawn.get(row.number) ?? this.make(row.number);
      this.fill(one, row, isGliding);
      if (this.body.rows[at] !== one.line) this.body.insertBefore(one.line, this.body.rows[at] ?? null);
    });
    if (before) this.glide(before, glide);
  }

  tops() {
    return new Map([...this.drawn].map(([number, { line }]) => [number, line.getBoundingClientRect().top]));
  }

  glide(before, duration) {
    const moved = [...this.drawn].map(([number, { line }]) => [line, before.get(number), line]);
    for (const [line] of moved) for (const running of line.getAnimations()) if (running.id === "glide") running.cancel();
    const by = moved.map(([line, was]) => (was === undefined ? 0 : was - line.getBoundingClientRect().top));
    moved.forEach(([line], at) => {
      if (Math.abs(by[at]) < 1) return;
      const frames = [{ transform: `translateY(${by[at]}px)` }, { transform: "none" }];
      line.animate(frames, { duration, easing: "cubic-bezier(0.2, 0, 0, 1)", id: "glide" });
      line.classList.toggle("is-rising", by[at] > 0);
    });
  }

  make(number) {
    const row = rowAt(this.moves, number);
    const line = element("tr");
    line.id = `row-${row.id}`;
    line.dataset.account = row.account;
    const name = element("button", "pick", row.name);
    name.type = "button";
    name.addEventListener("click", () => this.pick?.(number));
    const who = element("th", "who");
    who.scope = "row";
    who.title = row.name;
    who.append(name);
    if (row.country) who.append(" ", element("span", "quiet", row.country));
    if (row.organization) who.append(element("span", "below", row.organization));
    const figures = ["place", "score", "penalty"].map((part) => element("td", part));
    const cells = this.moves.problems.map(() => element("td", "cell is-untried", "·"));
    line.append(figures[0], who, figures[1], figures[2], ...cells);
    const one = { line, figures, cells, told: [], looks: cells.map(() => "·") };
    this.drawn.set(number, one);
    return one;
  }

  drop(number, { line }) {
    line.remove();
    this.drawn.delete(number);
  }

  fill(one, { place, score, penalty, cells, marks, medal }, isFlashing) {
    [`${medal?.word ?? ""} ${place}`, score, penalty].forEach((text, at) => {
      if (one.told[at] === text) return;
      one.told[at] = text;
      one.figures[at].textContent = at ? text : place;
    });
    if (medal && !one.figures[0].querySelector(".medal")) one.figures[0].prepend(medalOf(medal));
    if (one.line.className !== marks) one.line.className = marks;
    cells.forEach((view, at) => {
      const look = view ? `${view.look} ${view.text} ${view.time}` : "·";
      if (look === one.looks[at]) return;
      const isNew = isFlashing && one.line.isConnected;
      one.looks[at] = look;
      this.dress(one.cells[at], view, isNew);
    });
  }

  dress(cell, view, isNew) {
    cell.className = `cell is-${view?.look ?? "untried"}${isNew && view ? " is-new" : ""}`;
    cell.textContent = view?.text ?? "·";
    if (view?.time) cell.append(element("span", "time", view.time));
  }
}
