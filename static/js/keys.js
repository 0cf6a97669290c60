// Keys: "/" searches, "j" and "k" go from row to row, "t" goes to what comes next. Menus close on Escape.

const rows = () => [...document.querySelectorAll("#contests .name")].filter((name) => name.checkVisibility());

function step(by) {
  const names = rows();
  const place = names.indexOf(document.activeElement);
  const next = names[place < 0 ? 0 : Math.min(names.length - 1, Math.max(0, place + by))];
  next?.focus();
}

const actions = {
  "/": () => document.querySelector("input[type=search]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  t: () => document.getElementById("coming")?.scrollIntoView(),
};

function closeMenus(besides) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!besides || !menu.contains(besides)) menu.open = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  const isTyping = event.target.closest("input, select, textarea");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !(event.key in actions)) return;
  event.preventDefault();
  actions[event.key]();
});
document.addEventListener("click", (event) => closeMenus(event.target));
