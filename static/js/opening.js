// Opens the list with the saved filter that was chosen for it. It runs before the page is drawn, so nothing flashes.

(() => {
  if (location.search || location.pathname !== "/") return;
  try {
    const isEverything = sessionStorage.getItem("clist.everything");
    sessionStorage.removeItem("clist.everything");
    if (isEverything) return;
    const first = JSON.parse(localStorage.getItem("clist.filters")).find((filter) => filter.isFirst);
    if (!first?.query) return;
    document.documentElement.classList.add("is-leaving");
    location.replace(`/?${first.query}${location.hash}`);
  } catch {
    // nothing is kept, or what is kept is damaged: the list opens with everything
  }
})();
