// What is drawn of a board at one second: the rows around the one that matters, each as BoardRows wants it.

import { isMine } from "../people.js";
import { inNumber, penaltyText, viewsOf } from "./cells.js";

const WINDOW = 40; // rows drawn at once
const ABOVE = 4; // of them above the one that matters
const UPPER = 0.66; // of a pane, which may reach below the window

// The part of an order around a position, which is always as far from the top; its beginning where that is -1.
export function windowAround(order, at, { number = WINDOW, above = ABOVE } = {}) {
  const start = Math.max(0, at - above);
  return order.slice(start, start + number);
}

const placeText = (place) => (Number.isNaN(place) ? "–" : String(place));

export function shownRow(moves, board, number, { isFollowed = false } = {}) {
  const isSeen = ({ time }) => board.second >= (time ?? moves.end) || board.second >= moves.end;
  const marks = [isFollowed && "is-followed", isMine(moves.rows[number][1]) && "is-own"];
  return {
    number,
    place: placeText(board.place[number]),
    score: inNumber(board.score(number)),
    penalty: penaltyText(moves, board.penalty(number)),
    cells: viewsOf(moves, number, isSeen),
    marks: marks.filter(Boolean).join(" "),
  };
}

// Scrolls the pane of a board, and nothing else, where a row is not in its upper part.
export function keepInSight(pane, line) {
  const [top, bottom] = [line.offsetTop - line.offsetHeight, line.offsetTop + line.offsetHeight];
  const isSeen = top >= pane.scrollTop && bottom <= pane.scrollTop + pane.clientHeight * UPPER;
  if (!isSeen) pane.scrollTop = top - (pane.clientHeight * UPPER) / 2;
}
