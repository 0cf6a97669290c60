// How contests look in FullCalendar: the same line of mark, clock and title as in the month that the server draws.

const SVG = "http://www.w3.org/2000/svg";

function element(name, text) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  return made;
}

function mark(site) {
  const [svg, use] = ["svg", "use"].map((name) => document.createElementNS(SVG, name));
  svg.setAttribute("class", "site-mark");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#mark-${site}`);
  svg.append(use);
  return svg;
}

export function line({ event, view }) {
  const { clock, label, length, site, siteTitle, off } = event.extendedProps;
  const isList = view.type.startsWith("list");
  const parts = [mark(site), element("clock", clock), element("name", event.title)];
  if (isList) parts.splice(1, 1);
  if (isList && off) parts.push(element("tag tag-bad", off));
  if (isList) parts.push(element("site", siteTitle), element("duration", event.allDay ? label : length));
  const box = document.createElement("span");
  box.className = "slot-line";
  box.append(...parts);
  return { domNodes: [box] };
}

export const classes = ({ event }) => (event.extendedProps.off ? ["is-off"] : []);

export function describe({ el, event }) {
  const { label, siteTitle, off } = event.extendedProps;
  (el.querySelector("a") ?? el).title = [event.title, siteTitle, label, off].filter(Boolean).join(", ");
}
