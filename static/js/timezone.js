// Tells the server the browser's time zone by a cookie, unless the person has picked one, and asks for the page anew.

const kept = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1];
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const isOverridden = new URLSearchParams(location.search).has("timezone");

if (here && !kept("timezone_chosen") && !isOverridden) {
  if (decodeURIComponent(kept("timezone") ?? "") !== here) {
    document.cookie = `timezone=${here}; path=/; max-age=31536000; samesite=lax`;
  }
  if (kept("timezone") && document.documentElement.dataset.timezone !== here) {
    document.dispatchEvent(new CustomEvent("clist:zone"));
  }
}
