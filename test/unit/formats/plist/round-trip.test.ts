/** What is written is read again unchanged, in both formats, for any property list; and any damage gives a typed error or a value. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { FormatError, parsePlist, writeBinaryPlist, writeXmlPlist } from '../../../../src/formats/index.ts';
import { arbitraryDamage, valueOrFormatError } from '../../../support/damaged-bytes.ts';
import { arbitraryPlist } from '../../../support/plist-samples.ts';

function isFormatError(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    assert.ok(error instanceof FormatError, `expected a FormatError, got ${String(error)}`);
    return true;
  }
}

describe('plist round trip', () => {
  it('binary', () => {
    fc.assert(
      fc.property(arbitraryPlist({ exotic: true }), (value) => {
        const bytes = writeBinaryPlist(value);
        const read = parsePlist(bytes);
        assert.deepStrictEqual(read, value);
        assert.deepEqual(writeBinaryPlist(read), bytes, 'not written in the same order');
      }),
      { numRuns: 300 },
    );
  });

  it('XML', () => {
    fc.assert(
      fc.property(arbitraryPlist({ exotic: true, wholeSeconds: true }), (value) => {
        const bytes = writeXmlPlist(value);
        const read = parsePlist(bytes);
        assert.deepStrictEqual(read, value);
        assert.deepEqual(writeXmlPlist(read), bytes, 'not written in the same order');
      }),
      { numRuns: 300 },
    );
  });

  for (const [name, write] of [
    ['binary', writeBinaryPlist],
    ['XML', writeXmlPlist],
  ] as const) {
    const sample = write(
      new Map([['key', [1n, -1n, 1.5, true, 'text', 'é', new Date(0), new Uint8Array(20), 'x'.repeat(20), new Map([['k', 'v']])]]]),
    );

    it(`${name}: every truncation is an error`, () => {
      // The end of line after </plist> is not part of the document.
      const end = name === 'XML' ? sample.length - 1 : sample.length;
      for (let length = 0; length < end; length++) {
        assert.ok(
          isFormatError(() => parsePlist(sample.subarray(0, length))),
          `accepted ${length} of ${sample.length} bytes`,
        );
      }
    });

    it(`${name}: a changed byte gives a value or an error of this room, nothing else`, () => {
      for (let at = 0; at < sample.length; at++) {
        for (const change of [0x01, 0x0f, 0x10, 0x80, 0xff]) {
          const damaged = Uint8Array.from(sample);
          damaged[at] = (damaged[at] ?? 0) ^ change;
          isFormatError(() => parsePlist(damaged));
        }
      }
    });
  }

  it('bits flipped and pieces left out of any property list give a value or an error of this room', () => {
    const written = fc.tuple(arbitraryPlist({ wholeSeconds: true }), fc.constantFrom(writeBinaryPlist, writeXmlPlist));
    fc.assert(
      fc.property(
        written.chain(([value, write]) => arbitraryDamage(write(value))),
        (damaged) => {
          valueOrFormatError(() => parsePlist(damaged));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('random bytes behind a header give an error of this room', () => {
    fc.assert(
      fc.property(fc.constantFrom('bplist00', '<plist>', '<plist><dict>'), fc.uint8Array({ maxLength: 300 }), (header, bytes) => {
        isFormatError(() => parsePlist(Buffer.concat([Buffer.from(header), bytes])));
      }),
      { numRuns: 500 },
    );
  });
});
