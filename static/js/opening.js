// Opens the list with the saved filter that was chosen for it, and keeps room for the line where filters are saved and for
// the places of one's own accounts. It runs before the page is drawn, so nothing flashes or jumps.

(() => {
  try {
    const people = JSON.parse(localStorage.getItem("clist.people")) ?? {};
    document.documentElement.classList.toggle("has-mine", Object.values(people).some((one) => one?.me));
    const filters = JSON.parse(localStorage.getItem("clist.filters")) ?? [];
    document.documentElement.classList.toggle("has-own", filters.length > 0 || location.search.length > 1);
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
