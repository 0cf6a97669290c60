// FullCalendar as we want it: our four views, times as they stand on the viewer's wall, words and weeks by language.

import { dayOf, query, today, wall } from "./calendar-address.js";
import { classes, describe, line } from "./calendar-look.js";

const TYPES = { month: "dayGridMonth", week: "timeGridWeek", day: "timeGridDay", agenda: "listFortnight" };
const narrow = matchMedia("(max-width: 700px)").matches;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const typeOf = (view) => TYPES[view] ?? TYPES.month;
export const heightOf = (view) => (view === "week" || view === "day" ? "100%" : "auto");
export const viewOf = (type) => Object.keys(TYPES).find((name) => TYPES[name] === type);

async function ask(address, { startStr, endStr }) {
  const asked = query();
  for (const name of ["view", "date"]) asked.delete(name);
  asked.set("start", startStr.slice(0, 10));
  asked.set("end", endStr.slice(0, 10));
  const answer = await fetch(`${address}?${asked}`);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return answer.json();
}

function inWords({ words }) {
  const said = JSON.parse(words);
  const { lang, dir } = document.documentElement;
  return {
    ...said,
    moreLinkText: (number) => (narrow ? `+${number}` : said.moreLinkText.replace("$0", number)),
    moreLinkHint: (number) => said.moreLinkHint.replace("$0", number),
    locale: lang === "en" ? "en-GB" : lang, // American English would count twelve hours
    direction: dir || "ltr",
  };
}

const LOOK = {
  headerToolbar: false,
  expandRows: true,
  views: {
    dayGridMonth: { fixedWeekCount: false, dayHeaderFormat: { weekday: "short" } },
    timeGrid: { dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" }, slotDuration: "01:00:00" },
    timeGridWeek: { eventMaxStack: narrow ? 1 : 3 },
    timeGridDay: { eventMaxStack: narrow ? 3 : 8 },
    listFortnight: { type: "list", duration: { days: 14 } },
  },
  nextDayThreshold: "06:00:00", // as apps/contests/month.py
  dayMaxEvents: 8,
  moreLinkDidMount: ({ el }) => el.setAttribute("role", "button"), // it opens something, and says whether it has
  navLinks: true,
  nowIndicator: true,
  slotEventOverlap: false,
  eventMinHeight: 22,
  slotLabelFormat: CLOCK,
  eventTimeFormat: CLOCK,
  defaultRangeSeparator: " – ",
  listDayFormat: { weekday: "long", day: "numeric", month: "long" },
  listDaySideFormat: false,
  eventContent: line,
  eventClassNames: classes,
  eventDidMount: describe,
};

// `onDay` is called with a day whose number was clicked, `onDates` when other days came into view.
export function build(home, { onDay, onDates }) {
  return new FullCalendar.Calendar(home, {
    ...LOOK,
    ...inWords(home.dataset),
    height: heightOf(query().get("view")),
    initialView: typeOf(query().get("view")),
    initialDate: query().get("date") ?? today(),
    firstDay: Number(home.dataset.firstDay),
    timeZone: "UTC", // times come as they stand on the wall, and are shown as they come
    now: wall,
    events: async (span) => {
      const found = await ask(home.dataset.events, span);
      home.dataset.filled = "";
      return found;
    },
    navLinkDayClick: (day) => onDay(dayOf(day)),
    datesSet: onDates,
  });
}
