/** The objects of a keyed archive as a tree without circles: each object has one place, and whatever else refers to it says its number. */
import { FormatError } from '../errors.ts';
import { Uid, type PlistDict, type PlistValue } from '../plist/value.ts';
import { stringAt } from '../plist/accessors.ts';
import type { ArchivedEntry, ArchivedKind, ArchivedScalar, ArchivedSlot, ShallowObject } from './archived-value.ts';
import { decodeInstance } from './foundation-classes.ts';
import type { KeyedArchive } from './keyed-archive.ts';

/** A value in the tree. Children are made when they are asked for. */
export type ArchivedValue =
  | { readonly kind: 'null'; readonly className?: string | undefined }
  | { readonly kind: 'scalar'; readonly value: ArchivedScalar; readonly as?: 'url' | 'uuid'; readonly className?: string | undefined }
  /** An object that is shown elsewhere. */
  | { readonly kind: 'reference'; readonly object: number; readonly className?: string | undefined }
  | {
      readonly kind: ArchivedKind;
      readonly className?: string | undefined;
      /** Its place in `$objects`; none if it stands in the place itself. */
      readonly object?: number;
      readonly count: number;
      readonly child: (place: number) => ArchivedChild;
    };

/** A key is a text, or any other value. */
interface ArchivedChild {
  readonly key?: ArchivedValue | undefined;
  readonly value: ArchivedValue;
}

/** Nothing, for an object that no place owns. */
const NOBODY = -1;
/** The owner of what `$top` names. */
const TOP = -2;

/** A container and what is in it: a value at 2n, its key at 2n + 1. */
interface Owned {
  readonly id: number;
  readonly slots: readonly ArchivedSlot[];
}

export class ArchiveGraph {
  readonly #archive: KeyedArchive;
  /** For each object the container and the place in it where it is shown: the one nearest to the root. */
  readonly #owner: Int32Array;
  readonly #place: Int32Array;
  readonly #decoded = new Map<number, ShallowObject>();
  /** Containers that stand in a field itself, by their identity; they are numbered from the end of `$objects`. */
  readonly #inPlace = new Map<PlistValue, number>();

  /** Visits every object that can be reached, once. @throws FormatError `archive-malformed` */
  constructor(archive: KeyedArchive) {
    this.#archive = archive;
    this.#owner = new Int32Array(archive.objects.length).fill(NOBODY);
    this.#place = new Int32Array(archive.objects.length);
    this.#findOwners();
  }

  /** What `$top` names: the only value, or all of them by their names. */
  root(): ArchivedValue {
    const entries = this.#topEntries();
    const [only] = entries;
    if (only !== undefined && entries.length === 1) return this.#valueOf(only.value, TOP, 0);
    return this.#container({ kind: 'dictionary', entries }, TOP);
  }

  /** Object `number`, one level deep. @throws FormatError `archive-malformed` */
  object(number: number): ShallowObject {
    const object = this.#archive.resolve(new Uid(number));
    return object === undefined ? { kind: 'null' } : this.#shallow(object);
  }

  #topEntries(): ArchivedEntry[] {
    return [...this.#archive.top].map(([key, value]) => ({ key, value }));
  }

