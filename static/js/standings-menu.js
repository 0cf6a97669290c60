// The menu of a row of results, opened by its "⋯" or by a key.

import { copy, rowMenu } from "./row-menu.js";
import { claim, follow, marksOf, nameIn, rowOf } from "./standings-people.js";

// The address finds the row on whichever page it will be.
function permalink(row) {
  return `${location.origin}${location.pathname}#row-${row.id.replace(/^\D+/, "")}`;
}

function fill(menu, row) {
  const marks = marksOf(row);
  menu.setAttribute("aria-label", nameIn(row));
  menu.querySelector("[data-to=profile]").href = row.querySelector(".name").href;
  menu.querySelector("[data-to=row]").href = permalink(row);
  menu.querySelector("[data-does=follow]").setAttribute("aria-checked", marks.star);
  menu.querySelector("[data-does=me]").setAttribute("aria-checked", marks.me);
}

const doings = { follow, me: claim, copy: (row) => copy(permalink(row)) };
const open = rowMenu("person-menu-pattern", { door: ".person-door", fill, doings });

document.addEventListener("click", (event) => {
  const door = event.target.closest(".person-door");
  if (door) open?.(door, rowOf(door));
});
