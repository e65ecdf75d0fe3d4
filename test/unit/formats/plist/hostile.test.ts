/** Property lists made to break their reader, and values that no writer can write: a typed error each, quickly. */
import assert from 'node:assert/strict';
import { parseBinaryPlist, parsePlist, parseXmlPlist, writeBinaryPlist, writeXmlPlist } from '../../../../src/formats/index.ts';
import type { FormatErrorCode, PlistValue } from '../../../../src/formats/index.ts';
import { xml } from '../../../support/byte-script.ts';
import { craftBinaryPlist, type CraftedTrailer } from '../../../support/plist-samples.ts';

function throwsCode(code: FormatErrorCode, action: () => unknown): void {
  assert.throws(action, { name: 'FormatError', code });
}

describe('binary plist, hostile', () => {
  const malformed: [name: string, objects: number[][], trailer?: CraftedTrailer][] = [
    ['an unknown marker', [[0x70]]],
    ['the null object, which no plist value is', [[0x00]]],
    ['the fill byte', [[0x0f]]],
    ['an integer of 32 bytes', [[0x15, ...new Array<number>(32).fill(1)]]],
    ['a real of 2 bytes', [[0x21, 0, 0]]],
    ['a date of 4 bytes', [[0x32, 0, 0, 0, 0]]],
    ['a date that is not a number', [[0x33, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]]],
    ['a date beyond all calendars', [[0x33, 0x7f, 0xe0, 0, 0, 0, 0, 0, 0]]],
    ['a UID of 9 bytes', [[0x88, 1, 1, 1, 1, 1, 1, 1, 1, 1]]],
    ['a UID beyond 2^53', [[0x87, 1, 1, 1, 1, 1, 1, 1, 1]]],
    ['data longer than the file', [[0x4f, 0x12, 0x7f, 0xff, 0xff, 0xff]]],
    ['an array longer than the file', [[0xaf, 0x13, 0, 0, 0, 1, 0, 0, 0, 0]]],
    ['a count that is a string', [[0x5f, 0x51, 0x61]]],
    ['a count of 16 bytes', [[0x5f, 0x14, ...new Array<number>(16).fill(0)]]],
    ['a negative count', [[0x5f, 0x13, ...new Array<number>(8).fill(0xff)]]],
    ['a reference to an object that is not there', [[0xa1, 9]]],
    [
      'a key that is a number',
      [
        [0xd1, 1, 1],
        [0x10, 1],
      ],
    ],
    ['an object that reaches into the offset table', [[0x42, 1]]],
    ['a top object that is not there', [[0x08]], { top: 1 }],
    ['more objects than the offset table holds', [[0x08]], { objectCount: 2 ** 40 }],
    ['no object at all', [], { objectCount: 0 }],
    ['an offset table behind the end', [[0x08]], { tableStart: 2 ** 50 }],
    ['an offset table in the header', [[0x08]], { tableStart: 4 }],
    ['references of 0 bytes', [[0xa1, 0]], { refSize: 0 }],
    ['references of 9 bytes', [[0xa1, 0]], { refSize: 9 }],
  ];
  for (const [name, objects, trailer] of malformed) {
    it(`refuses ${name}`, () => {
      throwsCode('plist-malformed', () => parseBinaryPlist(craftBinaryPlist(objects, trailer)));
    });
  }

  it('refuses an offset that lies outside of the objects', () => {
    for (const offset of [0, 7, 9, 0xffff_ffff]) {
      const bytes = craftBinaryPlist([[0x08]]);
      new DataView(bytes.buffer).setUint32(9, offset);
      throwsCode('plist-malformed', () => parseBinaryPlist(bytes));
    }
  });

  it('refuses an array that holds itself', () => {
    throwsCode('plist-limit', () => parseBinaryPlist(craftBinaryPlist([[0xa1, 0]])));
  });

  it('refuses a dictionary that holds itself many times', () => {
    throwsCode('plist-limit', () =>
      parseBinaryPlist(
        craftBinaryPlist([
          [0xd2, 1, 1, 0, 0],
          [0x51, 0x61],
        ]),
      ),
    );
  });

  it('refuses 20,000 arrays inside of each other', () => {
    const objects = Array.from({ length: 20_000 }, (_, i) => [0xa1, (i + 1) >> 8, (i + 1) & 0xff]);
    throwsCode('plist-limit', () => parseBinaryPlist(craftBinaryPlist([...objects, [0x08]], { refSize: 2 })));
  });

  it('refuses a few bytes that stand for billions of values', () => {
    const levels = Array.from({ length: 30 }, (_, i) => [0xaa, ...new Array<number>(10).fill(i + 1)]);
    throwsCode('plist-limit', () => parseBinaryPlist(craftBinaryPlist([...levels, [0x08]])));
  });

  it('keeps to limits that the caller sets', () => {
    const bytes = writeBinaryPlist([[1n], 2n]);
    assert.deepEqual(parsePlist(bytes, { maxBytes: bytes.length, maxDepth: 2, maxObjects: 4 }), [[1n], 2n]);
    for (const limits of [{ maxBytes: bytes.length - 1 }, { maxDepth: 1 }, { maxObjects: 3 }]) {
      throwsCode('plist-limit', () => parsePlist(bytes, limits));
    }
  });
});

