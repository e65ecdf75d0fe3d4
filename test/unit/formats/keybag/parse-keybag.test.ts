/** Reading keybags: the vectors, every legal oddity, and damage. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { parseKeybag } from '../../../../src/formats/index.ts';
import { keybagNumber, keybagRecord, readKeybagRecords } from '../../../../src/formats/keybag/keybag-records.ts';
import { assertSurvivesDamage, beginningsOf } from '../../../support/damaged-bytes.ts';
import { fromHex, readKeybagVector, toHex } from '../../../support/vectors.ts';

const uuid = keybagRecord('UUID', new Uint8Array(16).fill(7));
const salt = keybagRecord('SALT', new Uint8Array(20).fill(1));
const rounds = keybagNumber('ITER', 10);
const header = [uuid, salt, rounds];

function bag(...records: Uint8Array[]): Uint8Array {
  return Buffer.concat(records);
}

function refuses(bytes: Uint8Array): void {
  assert.throws(() => parseKeybag(bytes), { name: 'FormatError', code: 'keybag-malformed' });
}

describe('keybag', () => {
  for (const name of ['keybag-low', 'keybag-realistic', 'keybag-pre-10.2']) {
    it(`${name} is read`, () => {
      const vector = readKeybagVector(name);
      assert.equal(vector.keybag.length, 2 * vector.keybagLength);
      const keybag = parseKeybag(fromHex(vector.keybag));
      assert.equal(keybag.type, 1);
      assert.equal(keybag.rounds, vector.iter);
      assert.equal(toHex(keybag.salt), vector.salt);
      assert.equal(keybag.doubleProtection?.rounds, vector.dpic ?? undefined);
      assert.equal(keybag.doubleProtection && toHex(keybag.doubleProtection.salt), vector.dpsl ?? undefined);
      const classes = Object.keys(vector.classKeys).map(Number);
      assert.deepEqual(
        keybag.classes.map(({ protectionClass }) => protectionClass),
        classes.sort((a, b) => b - a),
      );
      for (const { protectionClass, wrap, keyType, wrappedKey, uuid: id } of keybag.classes) {
        assert.equal(wrap, vector.classKeys[protectionClass] === null ? 3 : 2);
        assert.deepEqual([keyType, wrappedKey?.length, id.length], [0, 40, 16]);
      }
    });
  }

  it('any order, unknown tags, a class without a key', () => {
    const entry = [
      uuid,
      keybagRecord('PBKY', new Uint8Array(32)),
      keybagNumber('KTYP', 1),
      keybagNumber('WRAP', 2),
      keybagNumber('CLAS', 2),
    ];
    const keybag = parseKeybag(bag(rounds, keybagRecord('NEW1', new Uint8Array(3)), uuid, salt, ...entry, uuid, keybagNumber('CLAS', 99)));
    assert.deepEqual([keybag.version, keybag.type, keybag.rounds], [0, 0, 10]);
    const [first, second, ...more] = keybag.classes;
    assert.deepEqual([first?.protectionClass, first?.keyType, first?.wrap, first?.wrappedKey], [2, 1, 2, undefined]);
    assert.deepEqual([second?.protectionClass, second?.wrap, second?.wrappedKey], [99 & 0x1f, 0, undefined]);
    assert.deepEqual(more, []);
  });

  it('a bag without classes, and one with a hundred', () => {
    assert.deepEqual(parseKeybag(bag(...header)).classes, []);
    const many = Array.from({ length: 100 }, () => [uuid, keybagNumber('CLAS', 4)]).flat();
    assert.equal(parseKeybag(bag(...header, ...many)).classes.length, 100);
  });

  it('flag bits are taken off class and type, but a known class stands for itself', () => {
    const classes = [0x8000_0003, 0x40 | 7, 12, 14].flatMap((value) => [uuid, keybagNumber('CLAS', value)]);
    const keybag = parseKeybag(bag(keybagNumber('TYPE', 0xc000_0001), ...header, ...classes));
    assert.equal(keybag.type, 1);
    assert.deepEqual(
      keybag.classes.map(({ protectionClass }) => protectionClass),
      [3, 7, 12, 14],
    );
  });

  it('half of a double protection is none', () => {
    assert.equal(parseKeybag(bag(...header, keybagNumber('DPIC', 5))).doubleProtection, undefined);
    assert.equal(parseKeybag(bag(...header, keybagRecord('DPSL', new Uint8Array(20)))).doubleProtection, undefined);
  });

  for (const [name, bytes] of [
    ['nothing at all', new Uint8Array()],
    ['no UUID', bag(salt, rounds)],
    ['a UUID of 15 bytes', bag(keybagRecord('UUID', new Uint8Array(15)), salt, rounds)],
    ['no salt', bag(uuid, rounds)],
    ['an empty salt', bag(uuid, keybagRecord('SALT', new Uint8Array()), rounds)],
    ['no number of rounds', bag(uuid, salt)],
    ['no rounds', bag(uuid, salt, keybagNumber('ITER', 0))],
    ['rounds of 2^31', bag(uuid, salt, keybagNumber('ITER', 2 ** 31))],
    ['rounds of the first stage of 2^32 - 1', bag(...header, keybagNumber('DPIC', 2 ** 32 - 1), keybagRecord('DPSL', new Uint8Array(20)))],
    ['a number of 8 bytes', bag(uuid, salt, keybagRecord('ITER', new Uint8Array(8)))],
    ['a class without its number', bag(...header, uuid, keybagNumber('WRAP', 2))],
    ['a length of 4 GiB', bag(...header, Buffer.from('WPKY\xff\xff\xff\xff', 'latin1'))],
    ['300 classes', bag(...header, ...Array.from({ length: 300 }, () => [uuid, keybagNumber('CLAS', 1)]).flat())],
    ['a megabyte', bag(...header, keybagRecord('JUNK', new Uint8Array(1 << 20)))],
  ] as const) {
    it(`refuses ${name}`, () => {
      refuses(bytes);
    });
  }

  it('records are read as they were written', () => {
    const tag = fc.string({ unit: fc.constantFrom('W', 'P', 'K', 'Y'), minLength: 4, maxLength: 4 });
    const record = fc.record({ tag, value: fc.uint8Array() }, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const bytes = bag(...records.map(({ tag, value }) => keybagRecord(tag, value)));
        const read = [...readKeybagRecords(bytes)].map(({ tag, value }) => ({ tag, value: Uint8Array.from(value) }));
        assert.deepEqual(read, records);
      }),
    );
  });

  it('a bag that is cut off is refused, or ends between two records', () => {
    const whole = fromHex(readKeybagVector('keybag-low').keybag);
    const boundaries = new Set<number>();
    for (const { value } of readKeybagRecords(whole)) boundaries.add(value.byteOffset - whole.byteOffset + value.length);
    for (const beginning of beginningsOf(whole)) {
      if (boundaries.has(beginning.length)) continue;
      refuses(beginning);
    }
  });

  it('damage gives a bag or an error of its own', () => {
    assertSurvivesDamage(fromHex(readKeybagVector('keybag-low').keybag), parseKeybag);
  });
});
