// The star and the "this is me" of an account: kept by this browser, no log-in is needed.

import { whenShown } from "./kept.js";
import { isMine, isStarred, toggleMine, toggleStar, whenPeople } from "./people.js";

const MARKS = { star: { is: isStarred, toggle: toggleStar }, me: { is: isMine, toggle: toggleMine } };

function dress() {
  for (const marks of document.querySelectorAll(".person-marks")) {
    marks.hidden = false;
    for (const button of marks.querySelectorAll("[data-mark]"))
      button.setAttribute("aria-pressed", MARKS[button.dataset.mark].is(marks.dataset.account));
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(".person-marks [data-mark]");
  if (!button) return;
  const { account, name } = button.closest(".person-marks").dataset;
  MARKS[button.dataset.mark].toggle(account, name);
  dress();
});

whenPeople(dress);
whenShown(dress);
