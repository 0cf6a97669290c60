// The accounts that this browser marks: those that a person follows, and those that are the person's own. A person who
// is logged in has linked accounts besides, which the page names: <main data-own="1,2">.

import { keep, kept, whenKept } from "./kept.js";

const MOST = 300;
const all = () => kept("people", {}); // account id: {star, me, name, at}
const linked = () => (document.getElementById("main")?.dataset.own ?? "").split(",").filter(Boolean);
const marked = (mark) =>
  Object.entries(all())
    .filter(([id, one]) => /^\d+$/.test(id) && one?.[mark])
    .map(([id]) => id);

export const starred = () => marked("star");
export const mine = () => [...new Set([...linked(), ...marked("me")])];
export const isStarred = (id) => Boolean(all()[id]?.star);
export const isMine = (id) => mine().includes(String(id));

// The name is for lists in which the account's page is not at hand.
export const nameOf = (id) => all()[id]?.name ?? "";

function toggle(id, mark, name) {
  const people = all();
  const { star = false, me = false } = people[id] ?? {};
  const one = { star, me, name, at: Date.now(), [mark]: !people[id]?.[mark] };
  if (one.star || one.me) people[id] = one;
  else delete people[id];
  const newest = Object.entries(people).sort(([, a], [, b]) => b.at - a.at);
  return keep("people", Object.fromEntries(newest.slice(0, MOST)));
}

// Both say whether the browser was able to keep it.
export const toggleStar = (id, name = "") => toggle(id, "star", name);
export const toggleMine = (id, name = "") => toggle(id, "me", name);

// Calls back when somebody was marked or unmarked, here or in another tab.
export const whenPeople = (listener) => whenKept("people", listener);
