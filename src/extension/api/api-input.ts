/** What other programs hand over, checked before anything happens: a wrong shape is an error with a code. Knows no VS Code. */
import { CodedError } from '../../base/index.ts';

/** `data.field` says which part of the input is wrong. */
export class ApiInputError extends CodedError<'input-invalid'> {
  constructor(field: string, wanted: string) {
    super('input-invalid', `${field} must be ${wanted}`, { data: { field } });
  }
}

/** Longer texts name nothing that exists. */
const LONGEST_CHARS = 4096;

/** One object with the given fields, each checked when it is asked for. */
export class ApiInput {
  readonly #values: Readonly<Record<string, unknown>>;

  /** An absent input has no fields. Throws `input-invalid` for what is no object, and for a field that is not known. */
  constructor(input: unknown, known: readonly string[]) {
    if (input !== undefined && (typeof input !== 'object' || input === null || Array.isArray(input))) {
      throw new ApiInputError('input', 'an object');
    }
    this.#values = { ...(input ?? {}) };
    const unknown = Object.keys(this.#values).find((field) => !known.includes(field));
    if (unknown !== undefined) throw new ApiInputError(unknown.slice(0, 40), `one of: ${known.join(', ') || 'nothing'}`);
  }

  text(field: string): string {
    const value = this.optionalText(field);
    if (value === undefined) throw new ApiInputError(field, 'a text');
    return value;
  }

  optionalText(field: string): string | undefined {
    const value = this.#values[field];
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '' || value.length > LONGEST_CHARS) {
      throw new ApiInputError(field, `a text of 1 to ${String(LONGEST_CHARS)} characters`);
    }
    return value;
  }

  optionalSwitch(field: string): boolean | undefined {
    const value = this.#values[field];
    if (value !== undefined && typeof value !== 'boolean') throw new ApiInputError(field, 'true or false');
    return value;
  }

  optionalChoice<const Choice extends string>(field: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.#values[field];
    if (value === undefined) return undefined;
    const choice = choices.find((each) => each === value);
    if (choice === undefined) throw new ApiInputError(field, `one of: ${choices.join(', ')}`);
    return choice;
  }

  /** A whole number between 1 and `most`. */
  optionalCount(field: string, most: number): number | undefined {
    const value = this.#values[field];
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
      throw new ApiInputError(field, `a whole number from 1 to ${String(most)}`);
    }
    return value;
  }
}
