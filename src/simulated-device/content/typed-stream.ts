/** A text as Messages keeps it beside the plain one: an archived attributed string in the old "streamtyped" form. */

/**
 * Class names come once, later references are numbers from 0x92. The pieces around the text are the same in every message without formatting.
 * Source: published decoders of `attributedBody`.
 */
const BEFORE_TEXT = [
  ...['\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85\x92'],
  ...['\x84\x84\x84\x08NSString\x01\x94\x84\x01+'],
].join('');
const AFTER_TEXT = '\x86\x84\x02iI\x01';
const AFTER_LENGTH = [
  ...['\x92\x84\x84\x84\x0cNSDictionary\0\x94\x84\x01i\x01\x92\x84\x96\x96\x1d__kIMMessagePartAttributeName\x86\x92'],
  ...['\x84\x84\x84\x08NSNumber\0\x84\x84\x07NSValue\0\x94\x84\x01*\x84\x99\x99\0\x86\x86\x86'],
].join('');

export function encodeAttributedText(text: string): Uint8Array {
  const utf8 = Buffer.from(text, 'utf8');
  const latin = (part: string) => Buffer.from(part, 'latin1');
  return Buffer.concat([
    latin(BEFORE_TEXT),
    encodeLength(utf8.length),
    utf8,
    latin(AFTER_TEXT),
    encodeLength(text.length),
    latin(AFTER_LENGTH),
  ]);
}

/** One byte up to 127, else 0x81 and a little-endian u16. */
function encodeLength(length: number): Buffer {
  return length < 128 ? Buffer.of(length) : Buffer.of(0x81, length & 255, length >> 8);
}
