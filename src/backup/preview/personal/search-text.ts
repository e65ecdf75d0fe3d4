/** Finds a text in what is shown of entries and groups: titles, texts, people, facts and names of files, without regard to case. */
import { addressKey, foldedText } from './people-names.ts';
import type { PersonalGroup, PersonalPerson, ReadEntry } from './personal-entry.ts';

/** What is searched for. */
export interface PersonalSearch {
  readonly text: string;
  /** Keys of addresses whose names have the text: the database itself does not know the names of contacts. */
  readonly addresses: readonly string[];
}

/** Fewer digits are in every number. */
const LEAST_DIGITS = 3;

export class TextSearch {
  readonly #text: string;
  /** Digits of a number, however it is written. */
  readonly #digits: string | undefined;
  readonly #addresses: ReadonlySet<string>;

  constructor({ text, addresses }: PersonalSearch) {
    this.#text = foldedText(text);
    const digits = text.replace(/\D/g, '');
    this.#digits = /^[\d\s()+./-]+$/.test(text) && digits.length >= LEAST_DIGITS ? digits : undefined;
    this.#addresses = new Set(addresses);
  }

  isInEntry({ title, text, people, facts, files }: ReadEntry): boolean {
    return (
      this.#isIn(title) ||
      this.#isIn(text) ||
      people.some((person) => this.#isPerson(person)) ||
      facts.some(({ name, value }) => typeof value === 'string' && (this.#isIn(value) || (name === 'phone' && this.#isNumber(value)))) ||
      files.some(({ name }) => this.#isIn(name))
    );
  }

  isInGroup({ title, people }: PersonalGroup): boolean {
    return this.#isIn(title) || people.some((person) => this.#isPerson(person));
  }

  #isPerson({ address, name }: PersonalPerson): boolean {
    return this.#isIn(name) || this.#isIn(address) || this.#isNumber(address) || this.#addresses.has(addressKey(address));
  }

  #isIn(text: string | undefined): boolean {
    return text !== undefined && foldedText(text).includes(this.#text);
  }

  #isNumber(address: string): boolean {
    return this.#digits !== undefined && address.replace(/\D/g, '').includes(this.#digits);
  }
}
