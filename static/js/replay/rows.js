// Draws a part of a board as rows of a table. A row keeps its element, so that it is seen to rise and fall.

import { flagOf } from "./flag.js";
import { rowAt } from "./moves.js";

const GLIDE = 180; // milliseconds, less than between two boards
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

export function drawHeads(row, moves) {
  const table = row.closest("table");
  table.classList.add("moving-table");
  table.classList.toggle("has-below", moves.rows.some((one) => one[5]));
  table.classList.toggle("has-no-penalty", moves.rows.every((one) => one[10] === null));
  table.style.setProperty("--problems", moves.problems.length);
  for (const [short, name] of moves.problems) {
    const head = element("th", "cell", short);
    head.scope = "col";
    head.title = name;
    row.append(head);
  }
}

function medalOf({ kind, word, mark }) {
  const made = element("span", `medal medal-${kind}`);
  made.title = word;
  const sign = element("span", "", mark);
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
  // Rows are of one height, so where they were and are is counted, not measured: that would lay out the table twice.
  draw(shown, { glide = GLIDE } = {}) {
    const height = glide > 0 && !still.matches ? (this.body.rows[0]?.offsetHeight ?? 0) : 0;
    const before = new Map([...this.body.rows].map((line, at) => [line, at]));
    const kept = new Set(shown.map(({ number }) => number));
    for (const [number, one] of this.drawn) if (!kept.has(number)) this.drop(number, one);
    const lines = shown.map((row) => {
      const one = this.drawn.get(row.number) ?? this.make(row.number);
      this.fill(one, row, height > 0 && before.has(one.line));
      return one.line;
    });
    this.arrange(lines);
    if (height) lines.forEach((line, at) => this.glide(line, (before.get(line) - at) * height, glide));
  }

  // Puts lines in order; one that only fell makes way, so that those below it stay where they are.
  arrange(lines) {
    let here = this.body.firstElementChild;
    for (const line of lines) {
      if (here && here !== line && here.nextElementSibling === line) {
        this.body.append(here);
        here = line;
      }
      if (here === line) here = here.nextElementSibling;
      else this.body.insertBefore(line, here);
    }
  }

  glide(line, by, duration) {
    if (!by) return; // it stays, or is new here
    const frames = [{ transform: `translateY(${by}px)` }, { transform: "none" }];
    line.animate(frames, { duration, easing: "cubic-bezier(0.2, 0, 0, 1)", id: "glide" });
    line.classList.toggle("is-rising", by > 0);
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
    if (row.country) who.append(" ", flagOf(row.country));
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

  fill(one, { place, score, penalty, cells, marks, medal }, wasThere) {
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
      one.looks[at] = look;
      this.dress(one.cells[at], view, wasThere);
    });
  }

  dress(cell, view, isNew) {
    cell.className = `cell is-${view?.look ?? "untried"}${isNew && view ? " is-new" : ""}`;
    cell.textContent = view?.text ?? "·";
    if (view?.time) cell.append(element("span", "time", view.time));
  }
}
