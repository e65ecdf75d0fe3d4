/** Manifest.mbdb: the vector of an independent writer, round trips, the variant with flags, and damage. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  FormatError,
  decodeExtendedAttributes,
  decodeMBFile,
  encodeMBFile,
  encodeMbdb,
  fileIdOf,
  flagsOfMode,
  mbdbFileId,
  mbfileOf,
  readMbdb,
  type MbdbRecord,
} from '../../../../src/formats/index.ts';
import { assertSurvivesDamage, beginningsOf } from '../../../support/damaged-bytes.ts';
import { fromHex, readVectors, toHex } from '../../../support/vectors.ts';

interface RecordVector extends Readonly<Record<'domain' | 'path' | 'fileID', string>> {
  readonly target: string | null;
  readonly digest: string | null;
  readonly encryptionKey: string | null;
  readonly userID: number;
  readonly properties: readonly (readonly [string, string])[];
}

const vector = readVectors('mbdb') as { mbdb: string; recordHex: string[]; records: RecordVector[] };
const bytes = fromHex(vector.mbdb);

/** A record in the vector's terms. */
function inVectorTerms(record: MbdbRecord): unknown {
  return {
    domain: record.domain,
    path: record.path,
    target: record.target ?? null,
    digest: record.digest ? toHex(record.digest) : null,
    encryptionKey: record.encryptionKey ? toHex(record.encryptionKey) : null,
    mode: record.mode,
    inode: Number(record.inode),
    userID: record.userId >>> 0,
    groupID: record.groupId >>> 0,
    mtime: record.lastModified,
    ctime: record.lastStatusChange,
    birth: record.birth,
    size: record.size,
    protectionClass: record.protectionClass,
    properties: record.attributes.map(({ name, value }) => [name, toHex(value)]),
    fileID: mbdbFileId(record),
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const data = fc.uint8Array({ maxLength: 50 });
const time = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const recordFields = {
  domain: text.filter((domain) => domain !== ''),
  path: text,
  mode: fc.tuple(fc.constantFrom(0x8000, 0x4000, 0xa000), fc.nat(0xfff)).map(([type, permissions]) => type | permissions),
  inode: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  userId: fc.integer(),
  groupId: fc.integer(),
  lastModified: time,
  lastStatusChange: time,
  birth: time,
  size: fc.nat(Number.MAX_SAFE_INTEGER),
  protectionClass: fc.nat(255),
  attributes: fc.array(fc.record({ name: text, value: data }, { noNullPrototype: true }), { maxLength: 3 }),
};
const optionalFields = { target: text, digest: fc.uint8Array({ minLength: 20, maxLength: 20 }), encryptionKey: data };
const requiredKeys = Object.keys(recordFields) as (keyof typeof recordFields)[];
const arbitraryRecord: fc.Arbitrary<MbdbRecord> = fc.record(
  { ...recordFields, ...optionalFields },
  { requiredKeys, noNullPrototype: true },
);

const first = [...readMbdb(bytes)][0]!;

describe('mbdb', () => {
  it('reads the records of the vector, and their file ids', () => {
    assert.deepEqual([...readMbdb(bytes)].map(inVectorTerms), vector.records);
  });

  it('writes the bytes of the vector', () => {
    assert.equal(toHex(encodeMbdb(readMbdb(bytes))), vector.mbdb);
    for (const [index, record] of [...readMbdb(bytes)].entries()) {
      assert.equal(toHex(encodeMbdb([record])).slice(12), vector.recordHex[index]);
    }
  });

  it('a record means the same in the terms of the later catalogue', () => {
    for (const [index, record] of [...readMbdb(bytes)].entries()) {
      const expected = vector.records[index]!;
      const file = decodeMBFile(encodeMBFile(mbfileOf(record)));
      assert.deepEqual(
        [file.relativePath, file.target ?? null, file.userId, file.size, file.flags],
        [expected.path, expected.target, expected.userID | 0, record.size, 0],
      );
      assert.equal(file.digest ? toHex(file.digest) : null, expected.digest);
      assert.equal(file.encryptionKey ? toHex(file.encryptionKey) : null, expected.encryptionKey);
      const attributes = file.extendedAttributes ? [...decodeExtendedAttributes(file.extendedAttributes)] : [];
      assert.deepEqual(
        attributes.map(([name, value]) => [name, toHex(value)]),
        expected.properties,
      );
    }
  });

  it('a catalogue of nothing', () => {
    assert.deepEqual([...readMbdb(encodeMbdb([]))], []);
  });

  it('what is written is read again', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRecord, { maxLength: 5 }), (records) => {
        const read = [...readMbdb(encodeMbdb(records))];
        assert.deepEqual(read.map(comparable), records.map(comparable));
      }),
    );
  });

  it('the variant with flags at the end of each record is recognised by its second record', () => {
    const flags = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const flagged = fc
      .tuple(arbitraryRecord, flags)
      .map(([record, value]) => ({ ...record, flags: value, encryptionKey: new Uint8Array(44) }));
    fc.assert(
      fc.property(fc.array(flagged, { minLength: 2, maxLength: 4 }), (records) => {
        const read = [...readMbdb(encodeMbdb(records))];
        assert.deepEqual(read.map(comparable), records.map(comparable));
        assert.equal(mbfileOf(read[0]!).flags, records[0]!.flags);
      }),
    );
  });

  it('a name that is not UTF-8 keeps its bytes, its payload is found, and it is written back as it was', () => {
    const path = Buffer.from([0x61, 0xff, 0xc3]);
    const domain = Buffer.from('HomeDomain');
    const record = { ...first, path: 'a\ufffd\ufffd', exactNames: { domain, path } };
    const written = encodeMbdb([record]);
    assert.ok(Buffer.from(written).includes(path));
    const [read] = readMbdb(written);
    assert.deepEqual([read?.path, toHex(read!.exactNames!.path)], ['a\ufffd\ufffd', toHex(path)]);
    const expected = createHash('sha1').update(domain).update('-').update(path).digest('hex');
    assert.equal(mbdbFileId(read!), expected);
    assert.notEqual(mbdbFileId(read!), fileIdOf(read!.domain, read!.path));
    assert.equal(toHex(encodeMbdb([read!])), toHex(written));
  });

  it('a name beginning with a byte order mark keeps it', () => {
    const [read] = readMbdb(encodeMbdb([{ ...first, path: '\ufeffa' }]));
    assert.equal(read?.path, '\ufeffa');
    assert.equal(mbdbFileId(read), fileIdOf('HomeDomain', '\ufeffa'));
  });

  it('every truncation says where and after how many records; between two records there is nothing to notice', () => {
    const starts = vector.recordHex.reduce((list, hex) => [...list, (list.at(-1) ?? 0) + hex.length / 2], [6]);
    for (const beginning of beginningsOf(bytes)) {
      const whole = starts.indexOf(beginning.length);
      if (whole >= 0) {
        assert.equal([...readMbdb(beginning)].length, whole);
        continue;
      }
      const records = beginning.length < 6 ? 0 : starts.findLastIndex((start) => start < beginning.length);
      const offset = beginning.length < 6 ? 0 : starts[records];
      assert.throws(() => [...readMbdb(beginning)], { name: 'FormatError', code: 'mbdb-malformed', data: { offset, records } });
    }
  });

  it('damage gives records or an error of its own', () => {
    assertSurvivesDamage(bytes, (damaged) => [...readMbdb(damaged)].map((record) => encodeMBFile(mbfileOf(record))));
  });

  it('what does not fit into the format is not written', () => {
    const long = 'x'.repeat(0xffff);
    const attribute = { name: 'a', value: new Uint8Array() };
    for (const record of [
      { ...first, path: long },
      { ...first, attributes: new Array<typeof attribute>(256).fill(attribute) },
    ]) {
      assert.throws(() => encodeMbdb([record]), FormatError);
    }
    assert.equal([...readMbdb(encodeMbdb([{ ...first, path: long.slice(1) }]))][0]?.path.length, 0xfffe);
  });
});

describe('flags of a mode', () => {
  for (const [mode, flags] of [
    [0o100644, 1],
    [0o40755, 2],
    [0o120755, 4],
    [0o10644, 0],
    [0o140755, 0],
    [0, 0],
  ] as const) {
    it(`${mode.toString(8)} is ${flags}`, () => {
      assert.equal(flagsOfMode(mode), flags);
    });
  }
});

/** Views and whole arrays compare equal by their bytes. */
function comparable(record: MbdbRecord): unknown {
  return { ...(inVectorTerms(record) as object), inode: record.inode, flags: record.flags };
}
