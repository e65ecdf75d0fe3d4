/** Typed streams: a published one, texts of every length, other kinds of values, and what a hostile one does. */
import assert from 'node:assert/strict';
import { readAttributedText, readTypedStream, type TypedObject } from '../../../../src/formats/index.ts';
import { encodeAttributedText } from '../../../../src/simulated-device/content/typed-stream.ts';

const latin = (text: string) => Buffer.from(text, 'latin1');
const HEAD = '\x04\x0bstreamtyped\x81\xe8\x03';

/** As published descriptions of `attributedBody` print it. */
const PUBLISHED = Buffer.from(
  '040b73747265616d747970656481e803840140848484124e5341747472696275746564537472696e67008484084e534f626a656374008592' +
    '848484084e53537472696e67019484012b0548656c6c6f86840269490105928484840c4e5344696374696f6e617279009484016901928496961d' +
    '5f5f6b494d4d657373616765506172744174747269627574654e616d658692848484084e534e756d626572008484074e5356616c75650094' +
    '84012a84999900868686',
  'hex',
);

/** A mutable text, as older versions wrote it: class of its own below the others. */
const MUTABLE = latin(
  `${HEAD}\x84\x01@\x84\x84\x84\x19NSMutableAttributedString\0\x84\x84\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85` +
    `\x92\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+\x02Hi\x86\x86`,
);

const isMalformed = { code: 'archive-malformed' };

describe('a typed stream', () => {
  it('gives the text of a message, as published', () => {
    assert.equal(readAttributedText(PUBLISHED), 'Hello');
    const { classes, values } = readTypedStream(PUBLISHED);
    assert.deepEqual(classes, ['NSAttributedString', 'NSObject']);
    // The text, the number of its attributes and its length, the attributes.
    assert.deepEqual([values.length, values[1], values[2]], [4, 1, 5]);
    assert.deepEqual((values[3] as TypedObject).classes, ['NSDictionary', 'NSObject']);
  });

  it('gives texts of any length and script', () => {
    for (const text of ['', 'a', 'é'.repeat(63), 'x'.repeat(127), 'x'.repeat(128), '🌊'.repeat(200), 'y'.repeat(40_000)]) {
      assert.equal(readAttributedText(encodeAttributedText(text)), text);
    }
    assert.equal(readAttributedText(MUTABLE), 'Hi');
  });

  it('reads a length of four bytes, and numbers in the other order', () => {
    const long = Buffer.concat([MUTABLE.subarray(0, MUTABLE.indexOf('+') + 1), latin('\x82\x03\0\0\0abc\x86\x86')]);
    assert.equal(readAttributedText(long), 'abc');
    const other = latin('\x04\x0btypedstream\x81\x03\xe8\x84\x01@\x84\x84\x84\x08NSNumber\0\x85\x84\x01s\x81\x01\x02\x86');
    assert.deepEqual(readTypedStream(other).values, [0x0102]);
  });

  it('reads structures, lists, real numbers, classes and shared texts', () => {
    const body = [
      ['\x84\x0f{_NSRange=II}*#', '\x03\x81\x80\0', '\x84\x84\x04name', '\x93'],
      ['\x84\x04[3c]', 'abc'],
      ['\x84\x04[2i]', '\x01\xff'],
      ['\x84\x01d', '\x83\0\0\0\0\0\0\xf8?'],
      ['\x84\x01f', '\x07'],
      ['\x84\x01*', '\x94'],
    ];
    const { values } = readTypedStream(latin(`${HEAD}\x84\x01@\x84\x84\x84\x01A\0\x85${body.flat().join('')}\x86`));
    assert.deepEqual(values, [[3, 128], 'name', 'A', Buffer.from('abc'), [1, -1], 1.5, 7, 'name']);
  });

  it('names what is cut off, foreign, or refers to nothing', () => {
    for (let end = 0; end < PUBLISHED.length; end++) {
      assert.throws(() => readAttributedText(PUBLISHED.subarray(0, end)), isMalformed, `cut at ${end}`);
    }
    for (const bytes of [
      '',
      'bplist00',
      '\x04\x0bstreamtypeX\x81\xe8\x03',
      `${HEAD}\x84\x01@\x92`,
      `${HEAD}\x84\x01?x`,
      `${HEAD}\x84\x01@\x85`,
    ]) {
      assert.throws(() => readTypedStream(latin(bytes)), isMalformed, bytes);
    }
    assert.throws(() => readAttributedText(latin(`${HEAD}\x84\x01@\x84\x84\x84\x01A\0\x85\x86`)), isMalformed);
  });

  it('ends for streams that nest, repeat or refer to themselves', () => {
    const nested = `${HEAD}\x84\x01@${'\x84\x84\x84\x01A\0\x85\x92'.repeat(1)}${'\x84\x93\x92'.repeat(5000)}`;
    assert.throws(() => readTypedStream(latin(nested)), isMalformed);
    const classes = `${HEAD}\x84\x01@\x84${'\x84\x84\x01A\0'.repeat(5000)}`;
    assert.throws(() => readTypedStream(latin(classes)), isMalformed);
    const lists = `${HEAD}\x84\x14${'[9999'.repeat(4)}`;
    assert.throws(() => readTypedStream(latin(lists)), isMalformed);
    const list = `${HEAD}\x84\x01@\x84\x84\x84\x01A\0\x85\x84\x0a[9999999@]${'\x85'.repeat(200_000)}`;
    assert.throws(() => readTypedStream(latin(list)), isMalformed);
    // An object that has itself as a value is a value as any other.
    const own = readTypedStream(latin(`${HEAD}\x84\x01@\x84\x84\x84\x01A\0\x85\x92\x92\x86`));
    assert.equal(own.values[0], own);
  });
});
