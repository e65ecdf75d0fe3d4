/** The binary codec against bytes that are known from Apple's format and from other writers. */
import assert from 'node:assert/strict';
import { Uid, dict, parseBinaryPlist, writeBinaryPlist, type PlistValue } from '../../../../src/formats/index.ts';
import { craftBinaryPlist } from '../../../support/plist-samples.ts';

/** Objects as bytes, and what they mean; all of them are also written that way. */
const bothWays: [name: string, hex: string, value: PlistValue][] = [
  ['false', '08', false],
  ['true', '09', true],
  ['0', '1000', 0n],
  ['255', '10ff', 255n],
  ['256 in 2 bytes, unsigned', '110100', 256n],
  ['65535', '11ffff', 65_535n],
  ['65536 in 4 bytes', '1200010000', 65_536n],
  ['2^32-1 in 4 bytes, unsigned', '12ffffffff', 2n ** 32n - 1n],
  ['2^32 in 8 bytes', '130000000100000000', 2n ** 32n],
  ['2^53+1 keeps its last bit', '130020000000000001', 2n ** 53n + 1n],
  ['2^63-1', '137fffffffffffffff', 2n ** 63n - 1n],
  ['-13, as libplist writes a status', '13fffffffffffffff3', -13n],
  ['-2^63', '138000000000000000', -(2n ** 63n)],
  ['2^63 in 16 bytes', '1400000000000000008000000000000000', 2n ** 63n],
  ['2^64-1 in 16 bytes', '140000000000000000ffffffffffffffff', 2n ** 64n - 1n],
  ['-2^127', '1480000000000000000000000000000000', -(2n ** 127n)],
  ['1.0 as a double', '233ff0000000000000', 1],
  ['-0.0', '238000000000000000', -0],
  ['NaN', '237ff8000000000000', NaN],
  ['the epoch of dates', '330000000000000000', new Date('2001-01-01T00:00:00Z')],
  ['half a second before it', '33bfe0000000000000', new Date('2000-12-31T23:59:59.500Z')],
  ['empty data', '40', new Uint8Array()],
  ['15 bytes of data: the count follows', '4f100f000102030405060708090a0b0c0d0e', Uint8Array.from({ length: 15 }, (_, i) => i)],
  ['empty string', '50', ''],
  ['ASCII', '52414e', 'AN'],
  ['UTF-16 counts units', '62d83dde00', '😀'],
  ['Latin-1 is UTF-16 too', '6100e9', 'é'],
  ['an unpaired surrogate, as file names can hold', '61d800', '\ud800'],
  ['UID 5', '8005', new Uid(5)],
  ['UID of 2 bytes', '811234', new Uid(0x1234)],
  ['empty array', 'a0', []],
  ['empty dictionary', 'd0', new Map()],
];

const onlyRead: [name: string, hex: string, value: PlistValue][] = [
  ['a real of 4 bytes', '223fc00000', 1.5],
  ['an integer in more bytes than it needs', '130000000000000001', 1n],
  ['a UID of 3 bytes', '82000102', new Uid(0x102)],
  ['a set becomes an array', 'c0', []],
  ['an ordered set becomes an array', 'b0', []],
  ['a count in 4 bytes', '5f120000000261 62'.replace(' ', ''), 'ab'],
];

describe('binary plist, known bytes', () => {
  for (const [name, hex, value] of [...bothWays, ...onlyRead]) {
    it(`reads ${name}`, () => {
      assert.deepStrictEqual(parseBinaryPlist(craftBinaryPlist([[...Buffer.from(hex, 'hex')]])), value);
    });
  }

  for (const [name, hex, value] of bothWays) {
    it(`writes ${name}`, () => {
      const bytes = Buffer.from(writeBinaryPlist(value));
      const objects = bytes.subarray(8, Number(bytes.readBigUInt64BE(bytes.length - 8)));
      assert.equal(objects.toString('hex'), hex);
    });
  }

  it('reads the members of a set', () => {
    assert.deepStrictEqual(
      parseBinaryPlist(
        craftBinaryPlist([
          [0xc2, 1, 2],
          [0x10, 1],
          [0x51, 0x61],
        ]),
      ),
      [1n, 'a'],
    );
  });

  it('writes a dictionary byte for byte: keys, then values, equal scalars once', () => {
    const bytes = writeBinaryPlist(dict({ b: 'x', a: ['x', 1n, 1n] }));
    const objects = 'd201020304' + '5162' + '5161' + '5178' + 'a3030505' + '1001';
    const table = '080d0f111317';
    const trailer = '00000000000001010000000000000006000000000000000000000000000000' + '19';
    assert.equal(Buffer.from(bytes).toString('hex'), Buffer.from('bplist00').toString('hex') + objects + table + trailer);
  });

  it('keeps integer, real and boolean apart when it writes equal scalars once', () => {
    const value = [1n, 1, true, 0n, 0, -0, false, '1'];
    assert.deepStrictEqual(parseBinaryPlist(writeBinaryPlist(value)), value);
  });

  it('writes equal dates and equal data once', () => {
    const once = writeBinaryPlist([new Date(0), new Uint8Array(100)]).length;
    const twice = writeBinaryPlist([new Date(0), new Uint8Array(100), new Date(0), new Uint8Array(100)]).length;
    assert.equal(twice, once + 2);
  });

  it('keeps the order of a dictionary', () => {
    const keys = ['z', 'a', '10', '2', 'Z', ''];
    const read = parseBinaryPlist(writeBinaryPlist(new Map(keys.map((key) => [key, key]))));
    assert.ok(read instanceof Map);
    assert.deepEqual([...read.keys()], keys);
  });

  it('takes __proto__ for a key like any other', () => {
    const read = parseBinaryPlist(writeBinaryPlist(new Map([['__proto__', new Map([['polluted', true]])]])));
    assert.ok(read instanceof Map);
    assert.deepEqual([...read.keys()], ['__proto__']);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    assert.equal(Reflect.get(read, 'polluted'), undefined);
  });

  for (const count of [255, 256, 40_000, 70_000]) {
    it(`holds ${count} objects`, () => {
      const value = Array.from({ length: count }, (_, i) => BigInt(i));
      assert.deepStrictEqual(parseBinaryPlist(writeBinaryPlist(value)), value);
    });
  }

  it('returns data as views into its input', () => {
    const bytes = writeBinaryPlist(Uint8Array.of(1, 2, 3));
    const data = parseBinaryPlist(bytes);
    assert.ok(data instanceof Uint8Array && data.buffer === bytes.buffer);
  });

  it('reads a plist that stands in the middle of a larger buffer', () => {
    const bytes = writeBinaryPlist([2n ** 40n, 1.5, 'é']);
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 7);
    assert.deepStrictEqual(parseBinaryPlist(larger.subarray(7, 7 + bytes.length)), [2n ** 40n, 1.5, 'é']);
  });
});
