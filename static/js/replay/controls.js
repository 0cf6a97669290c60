// What drives a board that moves: buttons of a form by their names, and keys for the same deeds.

const FIELDS = "input:not([type=range]), select, textarea, dialog[open], [contenteditable]";

// `keys` are names of deeds by key ("Shift ArrowRight" is one), `deeds` functions by name; returns what ends the listening.
export function hearKeys(keys, deeds) {
  const hear = (event) => {
    const name = keys[`${event.shiftKey ? "Shift " : ""}${event.key}`];
    const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(FIELDS);
    const isPress = event.key === " " && event.target.closest("button, a, summary"); // the browser presses it
    if (!name || isTaken || isPress) return;
    event.preventDefault();
    deeds[name]();
  };
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}

export function hearButtons(form, deeds) {
  form.addEventListener("click", ({ target }) => target.matches("button[name]") && deeds[target.name]?.());
  form.addEventListener("submit", (event) => event.preventDefault());
}
