/** NSArchiver's old form, a typed stream: objects as groups of values, each group behind the types of its values. Messages keeps its texts in it. */
import { malformed, TAG, TypedCursor } from './typed-cursor.ts';

/** An archived object: its class with those it inherits from, and what each of them wrote. */
export interface TypedObject {
  /** The class itself first. */
  readonly classes: readonly string[];
  readonly values: readonly TypedValue[];
}

/** A value as its type says. A class stands for itself as its name. */
export type TypedValue = undefined | number | bigint | string | Uint8Array | TypedObject | readonly TypedValue[];

interface TypedClass {
  readonly name: string;
  readonly parent: TypedClass | undefined;
}

const VERSION = 4;
const SIGNATURES: Readonly<Record<string, 'little' | 'big'>> = { streamtyped: 'little', typedstream: 'big' };
const DEEPEST = 64;
const MOST_VALUES = 100_000;

/**
 * The first object of a stream. All of it is read: what follows the text of a message (its runs, their attributes) is part of it.
 * @throws FormatError 'archive-malformed'
 */
export function readTypedStream(bytes: Uint8Array): TypedObject {
  return new TypedStreamReader(bytes).root();
}

/** The text of an archived NSAttributedString. @throws FormatError 'archive-malformed' for anything else */
export function readAttributedText(bytes: Uint8Array): string {
  const { classes, values } = readTypedStream(bytes);
  const text = classes.includes('NSAttributedString') ? values[0] : undefined;
  const content = isTypedObject(text) && text.classes.includes('NSString') ? text.values[0] : undefined;
  if (!(content instanceof Uint8Array)) throw malformed('it is no attributed text');
  return Buffer.from(content).toString('utf8');
}

export function isTypedObject(value: TypedValue): value is TypedObject {
  return typeof value === 'object' && 'classes' in value;
}

class TypedStreamReader {
  readonly #cursor: TypedCursor;
  /** Objects, classes and C strings share one numbering. */
  readonly #known: (TypedObject | TypedClass | string)[] = [];
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#cursor = new TypedCursor(bytes);
    const version = this.#cursor.integer();
    const order = SIGNATURES[this.#cursor.counted().toString('latin1')];
    if (version !== VERSION || order === undefined) throw malformed('it is no typed stream');
    this.#cursor.isBigEndian = order === 'big';
    // The version of the system that wrote it.
    this.#cursor.integer();
  }

  root(): TypedObject {
    const [value] = this.#group(0);
    if (!isTypedObject(value)) throw malformed('no object');
    return value;
  }

  /** Values behind their types. */
  #group(depth: number): TypedValue[] {
    const types = this.#cursor.text();
    if (types === undefined) throw malformed('values without a type');
    const reader = new TypeReader(types);
    const values: TypedValue[] = [];
    while (!reader.isDone) values.push(this.#value(reader, depth));
    return values;
  }

  #value(types: TypeReader, depth: number): TypedValue {
    if (depth > DEEPEST) throw malformed('objects that are too deep');
    if (++this.#values > MOST_VALUES) throw malformed('too many values');
    const type = types.next();
    switch (type) {
      case 'c':
      case 'C':
        return this.#cursor.byte();
      case 's':
      case 'S':
      case 'i':
      case 'I':
      case 'l':
      case 'L':
      case 'q':
      case 'Q':
      case 'B':
        return this.#cursor.integer();
      case 'f':
        return this.#cursor.real(4);
      case 'd':
        return this.#cursor.real(8);
      case '+':
        return this.#cursor.counted();
      case '%':
        return this.#cursor.text();
      case ':':
        return this.#cursor.text();
      case '*':
        return this.#cString();
      case '#':
        return this.#class(depth)?.name;
      case '@':
        return this.#object(depth);
      case '[':
        return this.#array(types, depth);
      case '{':
        return this.#structure(types, depth);
      default:
        throw malformed(`values of an unknown type`);
    }
  }

