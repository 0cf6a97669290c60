// The calendar page: FullCalendar in place of the month that the server draws. View, days and filters live in the URL, and
// what stands around the grid comes from the server for every URL, so both say the same, also on paper.

import { address, dayOf, filtered, here, moveTo, query, today } from "./calendar-address.js";
import { build, heightOf, typeOf, viewOf } from "./calendar-view.js";
import { swipes } from "./swipe.js";

const CHOSEN = ["#chosen-sites", "#chosen-start", "#chosen-length", "#chosen-kinds"];
const AROUND = ["#calendar-head", "#contests", "#marks", "#feeds", "#clear", "#views", ...CHOSEN];
const EVERYTHING = [...AROUND, "#filters"];
const KEYS = { n: "next", p: "prev", t: "today", m: "month", w: "week", d: "day", a: "agenda" };
const home = document.getElementById("calendar");
const calendar = build(home, { onDay: (date) => follow(address({ view: "day", date })), onDates: remember });
let filters = filtersOf(query());
let fetching = null;

function filtersOf(asked) {
  for (const name of ["view", "date"]) asked.delete(name);
  return asked.toString();
}

// FullCalendar has stepped to other days: the address follows, unless it names one of them.
function remember() {
  const { type, currentStart, currentEnd } = calendar.view;
  const day = query().get("date") ?? today();
  const isSaid = typeOf(query().get("view")) === type && dayOf(currentStart) <= day && day < dayOf(currentEnd);
  if (isSaid) return;
  history.pushState(null, "", address({ view: viewOf(type), date: dayOf(calendar.getDate()) }));
  lookAround(AROUND);
}

// Shows what an address says: its days, and with other filters other contests.
function follow(wanted, parts = AROUND) {
  if (wanted !== here()) history.pushState(null, "", wanted);
  calendar.setOption("height", heightOf(query().get("view")));
  calendar.changeView(typeOf(query().get("view")), query().get("date") ?? today());
  if (filters !== filtersOf(query())) calendar.refetchEvents();
  filters = filtersOf(query());
  lookAround(parts);
}

function exchange(page, part) {
  const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
  if (!old || !fresh || old.isEqualNode(fresh)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const way = focused?.dataset.step ?? focused?.dataset.view;
  old.replaceWith(document.adoptNode(fresh));
  window.htmx?.process(fresh);
  if (way) find(way)?.focus();
}

async function lookAround(parts) {
  fetching?.abort();
  fetching = new AbortController();
  try {
    const answer = await fetch(location.href, { signal: fetching.signal });
    if (!answer.ok) throw new Error(`${location.pathname} answers ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) exchange(page, part);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

const find = (way) => document.querySelector(`#calendar-head [data-step="${way}"], #calendar-head [data-view="${way}"]`);

// FullCalendar steps by itself, because the links around it may still be those of the last step.
function take(way) {
  if (way === "prev" || way === "next") calendar[way]();
  else if (way === "today") follow(address({ date: today() }));
  else follow(address({ view: way, date: dayOf(calendar.getDate()) }));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#calendar-head a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const way = link.dataset.step ?? link.dataset.view;
  const leads = new URL(link.href);
  if (leads.pathname !== location.pathname) return;
  event.preventDefault();
  if (way) take(way);
  else follow(leads.pathname + leads.search);
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea, dialog");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // on other pages the same keys mean other things
  take(KEYS[event.key]);
}, true);

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id !== "filters") return;
  event.preventDefault();
  follow(filtered(event.target));
});

document.addEventListener("clist:zone", () => {
  moveTo(document.documentElement.dataset.timezone);
  calendar.refetchEvents();
  lookAround(AROUND);
});
document.addEventListener("clist:shown", () => calendar.refetchEvents());
addEventListener("popstate", () => follow(here(), EVERYTHING));
swipes(home, (direction) => take(direction < 0 ? "next" : "prev"));

// The server's calendar stands until the other one has its contests, so that nothing grows before the reader's eyes.
const full = document.getElementById("full");
calendar.on("loading", (isLoading) => {
  if (isLoading || !("filled" in home.dataset) || !full.classList.contains("is-coming")) return;
  full.classList.remove("is-coming");
  document.getElementById("plain").classList.add("is-on-paper");
  calendar.updateSize();
});
full.classList.add("is-coming");
full.hidden = false;
calendar.render();
