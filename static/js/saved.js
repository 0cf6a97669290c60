// Filters saved in this browser: chips above the list, and the dialog that names, renames, deletes one, or makes it the
// one that the list opens with (static/js/opening.js does that, before anything is shown).

import { keep, kept, whenKept, whenShown } from "./kept.js";

const MOST = 20;
const LONGEST = 60;
const list = document.getElementById("saved");
const save = document.getElementById("save-filter");
const dialog = document.getElementById("filter-dialog");
const form = dialog?.querySelector("form");
const pattern = document.getElementById("saved-pattern");
const NOT_OF_THE_FILTER = ["timezone", "page", "view", "date", "fragment", "turn"];
let edited = null; // the query of the filter in the dialog

const isFilter = (one) => typeof one?.name === "string" && typeof one.query === "string";
const all = () => kept("filters", []).filter(isFilter);

function present() {
  const query = new URLSearchParams(location.search);
  for (const name of NOT_OF_THE_FILTER) query.delete(name);
  return query.toString();
}

// The filter in the words of the form: "Codeforces, up to 5 h, div 2".
function describe(query) {
  const words = [...new URLSearchParams(query)].map(([name, value]) => {
    const at = `[name="${CSS.escape(name)}"]`;
    const option = document.querySelector(`#filters select${at} option[value="${CSS.escape(value)}"]`);
    const box = document.querySelector(`#filters input${at}[value="${CSS.escape(value)}"]`)?.closest("label");
    return (option ?? box)?.textContent.trim() || value;
  });
  return words.join(", ").slice(0, LONGEST);
}

function chip(filter) {
  const made = pattern.content.firstElementChild.cloneNode(true);
  const [link, edit] = [made.querySelector("a"), made.querySelector("button")];
  link.textContent = filter.name;
  link.href = `${location.pathname}?${filter.query}`;
  if (filter.query === present()) link.setAttribute("aria-current", "true");
  made.classList.toggle("is-first", Boolean(filter.isFirst));
  edit.title = `${edit.title} ${filter.name}`;
  edit.setAttribute("aria-label", edit.title);
  edit.addEventListener("click", () => ask(filter));
  return made;
}

function dress() {
  const filters = all();
  list.replaceChildren(...filters.map(chip));
  const query = present();
  document.documentElement.classList.toggle("has-own", filters.length > 0 || query !== "");
  save.hidden = !query || filters.length >= MOST || filters.some((filter) => filter.query === query);
}

function ask(filter) {
  const isNew = !all().some((one) => one.query === filter.query);
  edited = filter.query;
  form.elements.name.value = filter.name;
  form.elements.first.checked = Boolean(filter.isFirst);
  form.elements.delete.hidden = isNew;
  dialog.showModal();
  form.elements.name.select();
}

function write(name, isFirst) {
  const filters = all();
  const known = filters.find((filter) => filter.query === edited);
  const filter = known ?? { query: edited };
  if (isFirst) for (const one of filters) delete one.isFirst;
  Object.assign(filter, { name: name.trim().slice(0, LONGEST) || describe(edited), isFirst });
  keep("filters", known ? filters : [...filters, filter]);
}

if (list) {
  whenShown(dress);
  whenKept("filters", dress);
  addEventListener("popstate", dress);
  save.addEventListener("click", () => ask({ query: present(), name: describe(present()) }));
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "save") write(form.elements.name.value, form.elements.first.checked);
    if (dialog.returnValue === "delete") keep("filters", all().filter((filter) => filter.query !== edited));
    dialog.returnValue = "";
  });
}

// Who clears the filters, or follows the favourites back, wants to see everything, not the filter of the opening.
document.addEventListener("click", (event) => {
  if (!event.target.closest("#clear a, .empty a[href='/'], [data-everything]")) return;
  try {
    sessionStorage.setItem("clist.everything", "1");
  } catch {
    // a browser that keeps nothing has no filter to open with either
  }
});
