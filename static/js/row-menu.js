// A menu for rows: one element for all of them, opened beside a row's "⋯" and moved through by keys. Its words and
// addresses come from a template.

const TOLD = 2000; // milliseconds that a word about what was done stays
const EDGE = 4; // pixels kept free at the window's edges

const items = (menu) => [...menu.querySelectorAll("[role^=menuitem]")].filter((item) => !item.hidden);
const within = (at, room) => Math.max(EDGE, Math.min(at, room - EDGE));

export async function copy(address) {
  const box = document.getElementById("toast");
  await navigator.clipboard.writeText(address);
  box.textContent = box.dataset.copied;
  setTimeout(() => (box.textContent = ""), TOLD);
}

function put(menu, by, isAtEnd) {
  const [box, own] = [by.getBoundingClientRect(), menu.getBoundingClientRect()];
  const isAbove = box.bottom + own.height > innerHeight && box.top > own.height;
  const top = isAbove ? box.top - own.height : box.bottom;
  const left = isAtEnd && document.dir !== "rtl" ? box.right - own.width : box.left;
  menu.style.top = `${within(top, innerHeight - own.height)}px`;
  menu.style.left = `${within(left, innerWidth - own.width)}px`;
}

// Returns a function that opens the menu for a row beside a door of it; nothing where the page has no such template.
// `door` finds a row's door, `fill` makes the menu a row's, `doings` are what its items with data-does do.
export function rowMenu(pattern, { door, fill, doings, isAtEnd = false }) {
  const menu = document.getElementById(pattern)?.content.firstElementChild.cloneNode(true);
  if (!menu) return null;
  let opener = ""; // the id of the row: live changes may exchange what stands in it

  function step(by) {
    const all = items(menu);
    all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Home: () => items(menu)[0].focus(),
    End: () => items(menu).at(-1).focus(),
    Tab: () => menu.hidePopover(),
  };

  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[role^=menuitem]");
    if (!item) return;
    doings[item.dataset.does]?.(document.getElementById(opener));
    menu.hidePopover();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const by = document.querySelector(`#${opener} ${door}`);
    by?.setAttribute("aria-expanded", "false");
    if (document.activeElement === document.body || menu.contains(document.activeElement)) by?.focus();
  });

  return (by, row) => {
    if (!menu.isConnected) document.body.append(menu);
    opener = row.id;
    fill(menu, row);
    menu.showPopover();
    put(menu, by, isAtEnd);
    items(menu)[0].focus();
    by.setAttribute("aria-expanded", "true");
  };
}
