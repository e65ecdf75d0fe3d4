import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCodedError } from '../../../../src/base/index.ts';
import {
  BulkParser,
  END_OF_FILE,
  END_OF_FILES,
  encodeData,
  encodeDataHeader,
  encodeFileError,
  encodeName,
} from '../../../../src/device-protocol/index.ts';
import { hex } from '../../../support/byte-script.ts';

/** Worked by hand. */
const UPLOAD_OF_HELLO = hex(`
  00 00 00 0b 2f 2e 62 2f 33 2f 61 2e 74 78 74 00 00 00 39 55 44 49 44 2f 53 6e 61 70 73 68 6f 74
  2f 33 64 2f 33 64 30 64 37 65 35 66 62 32 63 65 32 38 38 38 31 33 33 30 36 65 34 64 34 36 33 36
  33 39 35 65 30 34 37 61 33 64 32 38 00 00 00 06 0c 68 65 6c 6c 6f 00 00 00 01 00 00 00 00 00`);
const REMOTE_ERROR = hex('00 00 00 18 0b 4f 70 65 72 61 74 69 6f 6e 20 6e 6f 74 20 70 65 72 6d 69 74 74 65 64');
const MISSING_FILE = hex(`
  00 00 00 11 55 44 49 44 2f 53 74 61 74 75 73 2e 70 6c 69 73 74 00 00 00 1a 06 4e 6f 20 73 75 63
  68 20 66 69 6c 65 20 6f 72 20 64 69 72 65 63 74 6f 72 79 00 00 00 00`);
const SOURCE = '/.b/3/a.txt';
const TARGET = 'UDID/Snapshot/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28';

type Heard = ['file', string, string | undefined] | ['data', string] | ['end'] | ['error', number, string];

/** Pieces of data that follow each other count as one: where they are cut is the network's business. */
function listen(
  direction: 'upload' | 'download',
  limits?: ConstructorParameters<typeof BulkParser>[2],
): { parser: BulkParser; heard: Heard[] } {
  const heard: Heard[] = [];
  const receiver = {
    onFile: (path: string, sourcePath: string | undefined) => void heard.push(['file', path, sourcePath]),
    onData: (bytes: Uint8Array) => {
      const text = Buffer.from(bytes).toString('latin1');
      const last = heard.at(-1);
      if (last?.[0] === 'data') last[1] += text;
      else heard.push(['data', text]);
    },
    onEnd: () => void heard.push(['end']),
    onError: (code: number, text: string) => void heard.push(['error', code, text]),
  };
  return { parser: new BulkParser(direction, receiver, limits), heard };
}

