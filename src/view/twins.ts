/** What tells things of the same name apart: the end of what each is known by, as short as it can be. */

const SHORTEST_MARK_CHARS = 4;

/** A mark for each id whose label is not unique. Every other id has none. */
export function twinMarks(things: readonly { readonly id: string; readonly label: string }[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  for (const twins of Map.groupBy(things, ({ label }) => label).values()) {
    if (twins.length < 2) continue;
    const ids = twins.map(({ id }) => id);
    const chars = distinctEnd(ids);
    for (const id of ids) marks.set(id, id.length > chars ? `…${id.slice(-chars)}` : id);
  }
  return marks;
}

/** A label with its mark. */
export function markedLabel(label: string, mark: string | undefined): string {
  return mark === undefined ? label : `${label} (${mark})`;
}

function distinctEnd(ids: readonly string[]): number {
  const longest = Math.max(...ids.map(({ length }) => length));
  for (let chars = SHORTEST_MARK_CHARS; chars < longest; chars++) {
    if (new Set(ids.map((id) => id.slice(-chars))).size === ids.length) return chars;
  }
  return longest;
}
