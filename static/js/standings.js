// The page of a table of results: what this browser adds to it. Each part is a module of its own.

import "./standings-filters.js";
import "./standings-menu.js";
import "./standings-people.js";
import "./standings-pinned.js";

// A link to a row leads to the page on which it is now.
function follow() {
  const [, row] = /^#row-(\d+)$/.exec(location.hash) ?? [];
  if (!row || document.getElementById(`row-${row}`)) return;
  const query = new URLSearchParams(location.search);
  query.delete("page");
  query.set("find_me", row);
  location.replace(`${location.pathname}?${query}`);
}

follow();
addEventListener("hashchange", follow);
