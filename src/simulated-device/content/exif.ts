/** The EXIF data of a photo: camera, time, exposure and place. */

export interface CameraFacts {
  readonly make: string;
  readonly model: string;
  /** Unix seconds; written as UTC. */
  readonly takenAt: number;
  /** Seconds, f-number, ISO speed, millimeters. */
  readonly exposure?: { readonly seconds: number; readonly aperture: number; readonly iso: number; readonly focalLength: number };
  /** Degrees; south and west are negative. */
  readonly place?: { readonly latitude: number; readonly longitude: number };
}

/** A value of a directory: text, a u16, offset of another directory, or fractions. */
type ExifValue =
  | { readonly ascii: string }
  | { readonly short: number }
  | { readonly directory: readonly ExifEntry[] }
  | { readonly fractions: readonly number[] };
type ExifEntry = readonly [tag: number, value: ExifValue];

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
/** Fractions are written over this: exact for every place and exposure that is made up here. */
const DENOMINATOR = 65_536;
const TYPES = { ascii: 2, short: 3, long: 4, rational: 5 } as const;

/**
 * "Exif\0\0", then TIFF, big-endian: "MM", 42, u32 offset of the first directory (8). A directory: u16 count; per entry u16 tag, u16 type,
 * u32 count, the value if it fits into four bytes, else its u32 offset; u32 0; then the values, and the directories that entries name.
 * Source: TIFF 6.0 and Exif 2.3.
 */
export function encodeExif(facts: CameraFacts): Uint8Array {
  const date = exifDate(facts.takenAt);
  const first: ExifEntry[] = [
    [0x010f, { ascii: facts.make }],
    [0x0110, { ascii: facts.model }],
    [0x0112, { short: 1 }],
    [0x0132, { ascii: date }],
    [0x8769, { directory: exposureEntries(facts, date) }],
  ];
  if (facts.place !== undefined) first.push([0x8825, { directory: placeEntries(facts.place) }]);
  return Buffer.concat([Buffer.from('Exif\0\0MM\0\x2a\0\0\0\x08', 'latin1'), encodeDirectory(first, HEADER_BYTES)]);
}

function exposureEntries({ exposure }: CameraFacts, date: string): ExifEntry[] {
  const dates: ExifEntry[] = [
    [0x9003, { ascii: date }],
    [0x9011, { ascii: '+00:00' }],
  ];
  if (exposure === undefined) return dates;
  return [
    [0x829a, { fractions: [exposure.seconds] }],
    [0x829d, { fractions: [exposure.aperture] }],
    [0x8827, { short: exposure.iso }],
    ...dates,
    [0x920a, { fractions: [exposure.focalLength] }],
  ];
}

function placeEntries({ latitude, longitude }: NonNullable<CameraFacts['place']>): ExifEntry[] {
  return [
    [1, { ascii: latitude < 0 ? 'S' : 'N' }],
    [2, { fractions: degreesMinutesSeconds(latitude) }],
    [3, { ascii: longitude < 0 ? 'W' : 'E' }],
    [4, { fractions: degreesMinutesSeconds(longitude) }],
  ];
}

function degreesMinutesSeconds(angle: number): number[] {
  const degrees = Math.abs(angle);
  const minutes = (degrees % 1) * 60;
  return [Math.floor(degrees), Math.floor(minutes), (minutes % 1) * 60];
}

function encodeDirectory(entries: readonly ExifEntry[], start: number): Buffer {
  const directory = Buffer.alloc(2 + entries.length * ENTRY_BYTES + 4);
  directory.writeUInt16BE(entries.length, 0);
  let offset = start + directory.length;
  const behind: Buffer[] = [];
  for (const [index, [tag, value]] of entries.entries()) {
    const { type, count, bytes } = encodeValue(value, offset);
    const at = 2 + index * ENTRY_BYTES;
    directory.writeUInt16BE(tag, at);
    directory.writeUInt16BE(type, at + 2);
    directory.writeUInt32BE(count, at + 4);
    if (bytes.length <= 4 && !('directory' in value)) directory.set(bytes, at + 8);
    else {
      directory.writeUInt32BE(offset, at + 8);
      behind.push(bytes);
      offset += bytes.length;
    }
  }
  return Buffer.concat([directory, ...behind]);
}

function encodeValue(value: ExifValue, offset: number): { type: number; count: number; bytes: Buffer } {
  if ('ascii' in value) {
    const bytes = Buffer.from(`${value.ascii}\0`, 'ascii');
    return { type: TYPES.ascii, count: bytes.length, bytes };
  }
  if ('short' in value) return { type: TYPES.short, count: 1, bytes: Buffer.of(value.short >> 8, value.short & 255) };
  if ('directory' in value) return { type: TYPES.long, count: 1, bytes: encodeDirectory(value.directory, offset) };
  const bytes = Buffer.alloc(value.fractions.length * 8);
  for (const [index, fraction] of value.fractions.entries()) {
    bytes.writeUInt32BE(Math.round(fraction * DENOMINATOR), index * 8);
    bytes.writeUInt32BE(DENOMINATOR, index * 8 + 4);
  }
  return { type: TYPES.rational, count: value.fractions.length, bytes };
}

/** "2026:01:15 08:00:00". */
function exifDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
}
