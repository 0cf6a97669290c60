// The flag of a country by its code, as apps/core/flags.py shows it; the code itself where no flag is drawn.

const FLAGS = new URL("../../vendor/flags/", import.meta.url);
const names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "region" });

export function flagOf(code) {
  if (!/^[A-Z]{2}$/.test(code)) return document.createTextNode(code);
  const flag = new Image(18, 12);
  flag.className = "flag";
  flag.alt = flag.title = names.of(code);
  flag.addEventListener("error", () => flag.replaceWith(code), { once: true });
  flag.src = new URL(`${code}.svg`, FLAGS);
  return flag;
}
