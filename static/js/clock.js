// The server's time: a browser's own clock may be minutes wrong, and countdowns must not be.

const TOLERANCE = 300;
let ahead = 0;

export const now = () => Date.now() + ahead;

export function setClock(told) {
  const difference = told - Date.now();
  ahead = Math.abs(difference) > TOLERANCE ? difference : 0;
}
