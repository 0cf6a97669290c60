// What the calendar's address says: the view, a day of it, and the filters; and what day it is for the viewer.

const OURS = ["view", "date", "long"];
let zone = document.documentElement.dataset.timezone;

export const query = () => new URLSearchParams(location.search);
export const here = () => location.pathname + location.search;
export const dayOf = (date) => date.toISOString().slice(0, 10);

export function moveTo(newZone) {
  zone = newZone;
}

// The clock on the viewer's wall, as a time without a zone: the browser's own zone may be another one.
export function wall() {
  try {
    const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: zone });
    return format.format(new Date()).replace(" ", "T");
  } catch {
    const ahead = document.querySelector("time-now")?.getAttribute("offset") ?? 0; // a zone such as "+05:30"
    return new Date(Date.now() + ahead * 60_000).toISOString().slice(0, 19);
  }
}

export const today = () => wall().slice(0, 10);

// The page's address with changes, and without what is usual: the month, today, long contests folded away.
export function address(changes) {
  const wanted = query();
  for (const [name, value] of Object.entries(changes)) wanted.set(name, value);
  if (wanted.get("view") === "month") wanted.delete("view");
  if (wanted.get("date") === today()) wanted.delete("date");
  return compose(wanted, wanted);
}

// The page's address with the same days and the filters of a form.
export const filtered = (form) => compose(query(), new URLSearchParams(new FormData(form)));

function compose(days, filters) {
  const ours = OURS.filter((name) => days.get(name)).map((name) => [name, days.get(name)]);
  const others = [...filters].filter(([name, value]) => value && !OURS.includes(name));
  const text = new URLSearchParams([...ours, ...others]).toString();
  return text ? `${location.pathname}?${text}` : location.pathname;
}
