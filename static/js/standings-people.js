// The star and the menu's door in each row of a table of results, and which rows are one's own.

import { whenShown } from "./kept.js";
import { isMine, isStarred, mine, starred, toggleMine, toggleStar, whenPeople } from "./people.js";

const piece = (id) => document.getElementById(id)?.content.firstElementChild.cloneNode(true);

export const rowOf = (element) => element.closest("tr[data-account]");
export const nameIn = (row) => row.querySelector(".name")?.textContent.trim() ?? "";
export const follow = (row) => toggleStar(row.dataset.account, nameIn(row));
export const claim = (row) => toggleMine(row.dataset.account, nameIn(row));
export const marksOf = (row) => ({ star: isStarred(row.dataset.account), me: isMine(row.dataset.account) });

// Live changes of a row may have swept them away; what is there already stays.
function dress() {
  const [stars, own] = [new Set(starred()), new Set(mine())];
  for (const row of document.querySelectorAll(".results-table tr[data-account]")) {
    const line = row.querySelector(".who .line");
    if (!line.querySelector(".person-star")) line.prepend(piece("person-pattern"));
    if (!line.querySelector(".person-door")) line.append(piece("door-pattern"));
    line.querySelector(".person-star").setAttribute("aria-pressed", stars.has(row.dataset.account));
    row.classList.toggle("is-mine", own.has(row.dataset.account));
  }
}

document.addEventListener("click", (event) => {
  const star = event.target.closest(".person-star");
  if (star) follow(rowOf(star));
});
whenShown(dress);
whenPeople(dress);
document.addEventListener("clist:pinned", dress);
