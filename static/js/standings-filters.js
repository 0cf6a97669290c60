// The line of filters above a table of results: addresses without empty parts, and the link to all favourites.

import { whenShown } from "./kept.js";
import { starred, whenPeople } from "./people.js";

const own = () => document.getElementById("filters");

// What says nothing is left out, and so are the columns that the table shows by itself.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!own()?.contains(detail.elt) || detail.elt !== own()) return;
  const asked = detail.formData;
  const usual = document.querySelector("#columns-menu [data-usual]")?.dataset.usual ?? "";
  const fields = asked.getAll("field").filter((name) => name !== "none");
  if (fields.join(",") === usual) asked.delete("field");
  else if (fields.length) {
    asked.delete("field");
    for (const name of fields) asked.append("field", name);
  }
  for (const [name, value] of [...asked]) if (value === "") asked.delete(name);
});

// The link shows the favourites only; followed once more, it shows everybody again.
function dressLink() {
  const link = document.getElementById("followed");
  if (!link) return;
  const ids = starred().sort((one, other) => one - other);
  const shown = new URLSearchParams(location.search);
  const isOn = shown.has("account");
  shown.delete("account");
  shown.delete("page");
  if (!isOn && ids.length) shown.set("account", ids.join(","));
  link.href = `${location.pathname}?${shown}`.replace(/\?$/, "");
  link.hidden = !isOn && ids.length === 0;
  link.toggleAttribute("aria-current", isOn);
  link.querySelector("[data-number]").textContent = ids.length || "";
}

// The address of old links: it asks for the favourites of whoever looks.
if (new URLSearchParams(location.search).get("favorite") === "on" && starred().length) {
  const asked = new URLSearchParams(location.search);
  asked.delete("favorite");
  asked.set("account", starred().join(","));
  location.replace(`${location.pathname}?${asked}`);
}

whenShown(dressLink);
whenPeople(dressLink);
