// The row in which one enters results of one's own: for each problem what it has come to, and buttons for the next try.

import { viewOf } from "./cells.js";
import { element } from "./rows.js";
import { filled } from "./words.js";

export class RaceEntry {
  // `enter(problem, what)` is called with "+", "-" or points.
  constructor(place, moves, { words, enter }) {
    Object.assign(this, { moves, words, enter });
    place.replaceChildren(); // until now it held empty boxes, so that nothing moves
    this.results = moves.problems.map((problem, at) => this.make(place, problem, at));
  }

  make(place, [short, name, full], at) {
    const [part, result] = [element("div", "entry-problem"), element("output", "entry-result", "·")];
    part.role = "group";
    part.ariaLabel = name || short;
    const head = element("strong", "", short);
    head.title = name;
    part.append(head, result, this.button("+", filled(this.words.wordSolved, { problem: short }), () => this.enter(at, "+")));
    part.append(this.button("−", filled(this.words.wordWrong, { problem: short }), () => this.enter(at, "-")));
    if (this.moves.kind !== "icpc") part.append(this.points(short, full, at));
    place.append(part);
    return result;
  }

  button(text, label, press) {
    const made = element("button", "btn btn-outline-primary btn-sm", text);
    [made.type, made.ariaLabel, made.title] = ["button", label, label];
    made.addEventListener("click", press);
    return made;
  }

  points(short, full, at) {
    const field = element("input", "form-control form-control-sm");
    Object.assign(field, { type: "number", min: 0, step: "any", placeholder: full ?? "", ariaLabel: filled(this.words.wordPoints, { problem: short }) });
    field.addEventListener("change", () => {
      if (field.value !== "" && Number(field.value) >= 0) this.enter(at, Number(field.value));
      field.value = "";
    });
    return field;
  }

  draw(cells) {
    this.results.forEach((result, at) => {
      const cell = cells.find(({ problem }) => problem === at);
      const view = cell && viewOf(this.moves, cell);
      result.className = `entry-result cell is-${view?.look ?? "untried"}`;
      result.textContent = view ? `${view.text} ${view.time}`.trim() : "·";
    });
  }
}
