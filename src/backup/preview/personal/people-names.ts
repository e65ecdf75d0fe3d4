/** Names for numbers and addresses, from the contacts of the same backup. */
import type { PersonalPerson } from './personal-entry.ts';

/** Numbers are written with and without the code of the country: so many digits from the end decide. */
const DECIDING_DIGITS = 9;

export class PeopleNames {
  /** An empty name is one that two contacts of different names share. */
  readonly #names = new Map<string, string>();

  constructor(people: Iterable<PersonalPerson>) {
    for (const { address, name } of people) {
      const key = addressKey(address);
      if (name === undefined || key === '') continue;
      const known = this.#names.get(key);
      this.#names.set(key, known === undefined || known === name ? name : '');
    }
  }

  /** Keys of the addresses whose names contain a text, without regard to case. */
  keysNamed(text: string): string[] {
    const wanted = foldedText(text);
    return [...this.#names].flatMap(([key, name]) => (foldedText(name).includes(wanted) ? [key] : []));
  }

  /** With the name that the contacts have; a name that is known already stays. */
  named(person: PersonalPerson): PersonalPerson {
    const name = this.#names.get(addressKey(person.address));
    return person.name !== undefined || name === undefined || name === '' ? person : { ...person, name };
  }
}

/** Mail addresses without regard to case. A number by its last digits; a short one, which is a service, by all of them. */
export function addressKey(address: string): string {
  if (address.includes('@')) return address.toLowerCase();
  const digits = address.replace(/\D/g, '');
  return digits.length === 0 ? '' : digits.length < DECIDING_DIGITS ? `short ${digits}` : digits.slice(-DECIDING_DIGITS);
}

/** As texts are compared in a search. */
export function foldedText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
