/** Our plist codec against programs of others: Python's plistlib and libplist's plistutil. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Uid, dict, parsePlist, writeBinaryPlist, writeXmlPlist, type PlistValue } from '../../src/formats/index.ts';
import { throughPlistlib } from '../support/foreign-plists.ts';
import { arbitraryPlist } from '../support/plist-samples.ts';

/** The same ones in every run, so that a difference stays found. */
const samples = fc.sample(arbitraryPlist(), { numRuns: 1000, seed: 1 });
const wholeSeconds = fc.sample(arbitraryPlist({ wholeSeconds: true }), { numRuns: 1000, seed: 2 });

/** One of everything that plistlib and we write alike; reals of different length are spelt differently in XML. */
const everything = dict({
  integers: [0n, 1n, 255n, 256n, 65_535n, 65_536n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n - 1n, 2n ** 64n - 1n, -1n, -(2n ** 63n)],
  reals: [0, 1, -1.5, 1e300],
  booleans: [true, false],
  texts: ['', 'a', ' <&> "\' ', 'é', '😀', 'x'.repeat(14), 'x'.repeat(15), 'x'.repeat(300), 'tab\tline\n'],
  data: [0, 1, 14, 15, 51, 52, 100, 300].map((length) => new Uint8Array(length).fill(length)),
  dates: [new Date('2001-01-01T00:00:00Z'), new Date('1970-01-01T00:00:00Z'), new Date('2026-11-22T17:16:30Z')],
  many: Array.from({ length: 300 }, (_, i) => BigInt(i)),
  nested: dict({ a: dict({ b: dict({ c: [new Uint8Array(200), [[['deep']]], new Map(), []] }) }) }),
});

function plistutil(bytes: Uint8Array, format: 'bin' | 'xml'): Uint8Array {
  const { error, status, stdout, stderr } = spawnSync('plistutil', ['-i', '-', '-o', '-', '-f', format], {
    input: bytes,
    maxBuffer: 2 ** 28,
  });
  if (error) throw new Error('plistutil is missing; install it with: sudo apt-get install -y libplist-utils', { cause: error });
  assert.equal(status, 0, stderr.toString());
  return stdout;
}

describe('plist codec and plistlib', () => {
  it('write the same binary, byte for byte', () => {
    throughPlistlib(samples.map(writeBinaryPlist)).forEach(({ binary }, index) => {
      assert.deepEqual(Buffer.from(binary), Buffer.from(writeBinaryPlist(samples[index] ?? '')));
    });
  });

  it('write the same XML, byte for byte', () => {
    const [answer] = throughPlistlib([writeBinaryPlist(everything)]);
    assert.equal(Buffer.from(answer!.xml).toString(), Buffer.from(writeXmlPlist(everything)).toString());
  });

  it('read the XML of each other', () => {
    throughPlistlib(wholeSeconds.map(writeXmlPlist)).forEach(({ binary, xml }, index) => {
      assert.deepStrictEqual(parsePlist(binary), wholeSeconds[index]);
      assert.deepStrictEqual(parsePlist(xml), wholeSeconds[index]);
    });
  });

  it('agree on UIDs', () => {
    const value: PlistValue = [new Uid(0), new Uid(255), new Uid(256), new Uid(65_536)];
    const script = 'import plistlib,sys;print([u.data for u in plistlib.loads(sys.stdin.buffer.read())])';
    const { stdout } = spawnSync('python3', ['-c', script], { input: writeBinaryPlist(value) });
    assert.equal(stdout.toString().trim(), '[0, 255, 256, 65536]');
  });
});

describe('plist codec and plistutil', () => {
  it('plistutil reads our binary, and we its XML', () => {
    assert.deepStrictEqual(parsePlist(plistutil(writeBinaryPlist(everything), 'xml')), everything);
  });

  it('plistutil reads our XML, and we its binary', () => {
    assert.deepStrictEqual(parsePlist(plistutil(writeXmlPlist(everything), 'bin')), everything);
  });
});
