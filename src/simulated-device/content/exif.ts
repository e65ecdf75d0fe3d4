/** The EXIF data of a photo: camera and time. */

export interface CameraFacts {
  readonly make: string;
  readonly model: string;
  /** Unix seconds; written as UTC. */
  readonly takenAt: number;
}

const TAG_MAKE = 0x010f;
const TAG_MODEL = 0x0110;
const TAG_DATE_TIME = 0x0132;
const TYPE_ASCII = 2;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;

/**
 * "Exif\0\0", then TIFF, big-endian: "MM", 42, u32 offset of the directory (8); u16 count; per entry u16 tag, u16 type,
 * u32 count, u32 offset (of texts over four bytes); u32 0; the texts. Source: TIFF 6.0 and Exif 2.3.
 */
export function encodeExif(facts: CameraFacts): Uint8Array {
  const texts: [number, string][] = [
    [TAG_MAKE, facts.make],
    [TAG_MODEL, facts.model],
    [TAG_DATE_TIME, exifDate(facts.takenAt)],
  ];
  const directoryBytes = 2 + texts.length * ENTRY_BYTES + 4;
  const directory = Buffer.alloc(directoryBytes);
  directory.writeUInt16BE(texts.length, 0);
  let offset = HEADER_BYTES + directoryBytes;
  const values: Buffer[] = [];
  for (const [index, [tag, text]] of texts.entries()) {
    const value = Buffer.from(`${text}\0`, 'ascii');
    const at = 2 + index * ENTRY_BYTES;
    directory.writeUInt16BE(tag, at);
    directory.writeUInt16BE(TYPE_ASCII, at + 2);
    directory.writeUInt32BE(value.length, at + 4);
    directory.writeUInt32BE(offset, at + 8);
    offset += value.length;
    values.push(value);
  }
  return Buffer.concat([Buffer.from('Exif\0\0MM\0\x2a\0\0\0\x08', 'latin1'), directory, ...values]);
}

/** "2026:01:15 08:00:00". */
function exifDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
}
