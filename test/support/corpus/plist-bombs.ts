/** Property lists that would cost a careless reader its stack, its memory or its life; all of them a few kilobytes or less. */

/** Objects one after another, their offsets, the trailer: `refBytes` for each reference between them. */
function binaryPlist(objects: readonly Buffer[], refBytes: number, claimedObjects = objects.length): Buffer {
  const header = Buffer.from('bplist00');
  let at = header.length;
  const offsets = objects.map((object) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(at);
    at += object.length;
    return bytes;
  });
  const trailer = Buffer.alloc(32);
  trailer[6] = 4;
  trailer[7] = refBytes;
  trailer.writeBigUInt64BE(BigInt(claimedObjects), 8);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  return Buffer.concat([header, ...objects, ...offsets, trailer]);
}

/** Up to 14 references of two bytes. */
function array(...refs: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from([0xa0 | refs.length]), ...refs.map((ref) => Buffer.from([ref >> 8, ref & 0xff]))]);
}

const ten = (ref: number) => Array.from({ length: 10 }, () => ref);
const LEVELS = 40;
const DEPTH = 20_000;

export const PLIST_BOMBS: Readonly<Record<string, Uint8Array>> = {
  'an array that holds itself': binaryPlist([array(0)], 2),
  'two arrays that hold each other': binaryPlist([array(1), array(0)], 2),
  'a dictionary that is its own key': binaryPlist([Buffer.from([0xd1, 0, 0, 0, 0])], 2),
  'ten to the fortieth objects': binaryPlist([...Array.from({ length: LEVELS }, (_, level) => array(...ten(level + 1))), array()], 2),
  'arrays twenty thousand deep': binaryPlist([...Array.from({ length: DEPTH }, (_, level) => array(level + 1)), array()], 2),
  'a dictionary of two thousand million entries': binaryPlist([Buffer.from([0xdf, 0x12, 0x7f, 0xff, 0xff, 0xff])], 2),
  'data of two thousand million bytes': binaryPlist([Buffer.from([0x4f, 0x12, 0x7f, 0xff, 0xff, 0xff])], 2),
  'an absurd number of objects': binaryPlist([array()], 2, Number.MAX_SAFE_INTEGER),
  'tags a hundred thousand deep': Buffer.from(`<?xml version="1.0"?><plist version="1.0">${'<array>'.repeat(100_000)}`),
  'entities that grow': Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a0 "lol">${Array.from({ length: LEVELS }, (_, level) => {
      const name = `&a${level.toString()};`;
      return `<!ENTITY a${(level + 1).toString()} "${name.repeat(10)}">`;
    }).join('')}]><plist version="1.0"><dict><key>Version</key><string>&a${LEVELS.toString()};</string></dict></plist>`,
  ),
  'an entity from another file': Buffer.from(
    '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY x SYSTEM "file:///etc/passwd">]><plist version="1.0"><dict><key>Version</key><string>&x;</string></dict></plist>',
  ),
};
