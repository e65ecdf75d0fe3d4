/** What an archive of NSKeyedArchiver contains, object by object, as plain data. */
import type { PlistValue } from '../plist/value.ts';

/** A value that contains no others. */
export type ArchivedScalar = string | bigint | number | boolean | Date | Uint8Array;

/** A place in an object: a value, or a UID that leads to an object. */
export type ArchivedSlot = PlistValue | undefined;

/** A member of a container, under its key if it has one. */
export interface ArchivedEntry {
  /** A field has a name; a key of a dictionary can be any object. */
  readonly key?: ArchivedSlot;
  readonly value: ArchivedSlot;
}

/** `object`: an instance of a class that is not decoded further, with its fields as entries. */
export type ArchivedKind = 'dictionary' | 'array' | 'set' | 'object';

/** One object, one level deep. */
export type ShallowObject =
  | { readonly kind: 'null'; readonly className?: string | undefined }
  | { readonly kind: 'scalar'; readonly value: ArchivedScalar; readonly as?: 'url' | 'uuid'; readonly className?: string | undefined }
  | { readonly kind: ArchivedKind; readonly entries: readonly ArchivedEntry[]; readonly className?: string | undefined };
