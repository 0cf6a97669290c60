// <find-box>: answers while somebody types in the search box. The arrows choose, enter opens, escape closes.
// Without it, or when nothing is chosen, the form opens the page with all results.

const PAUSE = 150; // milliseconds without a key before it asks

class FindBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.panel = this.querySelector(".found");
    this.input.addEventListener("input", () => this.plan());
    this.input.addEventListener("focus", () => this.input.value.trim() && this.plan());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
  }

  plan() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (!this.input.value.trim()) return this.close();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.request = new AbortController();
    const address = `${this.getAttribute("src")}?${new URLSearchParams({ q: this.input.value.trim() })}`;
    try {
      const answer = await fetch(address, { signal: this.request.signal });
      if (answer.ok) this.show(await answer.text());
    } catch {
      // a newer question came, or there is no network: the form still leads to the page of results
    }
  }

  show(text) {
    const piece = new DOMParser().parseFromString(text, "text/html");
    this.panel.replaceChildren(...piece.body.childNodes);
    this.panel.hidden = document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", !this.panel.hidden && this.options().length > 0);
    this.choose(null);
  }

  options() {
    return [...this.panel.querySelectorAll("[role=option]")];
  }

  choose(option) {
    this.panel.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.chosen = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  // Between the last and the first option lies the box itself, where nothing is chosen.
  step(by) {
    const options = this.options();
    const at = options.indexOf(this.chosen) + by;
    if (at === -2) this.choose(options.at(-1));
    else this.choose(options[at] ?? null);
  }

  key(event) {
    if (event.isComposing) return;
    const isOpen = !this.panel.hidden;
    if (event.key === "Escape" && isOpen) this.close();
    else if (event.key === "ArrowDown" && isOpen) this.step(1);
    else if (event.key === "ArrowUp" && isOpen) this.step(-1);
    else if (event.key === "Enter" && isOpen && this.chosen) this.chosen.click();
    else if (event.key === "Escape") this.input.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.choose(null);
  }
}

customElements.define("find-box", FindBox);
