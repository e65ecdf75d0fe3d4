/** Reads what NSKeyedArchiver wrote: a plist whose objects are in a flat list and refer to each other by UID. */
import { FormatError } from '../errors.ts';
import { arrayAt, dataAt, dictAt, numberAt, stringAt } from '../plist/accessors.ts';
import { APPLE_EPOCH_MS } from '../plist/apple-epoch.ts';
import { MEMORY_OF, PlistBudget, type PlistLimits } from '../plist/limits.ts';
import { parsePlist } from '../plist/parse-plist.ts';
import { Uid, type PlistDict, type PlistValue } from '../plist/value.ts';

/**
 * | key | value (read off real archives) |
 * |---|---|
 * | `$archiver`, `$version` | "NSKeyedArchiver", 100000 |
 * | `$top`     | dictionary name → UID; the usual name is `root` |
 * | `$objects` | array; object 0 is the string `$null`; objects of a class are dictionaries with `$class` → UID |
 */
export class KeyedArchive {
  readonly top: PlistDict;
  readonly objects: readonly PlistValue[];

  constructor(top: PlistDict, objects: readonly PlistValue[]) {
    this.top = top;
    this.objects = objects;
  }

  /** @throws FormatError `archive-malformed`, or the plist reader's codes */
  static parse(bytes: Uint8Array, limits?: Partial<PlistLimits>): KeyedArchive {
    return KeyedArchive.of(parsePlist(bytes, limits));
  }

  /** Whether a property list says that it is one. */
  static is(plist: PlistValue): plist is PlistDict {
    return plist instanceof Map && stringAt(plist, '$archiver') === 'NSKeyedArchiver';
  }

  /** @throws FormatError `archive-malformed` */
  static of(plist: PlistValue): KeyedArchive {
    if (!KeyedArchive.is(plist)) throw malformedArchive('not a keyed archive');
    const top = dictAt(plist, '$top');
    const objects = arrayAt(plist, '$objects');
    if (!top || !objects) throw malformedArchive('$top or $objects is missing');
    return new KeyedArchive(top, objects);
  }

  /** What `$top` names `name`. */
  root(name = 'root'): PlistValue | undefined {
    return this.resolve(this.top.get(name));
  }

  /** Follows a UID to its object (`$null`: undefined); any other value is returned as it is. */
  resolve(value: PlistValue | undefined): PlistValue | undefined {
    if (!(value instanceof Uid)) return value;
    if (value.value === 0) return undefined;
    const object = this.objects[value.value];
    if (object === undefined) throw malformedArchive(`reference to object ${value.value} of ${this.objects.length}`);
    if (object instanceof Uid) throw malformedArchive(`object ${value.value} is itself a reference`);
    return object;
  }

  className(object: PlistDict): string | undefined {
    const description = this.resolve(object.get('$class'));
    return description instanceof Map ? stringAt(description, '$classname') : undefined;
  }

  /** As `resolve`, and a string, data or date object of Foundation becomes the plain value. */
  plainValue(value: PlistValue | undefined): PlistValue | undefined {
    const object = this.resolve(value);
    if (!(object instanceof Map)) return object;
    const seconds = numberAt(object, 'NS.time');
    if (seconds !== undefined) return new Date(APPLE_EPOCH_MS + seconds * 1000);
    return dataAt(object, 'NS.data') ?? dataAt(object, 'NS.bytes') ?? stringAt(object, 'NS.string') ?? object;
  }

  /**
   * The whole object graph as plain values: Foundation's strings, data, dates, arrays, sets and dictionaries become their plist types, an
   * object of another class a dictionary whose `$class` is the class name. Nothing stands for `$null`: it is left out.
   */
  unarchive(name = 'root', limits?: Partial<PlistLimits>): PlistValue | undefined {
    return this.#expand(this.top.get(name), 0, new PlistBudget(limits));
  }

  #expand(value: PlistValue | undefined, depth: number, budget: PlistBudget): PlistValue | undefined {
    budget.take(depth);
    const plain = this.plainValue(value);
    budget.takeMemory(plain instanceof Map ? MEMORY_OF.dict : MEMORY_OF.array);
    const expandAll = (members: readonly PlistValue[]): PlistValue[] =>
      members.map((member) => this.#expand(member, depth + 1, budget)).filter((member) => member !== undefined);
    if (Array.isArray(plain)) return expandAll(plain);
    if (!(plain instanceof Map)) return plain;
    const members = arrayAt(plain, 'NS.objects');
    const keys = arrayAt(plain, 'NS.keys');
    if (members && !keys) return expandAll(members);
    const entries = members && keys ? this.#keyed(keys, members) : plain;
    const result: PlistDict = new Map();
    for (const [key, member] of entries) {
      const expanded = key === '$class' ? this.className(plain) : this.#expand(member, depth + 1, budget);
      if (expanded !== undefined) result.set(key, expanded);
    }
    return result;
  }

  #keyed(keys: readonly PlistValue[], members: readonly PlistValue[]): PlistDict {
    if (keys.length !== members.length) throw malformedArchive('a dictionary with different numbers of keys and values');
    return new Map(
      keys.map((key, index) => {
        const name = this.plainValue(key);
        if (typeof name !== 'string') throw malformedArchive('a dictionary with a key that is not a string');
        return [name, members[index] ?? ''];
      }),
    );
  }
}

function malformedArchive(what: string): FormatError {
  return new FormatError('archive-malformed', `keyed archive: ${what}`);
}
