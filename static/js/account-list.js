// The list of accounts: links to those that this browser follows, and to one's own; followed once more, all are shown.

import { whenShown } from "./kept.js";
import { mine, starred, whenPeople } from "./people.js";

const MOST = 300;

function dressChip(id, accounts) {
  const chip = document.getElementById(id);
  if (!chip) return;
  const all = new URLSearchParams(document.getElementById("people-chips").dataset.all.slice(1));
  const shown = new URLSearchParams(location.search).getAll("account").sort().join(",");
  const wanted = accounts.slice(0, MOST).map(String);
  const isShown = wanted.length > 0 && [...wanted].sort().join(",") === shown;
  if (!isShown) for (const account of wanted) all.append("account", account);
  chip.href = `?${all}`;
  chip.hidden = !wanted.length;
  chip.toggleAttribute("aria-current", isShown);
  const number = chip.querySelector("[data-number]");
  if (number) number.textContent = wanted.length;
}

function dress() {
  dressChip("followed", starred());
  dressChip("mine", mine());
}

whenPeople(dress);
whenShown(dress);