describe('bulk stream', () => {
  it('writes the published bytes', () => {
    const upload = Buffer.concat([encodeName(SOURCE), encodeName(TARGET), encodeData(Buffer.from('hello')), END_OF_FILE, END_OF_FILES]);
    assert.deepEqual(upload, Buffer.from(UPLOAD_OF_HELLO));
    assert.deepEqual(Buffer.from(encodeFileError(0x0b, 'Operation not permitted')), Buffer.from(REMOTE_ERROR));
    const missing = Buffer.concat([encodeName('UDID/Status.plist'), encodeFileError(6, 'No such file or directory'), END_OF_FILES]);
    assert.deepEqual(missing, Buffer.from(MISSING_FILE));
    assert.deepEqual(Buffer.from(encodeDataHeader(262_144)), Buffer.from(hex('00 04 00 01 0c')));
  });

  it('reads the published upload and gives back what follows the terminator', () => {
    const { parser, heard } = listen('upload');
    const rest = parser.push(Buffer.concat([UPLOAD_OF_HELLO, Buffer.from('glued')]));
    assert.equal(Buffer.from(rest!).toString(), 'glued');
    assert.deepEqual(heard, [['file', TARGET, SOURCE], ['data', 'hello'], ['end']]);
  });

  it('reads the published answer for a missing file', () => {
    const { parser, heard } = listen('download');
    assert.equal(parser.push(MISSING_FILE)?.length, 0);
    assert.deepEqual(heard, [
      ['file', 'UDID/Status.plist', undefined],
      ['error', 6, 'No such file or directory'],
    ]);
  });

  it('reads byte by byte', () => {
    const { parser, heard } = listen('upload');
    const ends = [...UPLOAD_OF_HELLO].map((byte) => parser.push(Uint8Array.of(byte)));
    assert.deepEqual(ends.slice(0, -1), Array(UPLOAD_OF_HELLO.length - 1).fill(undefined));
    assert.equal(ends.at(-1)?.length, 0);
    assert.deepEqual(heard, [['file', TARGET, SOURCE], ['data', 'hello'], ['end']]);
  });

  it('reads the same whatever the cuts are', () => {
    const file = fc.record({
      name: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
      chunks: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
      error: fc.option(fc.record({ code: fc.constantFrom(1, 6, 7, 11, 13, 127, 255), text: fc.string({ maxLength: 30 }) })),
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 5 }), cuts, fc.uint8Array({ maxLength: 9 }), (files, sizes, behind) => {
        const stream = Buffer.concat([
          ...files.flatMap(({ name, chunks, error }) => [
            encodeName(`/${name}`),
            encodeName(name),
            ...chunks.map(encodeData),
            error === null ? END_OF_FILE : encodeFileError(error.code, error.text),
          ]),
          END_OF_FILES,
        ]);
        const { parser, heard } = listen('upload');
        let rest: Uint8Array | undefined;
        let at = 0;
        for (let cut = 0; at < stream.length; cut++) {
          const size = Math.min(sizes[cut % sizes.length]!, stream.length - at);
          const isLast = at + size === stream.length;
          rest = parser.push(isLast ? Buffer.concat([stream.subarray(at), behind]) : stream.subarray(at, at + size));
          at += size;
        }
        assert.deepEqual(Buffer.from(rest!), Buffer.from(behind));
        const expected = files.flatMap(({ name, chunks, error }): Heard[] => {
          const data = Buffer.concat(chunks).toString('latin1');
          return [
            ['file', name, `/${name}`],
            ...(data === '' ? [] : [['data', data] satisfies Heard]),
            error === null ? ['end'] : ['error', error.code, error.text],
          ];
        });
        assert.deepEqual(heard, expected);
      }),
    );
  });

  it('takes every code that is neither data nor end as the end of that file, and goes on', () => {
    const { parser, heard } = listen('upload');
    const oddCode = encodeFileError(0x7f, 'odd');
    parser.push(
      Buffer.concat([
        encodeName('/a'),
        encodeName('a'),
        encodeData(Buffer.from('half')),
        oddCode,
        encodeName('/b'),
        encodeName('b'),
        END_OF_FILE,
        END_OF_FILES,
      ]),
    );
    assert.deepEqual(heard, [['file', 'a', '/a'], ['data', 'half'], ['error', 0x7f, 'odd'], ['file', 'b', '/b'], ['end']]);
  });

  const refused: [string, string, Uint8Array][] = [
    ['a name of absurd length', 'frame-too-long', hex('4e 6f 20 73')],
    ['a name longer than any path', 'frame-too-long', hex('00 00 10 01')],
    ['a chunk of absurd length', 'frame-too-long', Buffer.concat([encodeName('/a'), encodeName('a'), hex('7f ff ff ff 0c')])],
    ['an error text of absurd length', 'frame-too-long', Buffer.concat([encodeName('/a'), encodeName('a'), hex('00 80 00 00 0b')])],
    ['a chunk without a code', 'protocol-violation', Buffer.concat([encodeName('/a'), encodeName('a'), hex('00 00 00 00')])],
    ['a device path without a place in the backup', 'protocol-violation', Buffer.concat([encodeName('/a'), END_OF_FILES])],
  ];
  for (const [what, code, bytes] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => listen('upload').parser.push(bytes),
        (error) => isCodedError(error, code),
      );
    });
  }

  it('takes a chunk just at the limit and none above', () => {
    const limits = { maxNameBytes: 10, maxChunkBytes: 4 };
    const names = [encodeName('/a'), encodeName('a')];
    const { parser, heard } = listen('upload', limits);
    parser.push(Buffer.concat([...names, encodeData(Buffer.from('four')), END_OF_FILE, END_OF_FILES]));
    assert.deepEqual(heard.slice(1), [['data', 'four'], ['end']]);
    const tooMuch = Buffer.concat([...names, encodeData(Buffer.from('fives'))]);
    assert.throws(
      () => listen('upload', limits).parser.push(tooMuch),
      (error) => isCodedError(error, 'frame-too-long'),
    );
  });
});
