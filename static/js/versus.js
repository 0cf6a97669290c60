// The page that asks who is to be compared proposes the people whom this browser marks.

import { mine, nameOf, starred } from "./people.js";

const list = document.getElementById("people-kept");
for (const id of new Set([...mine(), ...starred()])) {
  list.append(Object.assign(document.createElement("option"), { value: `~${id}`, label: nameOf(id) }));
}
