/** Content whose bytes do not show what is in it: compressed as a whole, or in its parts. */

/** How compressed data begins: gzip, zip, LZFSE and Apple's archives with it, bzip2, xz, Zstandard, 7-Zip, RAR, LZ4. */
const SIGNATURES: readonly string[] = [
  '\x1f\x8b',
  'PK\x03\x04',
  'PK\x05\x06',
  'bvx1',
  'bvx2',
  'bvxn',
  'bvx-',
  'pbzx',
  'pbze',
  'AA01',
  'AEA1',
  'BZh',
  '\xfd7zXZ\0',
  '\x28\xb5\x2f\xfd',
  '7z\xbc\xaf\x27\x1c',
  'Rar!\x1a\x07',
  '\x04\x22\x4d\x18',
  // The texts of its pages are compressed, each for itself.
  '%PDF-',
];

/** Pictures, sounds and films are none: what text they have stands in them as it is. */
export function isPacked(start: Uint8Array): boolean {
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, 8)).toString('latin1');
  return SIGNATURES.some((signature) => text.startsWith(signature));
}
