/** One line as a person types it at a terminal in raw mode: what each key does. */

type LineState =
  | { readonly kind: 'typing' }
  | { readonly kind: 'entered'; readonly text: string }
  | { readonly kind: 'interrupted' } // Ctrl-C
  | { readonly kind: 'ended' }; // Ctrl-D on an empty line

const TYPING: LineState = { kind: 'typing' };

/** Longer than any password. More is ignored. */
const MOST_CHARACTERS = 4096;

/**
 * | key | does |
 * |---|---|
 * | Enter | ends the line |
 * | Backspace | removes the last character |
 * | Ctrl-U | removes all |
 * | Ctrl-C, Ctrl-D | interrupts; gives up when nothing was typed |
 * | arrows, function keys, the marks around pasted text | nothing: escape sequences (ESC, ESC [ … letter, ESC O letter) are skipped |
 */
export class TypedLine {
  #characters: string[] = [];
  #escape: 'none' | 'begun' | 'sequence' | 'single' = 'none';

  /** Takes text of any length, also half a key; what follows the end of the line is dropped. */
  feed(text: string): LineState {
    for (const character of text) {
      const state = this.#escape === 'none' ? this.#take(character) : this.#skip(character);
      if (state.kind !== 'typing') return state;
    }
    return TYPING;
  }

  #take(character: string): LineState {
    switch (character) {
      case '\r':
      case '\n':
        return { kind: 'entered', text: this.#characters.join('') };
      case '\u0003':
        return { kind: 'interrupted' };
      case '\u0004':
        return this.#characters.length === 0 ? { kind: 'ended' } : TYPING;
      case '\u0008':
      case '\u007f':
        this.#characters.pop();
        return TYPING;
      case '\u0015':
        this.#characters = [];
        return TYPING;
      case '\u001b':
        this.#escape = 'begun';
        return TYPING;
    }
    if (!/\p{Cc}/u.test(character) && this.#characters.length < MOST_CHARACTERS) this.#characters.push(character);
    return TYPING;
  }

  /** Inside an escape sequence; ECMA-48: ESC [, parameters, and one letter or sign from @ to ~ at the end. */
  #skip(character: string): LineState {
    if (this.#escape === 'begun' && (character === '[' || character === 'O')) {
      this.#escape = character === '[' ? 'sequence' : 'single';
    } else if (this.#escape !== 'sequence' || /[@-~]/.test(character)) this.#escape = 'none';
    return TYPING;
  }
}
