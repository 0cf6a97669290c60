// The cookies by which a browser tells the server how its person likes pages; they are no secret and hold no name.

const A_YEAR = 31536000;

export const kept = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1];

export function keep(name, value, isWanted = true) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${isWanted ? A_YEAR : 0}; samesite=lax${secure}`;
}
