// What drives a board that moves step by step: the buttons of a form by their names, and keys for the same deeds.

const KEYS = { " ": "next", ArrowRight: "next", ArrowLeft: "back", p: "auto", f: "full" };
const FIELDS = "input, select, textarea, dialog[open], [contenteditable]";

// `deeds` are functions by name. Returns what ends the listening to keys.
export function hearControls(form, deeds) {
  const hear = (event) => {
    const name = event.shiftKey && event.key === "ArrowRight" ? "row" : KEYS[event.key];
    const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(FIELDS);
    const isPress = event.key === " " && event.target.closest("button, a, summary"); // the browser presses it
    if (!name || isTaken || isPress) return;
    event.preventDefault();
    deeds[name]();
  };
  form.addEventListener("click", ({ target }) => target.matches("button[name]") && deeds[target.name]?.());
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}
