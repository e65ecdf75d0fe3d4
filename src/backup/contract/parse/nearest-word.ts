/** The word that somebody meant who has mistyped one. */

/** Undefined if none is near: more than a third of the letters are others. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const ranked = words.map((each) => ({ each, distance: distanceOf(word.toLowerCase(), each.toLowerCase()) }));
  const [best] = ranked.sort((one, other) => one.distance - other.distance);
  if (best === undefined) return undefined;
  return best.distance <= Math.max(1, Math.floor(Math.max(word.length, best.each.length) / 3)) ? best.each : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbors (optimal string alignment). */
function distanceOf(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const at = (back: number, column: number) => rows[i - back]?.[column] ?? 0;
      const replaced = at(1, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      let least = Math.min(at(1, j) + 1, (row[j - 1] ?? 0) + 1, replaced);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, at(2, j - 2) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[one.length]?.[other.length] ?? 0;
}
