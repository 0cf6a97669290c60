// The strip above the line of time: how much was solved when, the freeze, and where time stands now.

import { colour } from "../plot-look.js";
import { SOLVED, cellsIn } from "./moves.js";

const BAR = 3; // pixels

// The seconds at which cells of ranked rows were solved, in order.
function solvedAt(moves) {
  const times = moves.rows.flatMap((row) => cellsIn(moves, row).filter((cell) => cell.state === SOLVED && cell.time !== null));
  return Float64Array.from(times, (cell) => cell.time).sort();
}

export class Strip {
  constructor(canvas, moves) {
    Object.assign(this, { canvas, moves, times: solvedAt(moves) });
  }

  counts(number) {
    const counts = new Uint32Array(number);
    for (const time of this.times) counts[Math.min(number - 1, Math.floor((time / this.moves.end) * number))] += 1;
    return counts;
  }

  draw(second) {
    const { canvas, moves } = this;
    const [width, height, ratio] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio];
    if (!width) return;
    if (canvas.width !== width * ratio || !this.bars) {
      [canvas.width, canvas.height] = [width * ratio, height * ratio];
      this.bars = this.counts(Math.max(1, Math.floor(width / BAR)));
      this.colours = Object.fromEntries(["running", "line", "soon", "muted"].map((name) => [name, colour(name)]));
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const most = Math.max(...this.bars, 1);
    const now = (second / moves.end) * width;
    this.bars.forEach((count, at) => {
      const tall = count ? Math.max(2, Math.sqrt(count / most) * (height - 4)) : 0;
      pen.fillStyle = this.colours[at * BAR <= now ? "running" : "line"];
      pen.fillRect(at * BAR, height - tall, BAR - 1, tall);
    });
    if (moves.freeze !== null) this.drawFreeze(pen, (moves.freeze / moves.end) * width, { width, height });
  }

  drawFreeze(pen, from, { width, height }) {
    pen.globalAlpha = 0.14;
    pen.fillStyle = this.colours.soon;
    pen.fillRect(from, 0, width - from, height);
    pen.globalAlpha = 1;
    pen.fillRect(from, 0, 1, height);
  }
}
