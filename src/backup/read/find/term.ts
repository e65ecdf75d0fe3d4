/** A text that is searched for in names, which are UTF-8 bytes in one piece of memory. */
import type { NameStore } from '../index/name-store.ts';

/** Finds its text in a name of a store, or in the part of it that is asked about. Capital and small letters are alike. */
export interface Term {
  isIn(store: NameStore, name: number): boolean;
  /** As `isIn` for every name of a store at once: 1 where it is. */
  marksIn(store: NameStore): Uint8Array;
  begins(store: NameStore, name: number): boolean;
  /** `cut` bytes at the end of the name do not count. */
  ends(store: NameStore, name: number, cut: number): boolean;
  is(store: NameStore, name: number, cut: number): boolean;
}

/** No NUL: SQLite's LIKE, which compares the same way, would stop there. */
const ASCII = /^(?!.*\0)\p{ASCII}*$/su;

/**
 * A search text of ASCII is compared letter by letter, capitals and small letters alike; any other text is compared after Unicode
 * composition (NFC) and lower-casing, for a keyboard and a phone may spell the same letter differently.
 */
export function foldFor(search: string): (text: string) => string {
  return ASCII.test(search) ? asciiLower : (text) => text.normalize('NFC').toLowerCase();
}

/** `like` is the whole search text, which decides how all parts of it are compared. */
export function termOf(text: string, like: string): Term {
  return ASCII.test(like) ? new ByteTerm(text) : new TextTerm(text);
}

/** Lower case for A–Z only, as SQLite's LIKE compares. */
function asciiLower(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

class ByteTerm implements Term {
  readonly #lower: Uint8Array;
  readonly #upper: Uint8Array;

  constructor(text: string) {
    this.#lower = Buffer.from(asciiLower(text), 'latin1');
    this.#upper = Buffer.from(
      text.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
      'latin1',
    );
  }

  isIn(store: NameStore, name: number): boolean {
    const bytes = store.bytes;
    const length = this.#lower.length;
    const last = store.endOf(name) - length;
    const lower = this.#lower[0] ?? 0;
    const upper = this.#upper[0] ?? 0;
    for (let at = store.startOf(name); at <= last; at++) {
      const byte = bytes[at];
      if ((byte === lower || byte === upper) && this.#isAt(bytes, at)) return true;
    }
    return length === 0;
  }

  /** Looks at the byte that would be the last one of the text, which tells how far the text must be from there: the longer it is, the fewer bytes are read. */
  marksIn(store: NameStore): Uint8Array {
    const { bytes, ends, usedBytes } = store;
    const marks = new Uint8Array(ends.length);
    const ahead = this.#lower.length - 1;
    if (ahead < 0) return marks.fill(1);
    const steps = this.#steps();
    const lower = this.#lower[ahead];
    const upper = this.#upper[ahead];
    let name = 0;
    for (let at = ahead; at < usedBytes;) {
      const byte = bytes[at] ?? 0;
      if ((byte === lower || byte === upper) && this.#isAt(bytes, at - ahead)) {
        while ((ends[name] ?? 0) <= at - ahead) name++;
        const end = ends[name] ?? 0;
        // Else it begins in one name and ends in another.
        if (at < end) {
          marks[name] = 1;
          at = end + ahead;
          continue;
        }
      }
      at += steps[byte] ?? 1;
    }
    return marks;
  }

  /** How far the end of the text is at least from the end that was tried, by the byte that stands there. */
  #steps(): Uint32Array {
    const length = this.#lower.length;
    const steps = new Uint32Array(256).fill(length);
    for (let place = 0; place < length - 1; place++) {
      for (const letters of [this.#lower, this.#upper]) steps[letters[place] ?? 0] = length - 1 - place;
    }
    return steps;
  }

  begins(store: NameStore, name: number): boolean {
    const start = store.startOf(name);
    return store.endOf(name) - start >= this.#lower.length && this.#isAt(store.bytes, start);
  }

  ends(store: NameStore, name: number, cut: number): boolean {
    const at = store.endOf(name) - cut - this.#lower.length;
    return at >= store.startOf(name) && this.#isAt(store.bytes, at);
  }

  is(store: NameStore, name: number, cut: number): boolean {
    return store.endOf(name) - cut - store.startOf(name) === this.#lower.length && this.begins(store, name);
  }

  #isAt(bytes: Uint8Array, from: number): boolean {
    const lower = this.#lower;
    const upper = this.#upper;
    for (let at = 0; at < lower.length; at++) {
      const byte = bytes[from + at];
      if (byte !== lower[at] && byte !== upper[at]) return false;
    }
    return true;
  }
}

class TextTerm implements Term {
  readonly #text: string;

  constructor(text: string) {
    this.#text = folded(text);
  }

  isIn(store: NameStore, name: number): boolean {
    return folded(textOf(store, name)).includes(this.#text);
  }

  marksIn(store: NameStore): Uint8Array {
    const { bytes, ends } = store;
    const marks = new Uint8Array(ends.length);
    // A name of ASCII stays one when it is folded.
    const looksAtAll = ASCII.test(this.#text);
    let at = 0;
    for (const [name, end] of ends.entries()) {
      while (at < end && (bytes[at] ?? 0) < 0x80) at++;
      if ((at < end || looksAtAll) && this.isIn(store, name)) marks[name] = 1;
      at = end;
    }
    return marks;
  }

  begins(store: NameStore, name: number): boolean {
    return folded(textOf(store, name)).startsWith(this.#text);
  }

  ends(store: NameStore, name: number, cut: number): boolean {
    return folded(textOf(store, name, cut)).endsWith(this.#text);
  }

  is(store: NameStore, name: number, cut: number): boolean {
    return folded(textOf(store, name, cut)) === this.#text;
  }
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Of a name, without `cut` bytes at its end. */
export function textOf(store: NameStore, name: number, cut = 0): string {
  const start = store.startOf(name);
  return store.buffer.toString('utf8', start, Math.max(start, store.endOf(name) - cut));
}
