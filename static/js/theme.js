// <theme-toggle>: changes between light and dark. Picking what the system has means following the system again.

import { keep } from "./cookies.js";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const BARS = { light: "#ffffff", dark: "#0f1216" }; // what browsers paint around the page

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
    for (const bar of document.querySelectorAll("meta[name=theme-color]")) bar.content = BARS[wanted];
    keep("theme", wanted, wanted !== usual);
  }
}

customElements.define("theme-toggle", ThemeToggle);