  /** `[8c]`: bytes as they are, anything else one by one. */
  #array(types: TypeReader, depth: number): TypedValue {
    const count = types.number();
    const start = types.place;
    if (types.peek() === 'c' || types.peek() === 'C') {
      types.next();
      types.expect(']');
      return this.#cursor.bytes(count);
    }
    const values: TypedValue[] = [];
    for (let index = 0; index < count; index++) {
      types.place = start;
      values.push(this.#value(types, depth + 1));
    }
    if (count === 0) throw malformed('a list of nothing');
    types.expect(']');
    return values;
  }

  /** `{_NSRange=II}` */
  #structure(types: TypeReader, depth: number): TypedValue[] {
    types.skipName();
    const values: TypedValue[] = [];
    while (types.peek() !== '}') values.push(this.#value(types, depth + 1));
    types.expect('}');
    return values;
  }

  #object(depth: number): TypedObject | undefined {
    const tag = this.#cursor.peek();
    if (tag === TAG.nothing) {
      this.#cursor.byte();
      return undefined;
    }
    if (tag !== TAG.fresh) {
      const known = this.#known[this.#cursor.reference()];
      if (typeof known !== 'object' || !('classes' in known)) throw malformed('a reference to something else than an object');
      return known;
    }
    this.#cursor.byte();
    const values: TypedValue[] = [];
    const classes: string[] = [];
    // Its number comes before those of what is in it.
    const object = { classes, values };
    this.#known.push(object);
    for (let each = this.#class(depth); each !== undefined; each = each.parent) classes.push(each.name);
    while (this.#cursor.peek() !== TAG.end) values.push(...this.#group(depth + 1));
    this.#cursor.byte();
    return object;
  }

  #class(depth: number): TypedClass | undefined {
    if (depth > DEEPEST) throw malformed('classes that are too deep');
    const tag = this.#cursor.peek();
    if (tag === TAG.nothing) {
      this.#cursor.byte();
      return undefined;
    }
    if (tag !== TAG.fresh) {
      const known = this.#known[this.#cursor.reference()];
      if (typeof known !== 'object' || !('parent' in known)) throw malformed('a reference to something else than a class');
      return known;
    }
    this.#cursor.byte();
    const name = this.#cursor.text() ?? '';
    // The version of the class.
    this.#cursor.integer();
    const place = this.#known.push(name) - 1;
    const made = { name, parent: this.#class(depth + 1) };
    this.#known[place] = made;
    return made;
  }

  #cString(): string | undefined {
    const tag = this.#cursor.peek();
    if (tag === TAG.nothing || tag === TAG.fresh) this.#cursor.byte();
    if (tag === TAG.nothing) return undefined;
    if (tag === TAG.fresh) {
      const text = this.#cursor.text() ?? '';
      this.#known.push(text);
      return text;
    }
    const known = this.#known[this.#cursor.reference()];
    if (typeof known !== 'string') throw malformed('a reference to something else than a text');
    return known;
  }
}

/** Walks through the types of a group, such as `iI` or `{_NSRange=II}`. */
class TypeReader {
  readonly #types: string;
  place = 0;

  constructor(types: string) {
    this.#types = types;
  }

  get isDone(): boolean {
    return this.place >= this.#types.length;
  }

  peek(): string {
    return this.#types[this.place] ?? '';
  }

  next(): string {
    return this.#types[this.place++] ?? '';
  }

  number(): number {
    const [digits = ''] = /^\d{1,7}/.exec(this.#types.slice(this.place)) ?? [];
    if (digits === '') throw malformed('a list without a length');
    this.place += digits.length;
    return Number(digits);
  }

  expect(end: string): void {
    if (this.next() !== end) throw malformed('types that do not end');
  }

  skipName(): void {
    const equals = this.#types.indexOf('=', this.place);
    if (equals < 0) throw malformed('types that do not end');
    this.place = equals + 1;
  }
}
