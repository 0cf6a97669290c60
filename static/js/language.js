// <language-choice>: one click changes the language. Without this script its links lead to the page that does it.

import { keep } from "./cookies.js";

class LanguageChoice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const language = event.target.closest("[data-language]")?.dataset.language;
      if (!language) return;
      event.preventDefault();
      keep("language", language);
      location.reload();
    });
  }
}

customElements.define("language-choice", LanguageChoice);
