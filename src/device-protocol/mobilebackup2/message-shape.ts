/** What all DeviceLink messages have in common: an array with the name first, and checked access to the rest. */
import type { PlistDict, PlistValue } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import { shortText } from '../short-text.ts';

/** DeviceLink's filler for a missing argument. An array of the wrong length would count as a failure. */
export const EMPTY_PARAMETER = '___EmptyParameterString___';

/** The arguments of one received message; a missing or mistyped mandatory one is a 'protocol-violation'. */
export class MessageArguments {
  readonly name: string;
  readonly #items: readonly PlistValue[];

  constructor(message: PlistValue) {
    if (!Array.isArray(message) || typeof message[0] !== 'string') {
      throw new DeviceProtocolError('protocol-violation', 'a DeviceLink message must be an array that begins with its name');
    }
    this.name = shortText(message[0]);
    this.#items = message;
  }

  string(index: number): string {
    const value = this.#items[index];
    return typeof value === 'string' ? value : this.#wrong(index, 'a string');
  }

  integer(index: number): bigint {
    const value = this.#items[index];
    return typeof value === 'bigint' ? value : this.#wrong(index, 'an integer');
  }

  dict(index: number): PlistDict {
    const value = this.#items[index];
    return value instanceof Map ? value : this.#wrong(index, 'a dictionary');
  }

  strings(index: number): string[] {
    const value = this.#items[index];
    if (!Array.isArray(value)) return this.#wrong(index, 'an array of strings');
    return value.map((item) => (typeof item === 'string' ? item : this.#wrong(index, 'an array of strings')));
  }

  /** Pairs of a dictionary that holds only strings, in the order of the wire. */
  stringPairs(index: number): [string, string][] {
    return [...this.dict(index)].map(([from, to]) => [from, typeof to === 'string' ? to : this.#wrong(index, 'a dictionary of strings')]);
  }

  /** A dictionary, or nothing: filler and missing items are no options at all. */
  optionalDict(index: number): PlistDict | undefined {
    const value = this.#items[index];
    return value instanceof Map ? value : undefined;
  }

  optionalString(index: number): string | undefined {
    const value = this.#items[index];
    return typeof value === 'string' && value !== EMPTY_PARAMETER ? value : undefined;
  }

  /** A number of either kind; senders are not of one mind about integer and real here. */
  optionalNumber(index: number): number | undefined {
    const value = this.#items[index];
    if (typeof value === 'bigint') return Number(value);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  value(index: number): PlistValue | undefined {
    const value = this.#items[index];
    return value === EMPTY_PARAMETER ? undefined : value;
  }

  #wrong(index: number, expected: string): never {
    throw new DeviceProtocolError('protocol-violation', `${this.name}: item ${index} must be ${expected}`, {
      data: { message: this.name, item: index },
    });
  }
}
