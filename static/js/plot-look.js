// How every chart looks: hairline axes, the page's own colours in both themes, numbers and times as people write them.

export const hues = ["accent", "rating-orange", "rating-green", "rating-violet", "rating-cyan", "rating-red", "rating-brown", "rating-yellow", "rating-blue", "rating-grey"];
export const FONT = "12px system-ui, sans-serif";
const MINUTE = 60, HOUR = 3600, DAY = 86400;
const CLOCK_STEPS = [MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];

// The value of one of the page's colour variables, as a canvas takes it: light-dark() is resolved by an element.
export function colour(hue) {
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.color = `var(--${hue}, var(--rating-${hue}))`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const zone = () => document.documentElement.dataset.timezone || "UTC";

// The time of a chart's axis in the viewer's zone; a zone that the browser does not know is shown in UTC.
export function zoned(seconds) {
  const date = new Date(seconds * 1000);
  try {
    return window.uPlot.tzDate(date, zone());
  } catch {
    return window.uPlot.tzDate(date, "UTC");
  }
}

// A moment as the page's language writes it, in the viewer's zone.
function written(seconds, look) {
  const { lang } = document.documentElement;
  const language = lang === "en" ? "en-GB" : lang || undefined; // American English would put the month first
  try {
    return new Date(seconds * 1000).toLocaleString(language, { ...look, timeZone: zone() });
  } catch {
    return new Date(seconds * 1000).toLocaleString(language, look);
  }
}

const YEAR = { year: "numeric" }, MONTH = { month: "short" }, DATE = { month: "short", day: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit" };
export const dated = (seconds) => written(seconds, { ...DATE, ...YEAR });

// The ticks of an axis of dates; what is wider than a step stands below where it changes.
function dates(_, splits, __, ___, step) {
  const [look, wider] = step >= 365 * DAY ? [YEAR] : step >= 28 * DAY ? [MONTH, YEAR] : step >= DAY ? [DATE, YEAR] : [TIME, DATE];
  const below = splits.map((at) => (wider ? `\n${written(at, wider)}` : ""));
  return splits.map((at, number) => `${written(at, look)}${below[number] === below[number - 1] ? "" : below[number]}`);
}

export function clocked(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / HOUR), Math.floor((seconds % HOUR) / MINUTE)];
  return `${days ? `${days}d ` : ""}${hours}:${String(minutes).padStart(2, "0")}`;
}

export const figure = (value) => value.toLocaleString(document.documentElement.lang || undefined, { maximumFractionDigits: 2 });
const plain = (value) => String(value).replace("-", "−"); // ratings are names of strengths more than numbers
const short = (value) => (Math.abs(value) >= 10_000 ? `${figure(value / 1000)}k` : figure(value)).replace("-", "−");

const WIDE = /[\u2e80-\uffdc]/; // Chinese, Japanese, Korean

// Long words stand aslant below their bars.
function labelled(labels = []) {
  const isLong = labels.some((label) => label.length > 6 && !/^[\d.,–−-]+$/.test(label));
  const room = (label) => (WIDE.test(label) ? 8 : 14); // letters
  const cut = (label = "") => (label.length > room(label) ? `${label.slice(0, room(label) - 1)}…` : label);
  const values = (_, splits) => splits.map((at) => (Number.isInteger(at) ? cut(labels[at]) : ""));
  return { values, incrs: [1, 2, 5, 10, 20, 50, 100], ...(isLong && { rotate: 40, space: 18, size: 76 }) };
}

const xValues = {
  label: labelled,
  seconds: () => ({ values: (_, splits) => splits.map(clocked), incrs: CLOCK_STEPS }),
  number: () => ({ values: (_, splits) => splits.map(short) }),
  time: () => ({ size: 46, values: dates }), // two lines
};

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
const POWERS = [1, 10, 100, 1000, 10_000, 100_000];
const MANY = 100; // places from which on the best ones get most of the room
const hasMany = (y, { series }) => y === "place" && series.some((one) => one.values.some((value) => value > MANY));

// Where there is little room, years stand closer than days and hours do.
const roomForDates = (_, __, first, last, width) => (width < 480 && last - first > 4 * 365 * DAY ? 42 : 60);

export function axes(x, y, { kind, told }) {
  const line = { stroke: colour("line"), width: 1 };
  const usual = { stroke: colour("muted"), font: FONT, grid: line, ticks: { ...line, size: 4 } };
  const values = (_, splits) => splits.map((value) => (value === null ? "" : y === "rating" ? plain(value) : short(value)));
  const whole = (kind === "bars" || y === "count") && { incrs: WHOLE };
  const powers = hasMany(y, told) && { splits: (_, __, least, most) => POWERS.filter((power) => power >= least && power <= most) };
  return [
    { ...usual, grid: { show: false }, space: x === "time" ? roomForDates : 60, size: 30, ...xValues[x](told.labels) },
    { ...usual, size: 48, space: 32, values, ...whole, ...powers, ...(y === "place" && { filter: (_, splits) => splits }) },
  ];
}

// Around a single value stands as much as makes sense beside it; uPlot would show all from 0 to twice the value.
const lone = (values, around) => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? { range: [least - around, most + around] } : {};
};
const known = ({ series }) => series.flatMap((one) => one.values.filter((value) => Number.isFinite(value)));

// A scale of places has the first on top.
export function scales(x, y, { kind, told }) {
  const counted = { range: (_, least, most) => [Math.min(0, least ?? 0), most > 0 ? most * 1.05 : 1] };
  const placed = { dir: -1, distr: hasMany(y, told) ? 3 : 1, range: (_, least, most) => [1, Math.max(most ?? 1, 2)] };
  return {
    x: { time: x === "time", ...(x === "label" && { range: [-0.6, told.x.length - 0.4] }), ...(x === "time" && lone(told.x, 60 * DAY)) },
    y: y === "place" ? placed : y === "count" || kind === "bars" ? counted : x === "time" ? lone(known(told), 200) : {},
  };
}
