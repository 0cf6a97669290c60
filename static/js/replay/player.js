// <board-replay>: the board of a contest at any second, played like a film, with one participant followed.

import { now } from "../clock.js";
import { keepInSight, shownRow, windowAround } from "./board.js";
import { clock, readClock } from "./cells.js";
import { hearKeys } from "./controls.js";
import { Timeline } from "./engine.js";
import { offerRows } from "./find.js";
import { Followed } from "./followed.js";
import { hasTimes, loadMoves, rowAt, rowNumberOf } from "./moves.js";
import { Reel } from "./reel.js";
import { BoardRows, drawHeads, element } from "./rows.js";
import { Strip } from "./strip.js";
import { filled } from "./words.js";

const KEYS = { " ": "toggle", ArrowLeft: "back", ArrowRight: "on" };
const STEP = 60; // seconds

class BoardReplay extends HTMLElement {
  async connectedCallback() {
    this.player = this.querySelector(".player");
    try {
      this.moves = await loadMoves(this.getAttribute("src"));
    } catch {
      this.append(this.player.dataset.wordLate); // what the server drew stays
      return;
    }
    if (this.isConnected && hasTimes(this.moves)) this.begin();
  }

  disconnectedCallback() {
    this.reel?.pause();
    this.stopHearing?.();
    removeEventListener("resize", this.resized);
  }

  part = (selector) => this.player.querySelector(selector);

  begin() {
    const { moves, player } = this;
    this.timeline = new Timeline(moves);
    const until = Math.max(0, Math.min(moves.end, Math.floor(now() / 1000 - moves.start)));
    this.reel = new Reel({
      until,
      speed: () => this.speed(),
      show: () => this.show(),
      tell: () => this.tell(),
      stopped: () => this.stopped(),
    });
    this.part("[type=range]").max = until;
    this.rows = new BoardRows(this.part("tbody"), moves, (number) => this.follow(number));
    this.followed = new Followed(player, this.timeline);
    this.strip = new Strip(this.part("canvas"), moves);
    drawHeads(this.part("thead tr"), moves);
    this.querySelector(".plain-board")?.remove(); // its rows have the same ids
    player.hidden = false;
    this.listen();
    this.open(new URLSearchParams(location.search), until);
  }

  open(asked, until) {
    const [number, share] = [rowNumberOf(this.moves, Number(asked.get("row"))), Number(asked.get("at") || NaN)];
    if (number >= 0) this.followed.choose(number);
    const isShare = share >= 0 && share <= 1;
    this.reel.seek(isShare ? share * this.moves.duration : (readClock(asked.get("at")) ?? until));
  }

  listen() {
    this.part(".play").addEventListener("click", () => this.toggle());
    this.part(".copy").addEventListener("click", ({ target }) => this.copy(target));
    this.part(".unfollow").addEventListener("click", () => this.follow(null));
    this.part("[type=range]").addEventListener("input", ({ target }) => this.reel.seek(Number(target.value)));
    const choose = (number) => this.follow(number);
    offerRows(this.part(".player-find"), this.moves, { choose, nobody: this.player.dataset.wordNobody });
    this.resized = () => this.strip.draw(this.reel.second);
    const step = (by) => () => this.reel.seek(this.reel.second + by);
    this.stopHearing = hearKeys(KEYS, { toggle: () => this.toggle(), back: step(-STEP), on: step(STEP) });
    addEventListener("resize", this.resized);
  }

  toggle() {
    if (this.reel.isPlaying) this.reel.pause();
    else this.reel.play();
    this.label();
  }

  speed() {
    const { value } = this.part(".pace");
    return value.startsWith("/") ? this.moves.duration / Number(value.slice(1)) : Number(value);
  }

  stopped() {
    this.label();
    this.keepAddress();
  }

  label() {
    const { play, pause } = this.part(".play").dataset;
    this.part(".play").textContent = this.reel.isPlaying ? pause : play;
  }

  follow(number) {
    this.followed.choose(number === this.followed.number ? null : number);
    this.show();
  }

  show() {
    const isNow = this.reel.second >= this.reel.until; // what the table says, though the contest may still run
    const board = this.timeline.at(isNow ? this.timeline.end : this.reel.second);
    const { number: followed } = this.followed;
    const at = followed === null ? -1 : board.order.indexOf(followed);
    const drawn = windowAround(board.order, at);
    this.rows.draw(drawn.map((number) => shownRow(this.moves, board, number, { isFollowed: number === followed })));
    this.followed.tell(board);
    if (followed !== null) keepInSight(this.part(".player-board"), this.rows.drawn.get(followed).line);
    this.tell();
    if (!this.reel.isPlaying) this.keepAddress();
  }

  tell() {
    const { second } = this.reel;
    const [said, line] = [clock(second), this.part("[type=range]")];
    if (said === line.ariaValueText) return;
    const [ahead, behind] = filled(this.player.dataset.wordClock, { clock: "\n", total: clock(this.moves.duration) }).split("\n");
    this.part(".player-clock").replaceChildren(ahead, element("strong", "", said), behind);
    [line.value, line.ariaValueText] = [second, said];
    this.strip.draw(second);
  }

  keepAddress() {
    const address = new URL(location.href);
    address.searchParams.set("at", clock(this.reel.second));
    if (this.followed.number === null) address.searchParams.delete("row");
    else address.searchParams.set("row", rowAt(this.moves, this.followed.number).id);
    history.replaceState(history.state, "", address.href.replaceAll("%3A", ":"));
  }

  async copy(button) {
    this.keepAddress();
    await navigator.clipboard.writeText(location.href);
    button.textContent = button.dataset.done;
  }
}

customElements.define("board-replay", BoardReplay);
