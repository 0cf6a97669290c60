// <theme-toggle>: changes between light and dark. Picking what the system has means following the system again.

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.change());
  }

  change() {
    const usual = system.matches ? "dark" : "light";
    const shown = root.dataset.bsTheme ?? usual;
    const wanted = shown === "dark" ? "light" : "dark";
    if (wanted === usual) delete root.dataset.bsTheme;
    else root.dataset.bsTheme = wanted;
    const life = wanted === usual ? 0 : 31536000;
    document.cookie = `theme=${wanted}; path=/; max-age=${life}; samesite=lax`;
  }
}

customElements.define("theme-toggle", ThemeToggle);
