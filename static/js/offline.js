// The page without a network: the agenda that the service worker has kept, its age, and what has begun or ended since.

const LATE = 3600_000;
const AGAIN = 15_000;
const TRY_EVERY = 2000;
const agenda = document.getElementById("agenda");
const copy = (name) => document.getElementById(name).content.cloneNode(true);
const show = (name) => document.getElementById(name).removeAttribute("hidden");

function showAge(readAt) {
  const age = copy("age-of");
  age.querySelector("time").dateTime = new Date(readAt).toISOString();
  document.getElementById("age").replaceChildren(age);
  markAge(readAt);
  show("known");
}

function markAge(readAt) {
  document.getElementById("read").classList.toggle("read-late", Date.now() - readAt > LATE);
}

function count(row, state, to) {
  if (row.dataset.state === state) return;
  row.dataset.state = state;
  row.classList.toggle("is-running", state === "running");
  const left = copy(`${state}-of`);
  left.querySelector("count-down").setAttribute("to", to);
  row.querySelector(".timeleft").replaceChildren(left);
}

// What has begun moves up to the others that run, what has ended leaves; a day without contests goes with the last one.
function sort(readAt) {
  const now = Date.now();
  for (const row of agenda.querySelectorAll(".agenda-row")) {
    const { start, end } = row.dataset;
    if (Date.parse(end) <= now) row.remove();
    else if (Date.parse(start) > now) count(row, "coming", start);
    else {
      count(row, "running", end);
      agenda.querySelector("#now ol").append(row);
    }
  }
  for (const day of agenda.querySelectorAll(".agenda-day")) day.hidden = !day.querySelector(".agenda-row");
  if (new Date(readAt).toDateString() !== new Date().toDateString()) {
    for (const name of agenda.querySelectorAll(".day-name")) name.remove(); // "Today" was yesterday
  }
}

async function open() {
  const answer = await fetch(document.getElementById("main").dataset.agenda);
  if (!answer.ok) throw new Error(`the agenda answers ${answer.status}`);
  const kept = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("marks").replaceWith(kept.getElementById("marks"));
  agenda.replaceChildren(copy("under-way"), ...kept.getElementById("agenda").childNodes);
  const readAt = Number(answer.headers.get("X-Read-At") ?? Date.now());
  showAge(readAt);
  sort(readAt);
  setInterval(() => {
    sort(readAt);
    markAge(readAt);
  }, AGAIN);
}

open().catch(() => show("unknown"));

// A browser says "online" before anything answers, so the network is tried; under its own address the page is wanted.
async function tryNetwork() {
  if (location.pathname === "/offline/") return;
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

addEventListener("online", tryNetwork);
setInterval(tryNetwork, TRY_EVERY);
