// A field in which one looks for a participant: those who fit are offered below it.

import { element } from "./rows.js";
import { rowAt } from "./moves.js";

const MOST = 8;

// The numbers of rows whose name, handle or organisation holds a text, those that begin with it first.
function findRows(moves, text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const found = [[], []];
  for (let number = 0; number < moves.rows.length && found[0].length < MOST; number++) {
    const row = moves.rows[number];
    const words = [row[3], row[2], row[5]].map((word) => word.toLowerCase());
    if (words.some((word) => word.startsWith(wanted))) found[0].push(number);
    else if (found[1].length < MOST && words.some((word) => word.includes(wanted))) found[1].push(number);
  }
  return found.flat().slice(0, MOST);
}

// `place` holds an input and a list; `choose(number)` is called with what somebody takes.
export function offerRows(place, moves, { choose, nobody }) {
  const [input, list] = [place.querySelector("input"), place.querySelector("ul")];
  const close = () => list.replaceChildren() ?? (list.hidden = true);
  const take = (number) => {
    input.value = "";
    close();
    choose(number);
  };
  const offer = () => {
    const found = findRows(moves, input.value);
    list.replaceChildren(...found.map((number) => offered(rowAt(moves, number), () => take(number))));
    if (!found.length && input.value.trim()) list.append(element("li", "quiet", nobody));
    list.hidden = !list.children.length;
  };
  input.addEventListener("input", offer);
  place.addEventListener("keydown", (event) => walk(event, input, list, close));
  place.addEventListener("focusout", ({ relatedTarget }) => place.contains(relatedTarget) || close());
}

function offered(row, take) {
  const [item, button] = [element("li"), element("button", "", [row.name, row.organization].filter(Boolean).join(" · "))];
  button.type = "button";
  button.addEventListener("click", take);
  item.append(button);
  return item;
}

function walk(event, input, list, close) {
  const stops = [input, ...list.querySelectorAll("button")];
  const at = stops.indexOf(document.activeElement);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) stops[(at + by + stops.length) % stops.length].focus();
  else if (event.key === "Enter" && document.activeElement === input) stops[1]?.click();
  else if (event.key === "Escape") close();
  if (by || event.key === "Enter" && document.activeElement === input) event.preventDefault();
}
