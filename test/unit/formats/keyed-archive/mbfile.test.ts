/** MBFile blobs: the vectors of an independent writer, the real order of objects, and both readers against each other. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  FormatError,
  Uid,
  decodeMBFile,
  dict,
  encodeMBFile,
  parsePlist,
  readUsualNumbers,
  writeBinaryPlist,
  type FileNumbers,
  type MBFile,
  type PlistValue,
} from '../../../../src/formats/index.ts';
import { decodeAnyMBFile } from '../../../../src/formats/keyed-archive/decode-mbfile.ts';
import { arbitraryDamage, valueOrFormatError } from '../../../support/damaged-bytes.ts';
import { decodeUsualMBFile } from '../../../../src/formats/keyed-archive/usual-mbfile.ts';

interface Vector {
  readonly name: string;
  readonly blob: string;
  readonly fields: Readonly<Record<string, string | number | null>> & {
    readonly ExtendedAttributes: Readonly<Record<string, string>> | null;
  };
}

const { vectors } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/vectors/mbfile.json'), 'utf8')) as {
  vectors: Vector[];
};

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function hexOrNull(data: Uint8Array | undefined): string | null {
  return data ? Buffer.from(data).toString('hex') : null;
}

/** A decoded file in the vectors' terms. */
function fieldsOf(file: MBFile): Record<string, unknown> {
  const attributes = file.extendedAttributes && parsePlist(file.extendedAttributes);
  return {
    RelativePath: file.relativePath,
    Mode: file.mode,
    Size: file.size,
    ProtectionClass: file.protectionClass,
    InodeNumber: Number(file.inode),
    LastModified: file.lastModified,
    LastStatusChange: file.lastStatusChange,
    Birth: file.birth,
    UserID: file.userId,
    GroupID: file.groupId,
    Flags: file.flags,
    EncryptionKey: hexOrNull(file.encryptionKey),
    Digest: hexOrNull(file.digest),
    Target: file.target ?? null,
    ExtendedAttributes:
      attributes instanceof Map ? Object.fromEntries([...attributes].map(([name, value]) => [name, hexOrNull(value as Uint8Array)])) : null,
  };
}

const plainFile: MBFile = {
  relativePath: 'Library/a.txt',
  mode: 0o100644,
  inode: 7n,
  userId: 501,
  groupId: 501,
  lastModified: 1_700_000_000,
  lastStatusChange: 1_700_000_001,
  birth: 1_700_000_002,
  size: 5,
  protectionClass: 3,
  flags: 0,
};

const data = fc.uint8Array({ maxLength: 100 });
const arbitraryFile: fc.Arbitrary<MBFile> = fc.record(
  {
    relativePath: fc.string({ unit: 'binary' }),
    mode: fc.nat(0xffff),
    inode: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    userId: fc.integer(),
    groupId: fc.integer(),
    lastModified: fc.integer(),
    lastStatusChange: fc.integer({ min: 0, max: 2 ** 40 }),
    birth: fc.integer(),
    size: fc.nat(Number.MAX_SAFE_INTEGER),
    protectionClass: fc.nat(14),
    flags: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    encryptionKey: data,
    digest: data,
    extendedAttributes: data,
    target: fc.string({ unit: 'binary' }),
  },
  {
    requiredKeys: [
      'relativePath',
      'mode',
      'inode',
      'userId',
      'groupId',
      'lastModified',
      'lastStatusChange',
      'birth',
      'size',
      'protectionClass',
      'flags',
    ],
  },
);

