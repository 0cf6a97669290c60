// What this browser keeps of its own: favourites and saved filters, until there is an account to keep them.
// A browser may refuse to keep anything, and what it kept may be damaged: then a page works as on a first visit.

const listeners = new Map();

export function kept(name, usual) {
  try {
    const value = JSON.parse(localStorage.getItem(`clist.${name}`));
    return value !== null && Array.isArray(value) === Array.isArray(usual) && typeof value === typeof usual ? value : usual;
  } catch {
    return usual;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`clist.${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false; // full, or forbidden
  } finally {
    for (const listener of listeners.get(name) ?? []) listener();
  }
}

// Calls back when what is kept under a name changes, here or in another tab.
export function whenKept(name, listener) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  addEventListener("storage", (event) => {
    if (event.key === `clist.${name}` || event.key === null) listener();
  });
}

// Calls back now, and whenever rows on the page were exchanged.
export function whenShown(dress) {
  dress();
  for (const name of ["clist:shown", "htmx:afterSettle", "htmx:historyRestore"]) document.addEventListener(name, dress);
}
