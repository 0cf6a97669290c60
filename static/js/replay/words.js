// The words of a page's scripts: they stand in its template, where they are translated.

// "%(place)s of %(number)s" with its names filled in.
export const filled = (pattern, values) => pattern.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

export const inThousands = (number) => number.toLocaleString(document.documentElement.lang || undefined);