describe('MBFile', () => {
  for (const { name, blob, fields } of vectors) {
    it(`decodes the vector ${name}, by both readers`, () => {
      assert.deepEqual(fieldsOf(decodeMBFile(bytes(blob))), fields);
      assert.deepEqual(fieldsOf(decodeAnyMBFile(bytes(blob))), fields);
      assert.deepEqual(fieldsOf(decodeUsualMBFile(bytes(blob))!), fields);
    });
  }

  it('is written with the objects of real blobs in their order', () => {
    const file = {
      ...plainFile,
      target: 'there',
      digest: new Uint8Array(20),
      encryptionKey: new Uint8Array(44),
      extendedAttributes: new Uint8Array(9),
    };
    const archive = parsePlist(encodeMBFile(file));
    assert.ok(archive instanceof Map);
    assert.deepEqual(archive.get('$top'), dict({ root: new Uid(1) }));
    const fields = dict({
      LastModified: 1_700_000_000n,
      Flags: 0n,
      GroupID: 501n,
      LastStatusChange: 1_700_000_001n,
      RelativePath: new Uid(2),
      Birth: 1_700_000_002n,
      Size: 5n,
      InodeNumber: 7n,
      Mode: 0o100644n,
      UserID: 501n,
      ProtectionClass: 3n,
      Target: new Uid(3),
      Digest: new Uid(4),
      EncryptionKey: new Uid(5),
      ExtendedAttributes: new Uid(7),
      $class: new Uid(8),
    });
    assert.deepEqual(archive.get('$objects'), [
      '$null',
      fields,
      'Library/a.txt',
      'there',
      new Uint8Array(20),
      dict({ 'NS.data': new Uint8Array(44), $class: new Uid(6) }),
      dict({ $classname: 'NSMutableData', $classes: ['NSMutableData', 'NSData', 'NSObject'] }),
      new Uint8Array(9),
      dict({ $classname: 'MBFile', $classes: ['MBFile', 'NSObject'] }),
    ]);
  });

  it('closes up the numbers of what a row does not have', () => {
    const archive = parsePlist(encodeMBFile(plainFile));
    assert.ok(archive instanceof Map);
    const objects = archive.get('$objects') as PlistValue[];
    assert.equal(objects.length, 4);
    assert.deepEqual((objects[1] as Map<string, PlistValue>).get('$class'), new Uid(3));
  });

  it('is read by the quick reader whatever our writer wrote, as the slow one reads it', () => {
    fc.assert(
      fc.property(arbitraryFile, (file) => {
        const blob = encodeMBFile(file);
        assert.deepStrictEqual(normal(decodeAnyMBFile(blob)), normal(file));
        assert.deepStrictEqual(normal(decodeUsualMBFile(blob)!), normal(file));
      }),
      { numRuns: 300 },
    );
  });

  it('damage: the quick reader gives up or agrees with the slow one, and nothing but an error of its own comes out', () => {
    let agreed = 0;
    for (const [index, { blob }] of vectors.entries()) {
      const original = bytes(blob);
      // Every third byte, another third in the next blob: the blobs are much alike.
      for (let at = index % 3; at < original.length; at += 3) {
        for (const change of [0x01, 0x90]) {
          const damaged = Uint8Array.from(original);
          damaged[at] = (damaged[at] ?? 0) ^ change;
          const quick = decodeUsualMBFile(damaged);
          const slow = attempt(damaged);
          if (!quick || !slow) continue;
          assert.deepStrictEqual(normal(quick), normal(slow));
          agreed++;
        }
      }
    }
    assert.ok(agreed > 300, `compared only ${agreed} blobs`);
  });

  it('gives its numbers alone as with all the rest, and gives up on the same blobs, damaged or not', () => {
    const numbersOf = ({ mode, size, lastModified, protectionClass }: FileNumbers) => ({ mode, size, lastModified, protectionClass });
    const check = (blob: Uint8Array) => {
      const numbers = { mode: 1, size: 2, lastModified: 3, protectionClass: 4 };
      const isRead = readUsualNumbers(blob, numbers);
      const whole = decodeUsualMBFile(blob);
      assert.deepEqual(isRead ? numbersOf(numbers) : undefined, whole && numbersOf(whole));
    };
    fc.assert(
      fc.property(arbitraryFile, (file) => check(encodeMBFile(file))),
      { numRuns: 100 },
    );
    for (const { blob } of vectors) {
      const original = bytes(blob);
      for (let length = 0; length <= original.length; length += 7) check(original.subarray(0, length));
      fc.assert(fc.property(arbitraryDamage(original), check), { numRuns: 200 });
    }
  });

  it('random damage gives a file or an error of its own', () => {
    for (const { blob } of vectors) {
      fc.assert(
        fc.property(arbitraryDamage(bytes(blob)), (damaged) => {
          valueOrFormatError(() => decodeMBFile(damaged));
        }),
        { numRuns: 50 },
      );
    }
  });

  it('every truncation is an error', () => {
    for (const { blob } of vectors) {
      const original = bytes(blob);
      for (let length = 0; length < original.length; length++) {
        assert.throws(() => decodeMBFile(original.subarray(0, length)), { name: 'FormatError', code: 'mbfile-malformed' });
      }
    }
  });

  describe('of another form than usual', () => {
    const fields = { RelativePath: new Uid(2), Mode: 0o100644n, Size: 5n };
    const archive = (root: Record<string, PlistValue>, ...more: PlistValue[]): Uint8Array =>
      writeBinaryPlist(dict({ $archiver: 'NSKeyedArchiver', $top: dict({ root: new Uid(1) }), $objects: ['$null', dict(root), ...more] }));

    it('is still read: no version, unknown keys, strings as NSString, missing numbers are 0', () => {
      const blob = archive({ ...fields, Novelty: [1n], InodeNumber: new Uid(3) }, dict({ 'NS.string': 'a/b' }), 9n);
      assert.equal(decodeUsualMBFile(blob), undefined);
      assert.deepEqual(decodeMBFile(blob), {
        ...plainFile,
        relativePath: 'a/b',
        inode: 9n,
        userId: 0,
        groupId: 0,
        lastModified: 0,
        lastStatusChange: 0,
        birth: 0,
        protectionClass: 0,
      });
    });

    const values: readonly (readonly [key: string, field: keyof MBFile, value: PlistValue])[] = [
      ['RelativePath', 'relativePath', 'a/b'],
      ['Target', 'target', 'there'],
      ['Mode', 'mode', 0o120755n],
      ['InodeNumber', 'inode', 2n ** 40n],
      ['UserID', 'userId', -2n],
      ['GroupID', 'groupId', 501n],
      ['LastModified', 'lastModified', 1_700_000_000n],
      ['LastStatusChange', 'lastStatusChange', 1n],
      ['Birth', 'birth', 2n],
      ['Size', 'size', 5_000_000_000n],
      ['ProtectionClass', 'protectionClass', 4n],
      ['Flags', 'flags', 128n],
      ['EncryptionKey', 'encryptionKey', new Uint8Array(44).fill(1)],
      ['Digest', 'digest', new Uint8Array(20).fill(2)],
      ['ExtendedAttributes', 'extendedAttributes', new Uint8Array(9).fill(3)],
    ];
    const foundation = (value: PlistValue): PlistValue =>
      typeof value === 'string' ? dict({ 'NS.string': value }) : dict({ 'NS.data': value, $class: new Uid(1) });
    const inData = (value: PlistValue): PlistValue => dict({ 'NS.data': typeof value === 'string' ? Buffer.from(value) : value });

    for (const [key, field, value] of values) {
      it(`${key} may stand inline, behind a UID, or in an object behind a UID`, () => {
        const others: Record<string, PlistValue> = { RelativePath: new Uid(2), Mode: 1n, Size: 1n };
        const shapes = [archive({ ...others, [key]: value }, 'a'), archive({ ...others, [key]: new Uid(3) }, 'a', value)];
        if (typeof value !== 'bigint') {
          for (const object of [foundation(value), inData(value)]) shapes.push(archive({ ...others, [key]: new Uid(3) }, 'a', object));
        }
        const expected = typeof value === 'bigint' && field !== 'inode' ? Number(value) : value;
        for (const blob of shapes) assert.deepEqual(decodeMBFile(blob)[field], expected);
      });
    }

    it('is still read when it has thousands of objects', () => {
      const blob = archive(fields, 'a/b', ...Array.from({ length: 1000 }, (_, i) => `x${i}`));
      assert.equal(decodeUsualMBFile(blob), undefined);
      assert.equal(decodeMBFile(blob).relativePath, 'a/b');
    });

    it('is an error at once when it has more values than a catalogue of a million could afford', () => {
      // Each list holds the one behind it ten times: little that stands for ten thousand values.
      const many = (level: number): PlistValue => (level === 0 ? 'x' : Array<PlistValue>(10).fill(many(level - 1)));
      const blob = archive(fields, 'a/b', many(4));
      assert.equal(decodeUsualMBFile(blob), undefined);
      assert.throws(
        () => decodeMBFile(blob),
        (error: Error & { code?: string; cause?: { code?: string } }) =>
          error.code === 'mbfile-malformed' && error.cause?.code === 'plist-limit',
      );
    });

    it('a $null reference means that the field is not there', () => {
      assert.equal(decodeMBFile(archive({ ...fields, Digest: new Uid(0) }, 'a')).digest, undefined);
    });

    it('an owner written as unsigned is the negative one that was meant', () => {
      assert.equal(decodeMBFile(archive({ ...fields, UserID: 0xffff_fffen }, 'a')).userId, -2);
    });

    for (const [name, blob] of [
      ['no path', archive({ Mode: 1n, Size: 1n })],
      ['no mode', archive({ RelativePath: new Uid(2), Size: 1n }, 'a')],
      ['no size', archive({ RelativePath: new Uid(2), Mode: 1n }, 'a')],
      ['a path that is a number', archive(fields, 1n)],
      ['a mode that is a text', archive({ ...fields, Mode: 'x' }, 'a')],
      ['a digest that is a text', archive({ ...fields, Digest: new Uid(2) }, 'a')],
      ['a reference to nothing', archive(fields)],
      ['a reference to a reference', archive(fields, new Uid(2))],
      [
        'a root that is a text',
        writeBinaryPlist(dict({ $archiver: 'NSKeyedArchiver', $top: dict({ root: new Uid(0) }), $objects: ['$null'] })),
      ],
      ['no archive', writeBinaryPlist(new Map())],
      ['no plist', new Uint8Array()],
    ] as const) {
      it(`is an error with ${name}`, () => {
        assert.throws(() => decodeMBFile(blob), { name: 'FormatError', code: 'mbfile-malformed' });
      });
    }
  });
});

function attempt(blob: Uint8Array): MBFile | undefined {
  try {
    return decodeAnyMBFile(blob);
  } catch (error) {
    assert.ok(error instanceof FormatError);
    return undefined;
  }
}

/** Views and whole arrays compare equal by their bytes. */
function normal(file: MBFile): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(file).map(([key, value]) => [key, value instanceof Uint8Array ? hexOrNull(value) : (value as unknown)]),
  );
}
