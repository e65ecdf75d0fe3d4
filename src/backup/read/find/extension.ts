/** What is behind the last dot of a name. */
import type { NameStore } from '../index/name-store.ts';

const DOT = 0x2e;
/** Longer ones are parts of names that have a dot. */
const LONGEST_BYTES = 16;

const decoder = new TextDecoder();

/** In small letters; "" for a name that begins with the dot, and for one without. */
export function extensionOf(names: NameStore, name: number): string {
  const at = startOf(names, name);
  return at === -1 ? '' : decoder.decode(names.bytes.subarray(at, names.endOf(name))).toLowerCase();
}

/** True for a name whose extension is one of these, which are in small letters. */
export function extensionTest(names: NameStore, extensions: readonly string[]): (name: number) => boolean {
  const wanted = new Set(extensions);
  // An extension becomes a text only if one of the wanted is as long; small and capital letters beyond ASCII may have other lengths.
  const lengths = new Set(extensions.map((each) => Buffer.byteLength(each)));
  const isAscii = extensions.every((each) => /^\p{ASCII}*$/u.test(each));
  return (name) => {
    const at = wanted.size === 0 ? -1 : startOf(names, name);
    return at !== -1 && (!isAscii || lengths.has(names.endOf(name) - at)) && wanted.has(extensionOf(names, name));
  };
}

function startOf(names: NameStore, name: number): number {
  const { bytes } = names;
  const end = names.endOf(name);
  const least = Math.max(names.startOf(name) + 1, end - LONGEST_BYTES - 1);
  for (let at = end - 1; at >= least; at--) if (bytes[at] === DOT) return at === end - 1 ? -1 : at + 1;
  return -1;
}
