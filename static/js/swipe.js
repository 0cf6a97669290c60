// Swipes: tells an element's owner when a finger has gone sideways over it, with -1 for right to left and 1 the other way.

const FAR = 60; // pixels
const STEEP = 2;

export function swipes(home, tell) {
  let from = null;
  home.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  home.addEventListener("touchend", (event) => {
    const to = event.changedTouches[0];
    if (!from || !to) return;
    const [across, along] = [to.clientX - from.clientX, to.clientY - from.clientY];
    from = null;
    if (Math.abs(across) > FAR && Math.abs(across) > STEEP * Math.abs(along)) tell(Math.sign(across));
  });
}
