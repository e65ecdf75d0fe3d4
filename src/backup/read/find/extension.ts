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
  if (extensions.length === 0) return () => false;
  const wanted = new Set(extensions);
  if (!extensions.every((each) => /^\p{ASCII}*$/u.test(each))) return (name) => wanted.has(extensionOf(names, name));
  // A letter beyond ASCII may have one of ASCII as its small one, but never as many bytes.
  const byLength = Array.from({ length: LONGEST_BYTES + 1 }, (_, length) =>
    [...wanted].filter((each) => each.length === length).map((each) => Buffer.from(each)),
  );
  return (name) => {
    const at = startOf(names, name);
    return at !== -1 && (byLength[names.endOf(name) - at] ?? []).some((each) => isAt(names.bytes, at, each));
  };
}

/** `wanted` is in small letters. */
function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let place = 0; place < wanted.length; place++) {
    const byte = bytes[at + place] ?? 0;
    if ((byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte) !== wanted[place]) return false;
  }
  return true;
}

function startOf(names: NameStore, name: number): number {
  const { bytes } = names;
  const end = names.endOf(name);
  const least = Math.max(names.startOf(name) + 1, end - LONGEST_BYTES - 1);
  for (let at = end - 1; at >= least; at--) if (bytes[at] === DOT) return at === end - 1 ? -1 : at + 1;
  return -1;
}
