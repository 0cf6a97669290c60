// Installs the service worker, and tells it when the agenda is worth reading again: at each visit, when a contest changes
// and from time to time. Browsers that a program drives go without, unless localStorage says "clist:worker" = "yes".

const OFTEN = 10 * 60_000;
const isWanted = !navigator.webdriver || localStorage.getItem("clist:worker") === "yes";
const { lang, dataset } = document.documentElement;
const kind = [lang, dataset.timezone, dataset.bsTheme ?? ""].join(" ");

async function tell() {
  const { active } = await navigator.serviceWorker.ready;
  if (navigator.onLine) active.postMessage({ kind });
}

if ("serviceWorker" in navigator && isWanted) {
  navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" }).then(tell);
  document.addEventListener("clist:version", tell);
  addEventListener("online", tell);
  setInterval(tell, OFTEN);
}
