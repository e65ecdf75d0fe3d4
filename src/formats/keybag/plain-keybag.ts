/** Writes the BackupKeyBag of an unencrypted backup: well-formed, but bound to the device, so that no password opens it. */

const classes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
/** Ids that stay on the device even in an encrypted backup: wrapped with the device key too. */
const deviceOnlyClasses: ReadonlySet<number> = new Set([5, 9, 10, 11]);

/**
 * A sequence of records: 4 letters, 32-bit big-endian length, value.
 *
 * | records | value (a bag published as taken from a real unencrypted backup) |
 * |---|---|
 * | VERS, TYPE | 5, 1 (backup) |
 * | UUID, HMCK | 16 random bytes, 40 zero bytes |
 * | WRAP, SALT, ITER | 0, 20 random bytes, 10,000 |
 * | per class: UUID, CLAS, WRAP, KTYP, WPKY | 16 random bytes, class, 2 (3: device key too), 0 (AES), 40 bytes |
 *
 * WPKY is a key wrapped under a key that only the device knows; from outside that cannot be told from random bytes, and random bytes it is.
 * @param randomBytes returns that many bytes
 */
export function writePlainKeybag(randomBytes: (count: number) => Uint8Array): Uint8Array {
  const header = [
    number('VERS', 5),
    number('TYPE', 1),
    record('UUID', randomBytes(16)),
    record('HMCK', new Uint8Array(40)),
    number('WRAP', 0),
    record('SALT', randomBytes(20)),
    number('ITER', 10_000),
  ];
  const entries = classes.flatMap((id) => [
    record('UUID', randomBytes(16)),
    number('CLAS', id),
    number('WRAP', deviceOnlyClasses.has(id) ? 3 : 2),
    number('KTYP', 0),
    record('WPKY', randomBytes(40)),
  ]);
  return new Uint8Array(Buffer.concat([...header, ...entries]));
}

function record(tag: string, value: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(tag, 'latin1');
  head.writeUInt32BE(value.length, 4);
  return Buffer.concat([head, value]);
}

function number(tag: string, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return record(tag, bytes);
}
