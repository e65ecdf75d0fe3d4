/** Names and literals in SQL. */

/** A name as SQL, whatever characters it has. A NUL ends SQL text, so a name with one cannot be asked for. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** ASCII letters without regard to case, as SQLite compares names. */
export function isSameName(one: string, other: string): boolean {
  return foldedName(one) === foldedName(other);
}

export function foldedName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
