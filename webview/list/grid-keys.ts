/** Which row a key leads to, in a grid that is one tab stop. Knows no DOM. */

interface GridPlace {
  /** −1 while no row is active. */
  readonly active: number;
  readonly rows: number;
  readonly rowsPerPage: number;
}

/** The new active row; undefined for a key that does not move. */
export function rowForKey(key: string, { active, rows, rowsPerPage }: GridPlace): number | undefined {
  if (rows === 0) return undefined;
  const last = rows - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, active + 1);
    case 'ArrowUp':
      return Math.max(0, active - 1);
    case 'PageDown':
      return Math.min(last, Math.max(0, active) + rowsPerPage);
    case 'PageUp':
      return Math.max(0, active - rowsPerPage);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