  /** In the order of their distance from the root, so that the tree is as flat as it can be; without recursion, because lists can be long. */
  #findOwners(): void {
    let level: Owned[] = [{ id: TOP, slots: this.#topEntries().map(({ value }) => value) }];
    while (level.length > 0) {
      const next: Owned[] = [];
      for (const { id, slots } of level) {
        for (const [place, slot] of slots.entries()) {
          const found = this.#visit(slot, id, place);
          if (found !== undefined) next.push(found);
        }
      }
      level = next;
    }
  }

  /** The slots of a container that was not seen before. */
  #visit(slot: ArchivedSlot, owner: number, place: number): Owned | undefined {
    if (slot instanceof Uid) {
      const object = this.#archive.resolve(slot);
      if (object === undefined || this.#owner[slot.value] !== NOBODY) return undefined;
      this.#owner[slot.value] = owner;
      this.#place[slot.value] = place;
      return this.#slotsOf(object, slot.value);
    }
    if ((!Array.isArray(slot) && !(slot instanceof Map)) || this.#inPlace.has(slot)) return undefined;
    const id = this.#archive.objects.length + this.#inPlace.size;
    this.#inPlace.set(slot, id);
    return this.#slotsOf(slot, id);
  }

  #slotsOf(object: PlistValue, id: number): Owned | undefined {
    const shallow = this.#shallow(object);
    if (shallow.kind === 'null' || shallow.kind === 'scalar') return undefined;
    return { id, slots: shallow.entries.flatMap(({ key, value }) => [value, key instanceof Uid ? key : undefined]) };
  }

  #shallow(object: PlistValue): ShallowObject {
    if (Array.isArray(object)) return { kind: 'array', entries: object.map((value) => ({ value })) };
    if (!(object instanceof Map)) return scalarOf(object);
    const classes = this.#classesOf(object);
    if (classes === undefined) return { kind: 'dictionary', entries: [...object].map(([key, value]) => ({ key, value })) };
    return decodeInstance(object, classes, (slot) => this.#archive.resolve(slot));
  }

  /** Undefined for a dictionary that is no instance of a class. */
  #classesOf(object: PlistDict): string[] | undefined {
    if (!object.has('$class')) return undefined;
    const description = this.#archive.resolve(object.get('$class'));
    const name = description instanceof Map ? stringAt(description, '$classname') : undefined;
    if (name === undefined) throw new FormatError('archive-malformed', 'keyed archive: an object whose class is missing');
    const all = description instanceof Map ? description.get('$classes') : undefined;
    const ancestors = Array.isArray(all) ? all.filter((each) => typeof each === 'string') : [];
    return [name, ...ancestors.filter((each) => each !== name)];
  }

  #valueOf(slot: ArchivedSlot, owner: number, place: number): ArchivedValue {
    if (!(slot instanceof Uid)) {
      if (slot === undefined) return { kind: 'null' };
      return this.#shown(this.#shallow(slot), this.#inPlace.get(slot) ?? NOBODY);
    }
    const object = this.#archive.resolve(slot);
    if (object === undefined) return { kind: 'null' };
    const shallow = this.#remembered(slot.value, object);
    const isHere = this.#owner[slot.value] === owner && this.#place[slot.value] === place;
    if (isHere || shallow.kind === 'null' || shallow.kind === 'scalar') return this.#shown(shallow, slot.value);
    return { kind: 'reference', object: slot.value, className: shallow.className ?? shallow.kind };
  }

  /** Whoever shows a thousand references to one large object must not decode it a thousand times. */
  #remembered(number: number, object: PlistValue): ShallowObject {
    const known = this.#decoded.get(number) ?? this.#shallow(object);
    this.#decoded.set(number, known);
    return known;
  }

  #shown(shallow: ShallowObject, id: number): ArchivedValue {
    return shallow.kind === 'null' || shallow.kind === 'scalar' ? shallow : this.#container(shallow, id);
  }

  #container({ kind, entries, className }: Extract<ShallowObject, { entries: unknown }>, id: number): ArchivedValue {
    const isObject = id >= 0 && id < this.#archive.objects.length;
    return {
      kind,
      className,
      ...(isObject ? { object: id } : {}),
      count: entries.length,
      child: (place) => {
        const { key, value } = entries[place] ?? { value: undefined };
        // A place of a container has two slots: the value, and the key if that is an object.
        const scale = id === TOP ? 1 : 2;
        return {
          ...(key === undefined ? {} : { key: this.#valueOf(key, id, place * 2 + 1) }),
          value: this.#valueOf(value, id, place * scale),
        };
      },
    };
  }
}

function scalarOf(value: Exclude<PlistValue, PlistValue[] | PlistDict>): ShallowObject {
  if (value instanceof Uid) throw new FormatError('archive-malformed', 'keyed archive: an object that is itself a reference');
  return { kind: 'scalar', value };
}
