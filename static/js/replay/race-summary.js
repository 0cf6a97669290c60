// What a run came to, problem by problem: when, how many had solved it before, and when rivals did, as far as time is.

import { clock, resultOf } from "./cells.js";
import { SOLVED, cellsIn, rowAt } from "./moves.js";
import { element } from "./rows.js";
import { reached, solvedTimes } from "./series.js";
import { inThousands } from "./words.js";

const said = (cell) => (cell ? [resultOf(cell), cell.time === null ? "" : clock(cell.time)].filter(Boolean).join(" ") : "·");

// Fills a table; `cells` are those of the run, `rivals` numbers of rows, `isSeen` says of their cells whether they are told yet.
export function drawSummary(table, moves, { cells, rivals, isSeen, words }) {
  const times = solvedTimes(moves);
  const heads = [words.problem, words.own, words.earlier, ...rivals.map((row) => rowAt(moves, row).name)];
  const lines = moves.problems.map(([short], problem) => {
    const own = cells.find((cell) => cell.problem === problem);
    const [earlier] = own?.state === SOLVED ? reached(times[problem], [own.time]) : [null];
    const theirs = rivals.map((row) => said(cellsIn(moves, moves.rows[row]).find((cell) => cell.problem === problem && isSeen(cell))));
    return [short, said(own), earlier === null ? "–" : inThousands(earlier), ...theirs];
  });
  const [head, body] = [element("thead"), element("tbody")];
  head.append(lineOf(heads, () => ["th", "col"]));
  body.append(...lines.map((line) => lineOf(line, (at) => (at ? ["td"] : ["th", "row"]))));
  table.replaceChildren(head, body);
}

function lineOf(texts, kind) {
  const line = element("tr");
  texts.forEach((text, at) => {
    const [name, scope] = kind(at);
    const cell = element(name, at ? "number" : "", text);
    if (scope) cell.scope = scope;
    line.append(cell);
  });
  return line;
}
