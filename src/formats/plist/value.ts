/** The values of a property list, one JavaScript type for each of Apple's types. */

/**
 * | Apple's type | here |            | Apple's type | here |
 * |---|---|                         |---|---|
 * | integer      | `bigint`         | date         | `Date` (milliseconds) |
 * | real         | `number`         | data         | `Uint8Array` |
 * | boolean      | `boolean`        | array, set   | `PlistValue[]` |
 * | string       | `string`         | dictionary   | `PlistDict` |
 * | UID          | `Uid`            |              | |
 *
 * Integer and real are kept apart because the phone looks at the type: a DeviceLink version must be an integer,
 * `ProtocolVersion` must be a real.
 */
export type PlistValue = bigint | number | boolean | string | Date | Uint8Array | Uid | PlistValue[] | PlistDict;

/** A dictionary in the order of its keys. A Map, so that a key such as `__proto__` is a key like any other. */
export type PlistDict = Map<string, PlistValue>;

/** A reference into `$objects` of a keyed archive. */
export class Uid {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Builds a dictionary in the written order; entries that are undefined are left out. */
export function dict(entries: Readonly<Record<string, PlistValue | undefined>>): PlistDict {
  const result: PlistDict = new Map();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) result.set(key, value);
  }
  return result;
}
