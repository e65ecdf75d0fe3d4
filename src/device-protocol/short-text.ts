/** Shortens text from a device before a person sees it. */

const MOST_CHARACTERS = 500;

/** The beginning of a long text, as a separate string that does not keep the original message in memory. */
export function shortText(text: string, most = MOST_CHARACTERS): string {
  return text.length <= most ? text : `${Buffer.from(text.slice(0, most)).toString()}…`;
}
