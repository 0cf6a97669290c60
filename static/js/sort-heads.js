// <sort-heads>: a click on a head of the table inside sorts its rows by that column, and another one the other way.
// A cell's value is its data-v, else its text; what is no number stands last. Heads with data-plain do not sort.

const compare = new Intl.Collator(undefined, { numeric: true }).compare;
const textOf = (cell) => cell.dataset.v ?? cell.textContent.trim().replace("−", "-").replace(",", ".");

function value(cell) {
  const text = textOf(cell);
  return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : null;
}

class SortHeads extends HTMLElement {
  connectedCallback() {
    for (const head of this.querySelectorAll("thead th:not([data-plain])")) {
      if (head.querySelector("button")) continue;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "sort-head" });
      button.append(...head.childNodes);
      head.append(button);
    }
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const head = event.target.closest(".sort-head")?.closest("th");
    if (head) this.sort(head);
  }

  // Numbers begin with the largest, but places and words with the first.
  sort(head) {
    const isNumber = head.classList.contains("number");
    const was = head.getAttribute("aria-sort");
    const first = isNumber && !("ascending" in head.dataset) ? "descending" : "ascending";
    const way = was === first ? (first === "descending" ? "ascending" : "descending") : first;
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way);
    const sign = way === "ascending" ? 1 : -1;
    const [at, body] = [head.cellIndex, head.closest("table").tBodies[0]];
    body.append(...[...body.rows].sort((a, b) => this.order(a.cells[at], b.cells[at], { isNumber, sign })));
  }

  order(a, b, { isNumber, sign }) {
    if (!isNumber) return sign * compare(textOf(a), textOf(b));
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return (one === null) - (other === null);
    return sign * (one - other);
  }
}

customElements.define("sort-heads", SortHeads);
