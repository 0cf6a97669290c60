// What a table of numbers says to a chart. The first column is x (its data-label is what the axis says); each other one
// a series: its head names it and may choose its colour by data-hue. A cell's value is its data-v, else its text; an
// empty one is a gap. A row may have a colour (data-hue), say more (data-said) and lead on (data-href). A row, and a
// column by its head, with data-plain is not drawn; a column with data-kind="dots" only marks points.

function numberIn(cell) {
  const text = cell?.dataset.v ?? cell?.textContent.trim().replace("−", "-").replaceAll(/\s/g, "") ?? "";
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

export function readTable(table, isLabelled) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !("plain" in row.dataset));
  const columns = heads.map((head, at) => ({ head, at })).slice(1).filter(({ head }) => !("plain" in head.dataset));
  const series = columns.map(({ head, at }) => ({
    label: head.textContent.trim(),
    hue: head.dataset.hue,
    marks: head.dataset.kind === "dots",
    values: rows.map((row) => numberIn(row.cells[at])),
  }));
  return {
    x: rows.map((row, at) => (isLabelled ? at : numberIn(row.cells[0]))),
    labels: rows.map((row) => row.cells[0].dataset.label ?? row.cells[0].textContent.trim()),
    hueAt: rows.map((row) => row.dataset.hue ?? ""),
    said: rows.map((row) => row.dataset.said ?? ""),
    hrefs: rows.map((row) => row.dataset.href ?? ""),
    series,
  };
}
