// Opens the list with the saved filter that was chosen for it, and reserves the line of the saved ones. It runs before the
// page is drawn, so nothing flashes or jumps.

(() => {
  try {
    const filters = JSON.parse(localStorage.getItem("clist.filters")) ?? [];
    document.documentElement.classList.toggle("has-saved", filters.length > 0);
    if (location.search || location.pathname !== "/") return;
    const isEverything = sessionStorage.getItem("clist.everything");
    sessionStorage.removeItem("clist.everything");
    if (isEverything) return;
    const first = filters.find((filter) => filter.isFirst);
    if (!first?.query) return;
    document.documentElement.classList.add("is-leaving");
    location.replace(`/?${first.query}${location.hash}`);
  } catch {
    // nothing is kept, or what is kept is damaged: the list opens with everything
  }
})();
