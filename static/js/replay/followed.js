// The one participant that a replay follows: where it stands now, and how its place went.

import { clock } from "./cells.js";
import { rowAt } from "./moves.js";
import { filled, inThousands } from "./words.js";

export class Followed {
  constructor(player, timeline) {
    Object.assign(this, { player, timeline, number: null });
    this.part = player.querySelector(".player-follow");
    this.figure = this.part.querySelector("plot-figure");
  }

  choose(number) {
    this.number = number;
    this.part.hidden = number === null;
    if (number === null) return;
    this.part.querySelector(".followed-name").textContent = rowAt(this.timeline.moves, number).name;
    this.draw(this.timeline.rankHistory(number));
  }

  draw(history) {
    this.figure.hidden = history.length < 2;
    if (this.figure.hidden) return;
    const [x, values] = [history.map(([second]) => second), history.map(([, place]) => place)];
    const said = history.map(([second, place]) => filled(this.player.dataset.wordAt, { clock: clock(second), place: inThousands(place) }));
    customElements.whenDefined("plot-figure").then(() => this.figure.draw({ x, said, series: [{ label: "", hue: "accent", values }] }));
  }

  tell(board) {
    if (this.number === null) return;
    const place = board.place[this.number];
    const { wordPlace, wordUnranked } = this.player.dataset;
    const values = { place: inThousands(place), number: inThousands(this.timeline.ranked.length) };
    this.part.querySelector(".followed-place").textContent = Number.isNaN(place) ? wordUnranked : filled(wordPlace, values);
    this.figure.mark?.(board.second);
  }
}
