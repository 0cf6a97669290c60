// What of a page names the viewer's time zone: the clock at the top, and each text marked by data-tells-zone.

const root = document.documentElement;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
let named = root.dataset.timezone;

// `zone` is the browser's own, or UTC.
export function nameZone(zone) {
  root.dataset.timezone = zone;
  document.querySelector("time-now").setAttribute("offset", zone === here ? -new Date().getTimezoneOffset() : 0);
  for (const teller of document.querySelectorAll("[data-tells-zone]")) {
    teller.textContent = teller.textContent.replace(named, zone);
  }
  named = zone;
}
