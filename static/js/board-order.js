// Which rows a page of a table has after a change, by arithmetic alone: rows are {id, place, score, html?}, and a change is
// what /standings/<contest>/changes/ gives. Of the rows beyond the page only the best place is known that any can have.

const worst = Number.POSITIVE_INFINITY;
const placeOf = (row) => row.place ?? worst;

function compare(one, other) {
  if (placeOf(one) !== placeOf(other)) return placeOf(one) - placeOf(other);
  return (other.score ?? -worst) - (one.score ?? -worst) || one.id - other.id;
}

function shiftOf(shifts, place) {
  const found = shifts.find(([first, last]) => first <= place && place <= last);
  return found ? found[2] : 0;
}

// The best place beyond a page that ends with these rows.
export const edgeOf = (rows) => (rows.length ? placeOf(rows.at(-1)) : worst);

function edgeAfter(edge, change, known) {
  if (edge === worst) return worst;
  const starts = change.shifts.flatMap(([first, last]) => [first, last + 1]).filter((place) => place > edge);
  const moved = change.moved.filter(([id, place]) => !known.has(id) && place !== null).map(([, place]) => place);
  return Math.min(...moved, ...[edge, ...starts].map((place) => place + shiftOf(change.shifts, place)));
}

// Returns the rows that are known after a change, in no order, and the best place that another can have.
export function after(rows, edge, change) {
  const moved = new Map(change.moved);
  const gone = new Set([...change.removed, ...change.rows.map(({ id }) => id)]);
  const stayed = rows
    .filter(({ id }) => !gone.has(id))
    .map((row) => {
      if (moved.has(row.id)) return { ...row, place: moved.get(row.id) };
      return row.place === null ? row : { ...row, place: row.place + shiftOf(change.shifts, row.place) };
    });
  const known = new Set(rows.map(({ id }) => id));
  const became = change.rows.map(({ id, place, score, html }) => ({ id, place, score, html }));
  return [[...stayed, ...became], edgeAfter(edge, change, known)];
}

// Returns the rows of a page of this size in their order; null where a row may belong there that is not known. Of those
// who share the best place beyond the page, only who stood before them and says what he said stands before them still.
export function orderOf(rows, { edge, size, isWhole }) {
  const ordered = rows.toSorted(compare);
  if (isWhole) return ordered.length > size ? null : ordered;
  const page = ordered.slice(0, size);
  const last = page.at(-1);
  if (page.length < size || last.place === null) return null;
  return last.place < edge || (last.place === edge && !last.html) ? page : null;
}
