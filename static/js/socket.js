// The one socket to /ws/live: tells how topics stand, comes back by itself, and notices when the computer has slept.
// Whoever listens gets "clist:version" events on the document, with {topic, version}.

import { setClock } from "./clock.js";

const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 60_000;
const PATIENCE = 5000;
const HEARTBEAT = 5000;
const SLEEP = 30_000;
const topics = new Set();
let socket = null;
let wait = SHORTEST_WAIT;
let question = null;
let retry = null;
let lastBeat = Date.now();

export const isOpen = () => socket?.readyState === WebSocket.OPEN;

export function watch(topic) {
  topics.add(topic);
  if (isOpen()) ask();
  else if (!socket) connect();
}

function connect() {
  clearTimeout(retry);
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live`);
  socket.addEventListener("open", ask);
  socket.addEventListener("message", hear);
  socket.addEventListener("close", comeBack);
}

// The server answers with every topic's version; who gets no answer has a socket that is open in name only.
function ask() {
  socket.send(JSON.stringify({ watch: [...topics] }));
  clearTimeout(question);
  question = setTimeout(drop, PATIENCE);
}

function hear(message) {
  clearTimeout(question);
  wait = SHORTEST_WAIT;
  const { topic, version, now } = JSON.parse(message.data);
  if (now) setClock(now);
  if (topic) document.dispatchEvent(new CustomEvent("clist:version", { detail: { topic, version } }));
}

function drop() {
  socket.removeEventListener("close", comeBack);
  socket.close();
  connect();
}

// Between half the time and one and a half times, so that a restarted server is not met by everybody at once.
function comeBack() {
  clearTimeout(question);
  retry = setTimeout(connect, wait / 2 + Math.random() * wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function wakeUp() {
  if (isOpen()) ask();
  else if (socket?.readyState === WebSocket.CLOSED) connect();
}

setInterval(() => {
  const now = Date.now();
  if (socket && now - lastBeat > SLEEP) wakeUp();
  lastBeat = now;
}, HEARTBEAT);
addEventListener("online", () => socket && wakeUp());
addEventListener("pageshow", (event) => event.persisted && socket && wakeUp());
document.addEventListener("visibilitychange", () => !document.hidden && socket && wakeUp());