describe('XML plist, hostile', () => {
  const malformed: [name: string, text: string][] = [
    ['an entity of its own DOCTYPE', '<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>'],
    ['an external entity', '<!DOCTYPE plist [<!ENTITY a SYSTEM "file:///etc/hostname">]><plist><string>&a;</string></plist>'],
    ['a lone ampersand', '<plist><string>a & b</string></plist>'],
    ['a character beyond Unicode', '<plist><string>&#x110000;</string></plist>'],
    ['an empty character reference', '<plist><string>&#;</string></plist>'],
    ['no plist element', '<dict/>'],
    ['an empty plist element', '<plist/>'],
    ['two values', '<plist><true/><true/></plist>'],
    ['something after the end', '<plist><true/></plist>x'],
    ['an unknown element', '<plist><null/></plist>'],
    ['an element whose name only begins right', '<plist><string1></string1></plist>'],
    ['an element without a name', '<plist><></></plist>'],
    ['the wrong end', '<plist><array><true/></dict></plist>'],
    ['no end', '<plist><array><true/>'],
    ['an element in a string', '<plist><string>a<b/></string></plist>'],
    ['text in an array', '<plist><array>a</array></plist>'],
    ['text in a boolean', '<plist><true>1</true></plist>'],
    ['a value without a key', '<plist><dict><string>a</string></dict></plist>'],
    ['a key without a value', '<plist><dict><key>a</key></dict></plist>'],
    ['an integer with a fraction', '<plist><integer>1.5</integer></plist>'],
    ['an empty integer', '<plist><integer/></plist>'],
    ['an integer of 129 bits', `<plist><integer>${2n ** 127n}</integer></plist>`],
    ['an integer of a million digits', `<plist><integer>${'9'.repeat(1_000_000)}</integer></plist>`],
    ['a real that is none', '<plist><real>1.2.3</real></plist>'],
    ['the 31st of April', '<plist><date>2024-04-31T00:00:00Z</date></plist>'],
    ['the hour 25', '<plist><date>2024-04-30T25:00:00Z</date></plist>'],
    ['a date without a zone', '<plist><date>2024-04-30T12:00:00</date></plist>'],
    ['data that is no base64', '<plist><data>a*b=</data></plist>'],
    ['data of one character', '<plist><data>A</data></plist>'],
    ['an unfinished tag', '<plist><string'],
    ['an unfinished comment', '<plist><!-- <true/></plist>'],
    ['an unfinished DOCTYPE', '<!DOCTYPE plist [ <plist><true/></plist>'],
    ['a tag inside of a tag', '<plist <dict/></plist>'],
  ];
  for (const [name, text] of malformed) {
    it(`refuses ${name}`, () => {
      throwsCode('plist-malformed', () => parseXmlPlist(Buffer.from(text)));
    });
  }

  it('refuses bytes that are no UTF-8', () => {
    throwsCode('plist-malformed', () => parseXmlPlist(Buffer.from('<plist><string>\xff</string></plist>', 'latin1')));
  });

  it('never expands entities that expand each other', () => {
    const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`);
    const text = `<!DOCTYPE plist [<!ENTITY e0 "ha">${entities.join('')}]><plist><string>&e9;</string></plist>`;
    throwsCode('plist-malformed', () => parseXmlPlist(Buffer.from(text)));
  });

  it('refuses 20,000 arrays inside of each other', () => {
    throwsCode('plist-limit', () => parseXmlPlist(xml('<array>'.repeat(20_000) + '</array>'.repeat(20_000))));
  });

  it('keeps to limits that the caller sets', () => {
    const bytes = xml('<array><array><true/></array><true/></array>');
    for (const limits of [{ maxBytes: bytes.length - 1 }, { maxDepth: 1 }, { maxObjects: 3 }]) {
      throwsCode('plist-limit', () => parsePlist(bytes, limits));
    }
  });

  it('takes linear time over text that nearly is something else', () => {
    const text = `<plist><string>${'&amp;<!-- -->'.repeat(50_000)}${' '.repeat(100_000)}</string></plist>`;
    assert.equal(parseXmlPlist(Buffer.from(text)), '&'.repeat(50_000) + ' '.repeat(100_000));
  });
});

describe('parsePlist', () => {
  for (const [name, bytes] of [
    ['nothing', ''],
    ['another file', 'SQLite format 3\0'],
    ['the old text form', '{ a = b; }'],
    ['a header only', 'bplist00'],
    ['a header of another version', 'bplist15 and more'],
  ] as const) {
    it(`refuses ${name}`, () => {
      throwsCode('plist-malformed', () => parsePlist(Buffer.from(bytes)));
    });
  }
});

describe('plist writers, impossible values', () => {
  const circle: PlistValue[] = [];
  circle.push(circle);
  const deep = Array.from({ length: 20_000 }).reduce<PlistValue>((inner) => [inner], true);
  for (const [name, code, value] of [
    ['an array that holds itself', 'plist-limit', circle],
    ['20,000 arrays inside of each other', 'plist-limit', deep],
    ['an integer of 129 bits', 'plist-malformed', 2n ** 127n],
    ['an invalid date', 'plist-malformed', new Date(NaN)],
  ] as const) {
    it(`refuse ${name}`, () => {
      throwsCode(code, () => writeBinaryPlist(value));
      throwsCode(code, () => writeXmlPlist(value));
    });
  }
});
