/** The XML codec against texts that are known from Apple's tools and from other writers. */
import assert from 'node:assert/strict';
import { Uid, dict, parsePlist, parseXmlPlist, signedIntAt, writeXmlPlist, type PlistValue } from '../../../../src/formats/index.ts';
import { xml } from '../../../support/byte-script.ts';

const onlyRead: [name: string, body: string, value: PlistValue][] = [
  ['a string with blanks around', '<string>  lead trail  \n</string>', '  lead trail  \n'],
  ['the five entities and numbers', '<string>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;</string>', '&<>"\'A😀'],
  ['an entity only once', '<string>&amp;lt;</string>', '&lt;'],
  ['CDATA', '<string>a<![CDATA[<b>&amp;]]>c</string>', 'a<b>&amp;c'],
  ['CDATA in a key', '<dict><key><![CDATA[<]]></key><true/></dict>', new Map([['<', true]])],
  ['comments anywhere', '<!-- a --><array><!-- <true/> --><string>a<!-- b -->c</string></array><!-- d -->', ['ac']],
  ['processing instructions', '<?a b?><array><?c?></array>', []],
  ['empty elements', '<array><string/><data/><array/><dict /></array>', ['', new Uint8Array(), [], new Map()]],
  ['attributes', '<string xml:space="preserve" a=\'<>\'>x</string>', 'x'],
  ['true with an end tag', '<true></true>', true],
  ['line ends of Windows', '<string>a\r\nb\rc</string>', 'a\nb\nc'],
  ['control characters, as phones write them', '<string>a\u0001b</string>', 'a\u0001b'],
  ['an integer beyond 2^53', '<integer>9007199254740993</integer>', 9_007_199_254_740_993n],
  ['2^64-1', '<integer>18446744073709551615</integer>', 2n ** 64n - 1n],
  ['signs, blanks and hex', '<array><integer> +7\n</integer><integer>-0x1F</integer></array>', [7n, -31n]],
  ['leading zeros', '<integer>007</integer>', 7n],
  ['reals', '<array><real>2</real><real>-.5e-3</real><real>1.</real></array>', [2, -0.0005, 1]],
  ['the words for reals', '<array><real>nan</real><real>inf</real><real>-Infinity</real></array>', [NaN, Infinity, -Infinity]],
  ['a date with a fraction', '<date>2024-06-01T12:34:56.789Z</date>', new Date('2024-06-01T12:34:56.789Z')],
  ['base64 with blanks and without padding', '<data>\n\tAQ\n\tI=\n</data>', Uint8Array.of(1, 2)],
  ['base64 without padding', '<data>AQI</data>', Uint8Array.of(1, 2)],
  ['a key that stands twice: the last wins', '<dict><key>a</key><true/><key>a</key><false/></dict>', new Map([['a', false]])],
  ['__proto__ as a key', '<dict><key>__proto__</key><true/></dict>', new Map([['__proto__', true]])],
  ['a UID', '<dict><key>CF$UID</key><integer>3</integer></dict>', new Uid(3)],
];

/** One line of the document's body each. */
const bothWays: [name: string, lines: string[], value: PlistValue][] = [
  ['integer and real apart', ['<array>', '\t<integer>2</integer>', '\t<real>2.0</real>', '</array>'], [2n, 2]],
  [
    'extreme integers',
    ['<array>', `\t<integer>${2n ** 64n - 1n}</integer>`, `\t<integer>${-(2n ** 63n)}</integer>`, '</array>'],
    [2n ** 64n - 1n, -(2n ** 63n)],
  ],
  [
    'what is no number',
    ['<array>', '\t<real>nan</real>', '\t<real>+infinity</real>', '\t<real>-infinity</real>', '\t<real>-0.0</real>', '</array>'],
    [NaN, Infinity, -Infinity, -0],
  ],
  ['escapes', ['<string>&lt;a&gt; &amp; "b"\'&#13;\t\n</string>'], '<a> & "b"\'\r\t\n'],
  [
    'empty things',
    ['<array>', '\t<array/>', '\t<dict/>', '\t<string></string>', '\t<data>', '\t</data>', '</array>'],
    [[], new Map(), '', new Uint8Array()],
  ],
  ['a date', ['<date>2024-06-01T12:34:56Z</date>'], new Date('2024-06-01T12:34:56Z')],
  ['a date of the year 1', ['<date>0001-01-01T00:00:00Z</date>'], new Date('0001-01-01T00:00:00Z')],
  ['a date before our era', ['<date>-0044-03-15T12:00:00Z</date>'], new Date('-000044-03-15T12:00:00Z')],
  [
    'nested keys in their order',
    ['<dict>', '\t<key>b</key>', '\t<dict>', '\t\t<key>a</key>', '\t\t<true/>', '\t</dict>', '\t<key>a</key>', '\t<false/>', '</dict>'],
    dict({ b: dict({ a: true }), a: false }),
  ],
  ['a UID', ['<dict>', '\t<key>CF$UID</key>', '\t<integer>3</integer>', '</dict>'], new Uid(3)],
  ['data of one line', ['<array>', '\t<data>', `\t${'A'.repeat(68)}`, '\t</data>', '</array>'], [new Uint8Array(51)]],
  ['data of two lines', ['<array>', '\t<data>', `\t${'A'.repeat(68)}`, '\tAA==', '\t</data>', '</array>'], [new Uint8Array(52)]],
];

describe('XML plist', () => {
  for (const [name, body, value] of onlyRead) {
    it(`reads ${name}`, () => {
      assert.deepStrictEqual(parseXmlPlist(xml(body)), value);
    });
  }

  for (const [name, lines, value] of bothWays) {
    it(`writes and reads ${name}`, () => {
      const head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
        '<plist version="1.0">',
      ];
      const text = [...head, ...lines, '</plist>', ''].join('\n');
      assert.equal(Buffer.from(writeXmlPlist(value)).toString(), text);
      assert.deepStrictEqual(parseXmlPlist(Buffer.from(text)), value);
    });
  }

  it('reads a negative status as pymobiledevice3 writes it', () => {
    const read = parseXmlPlist(xml('<dict><key>a</key><integer>18446744073709551603</integer><key>b</key><integer>-6</integer></dict>'));
    assert.ok(read instanceof Map);
    assert.equal(signedIntAt(read, 'a'), -13n);
    assert.equal(signedIntAt(read, 'b'), -6n);
  });

  it('walks over an internal DOCTYPE with brackets and quotes', () => {
    const text = '<!DOCTYPE plist [ <!ENTITY a "]>"> <!-- ]> --> <!ELEMENT b ANY> ]>\n<plist><true/></plist>';
    assert.equal(parseXmlPlist(Buffer.from(text)), true);
  });

  it('reads a long text with references, line ends and wide characters at every place', () => {
    const piece = '&amp;\r\n\ud83d\ude00é&#x1F600;\r\r\n&#65;x';
    const meaning = '&\n\ud83d\ude00é\ud83d\ude00\n\nAx';
    for (let shift = 0; shift < 40; shift++) {
      const text = 'a'.repeat(shift) + piece.repeat(2000);
      assert.equal(parseXmlPlist(xml(`<string>${text}</string>`)), 'a'.repeat(shift) + meaning.repeat(2000));
      assert.equal(
        parseXmlPlist(xml(`<string><![CDATA[${text}]]></string>`)),
        ('a'.repeat(shift) + piece.repeat(2000)).replace(/\r\n?/g, '\n'),
      );
    }
    assert.equal(parseXmlPlist(xml(`<string>${'\r'.repeat(40_000)}</string>`)), '\n'.repeat(40_000));
  });

  it('cuts the fraction of a second off a date, before 1970 too', () => {
    const written = writeXmlPlist([new Date('2024-06-01T12:34:56.999Z'), new Date('1969-12-31T23:59:58.001Z')]);
    assert.deepStrictEqual(parseXmlPlist(written), [new Date('2024-06-01T12:34:56Z'), new Date('1969-12-31T23:59:58Z')]);
  });

  it('replaces an unpaired surrogate, for which UTF-8 has no form', () => {
    assert.equal(parseXmlPlist(writeXmlPlist('a\ud800b')), 'a\ufffdb');
  });

  for (const [name, bytes] of [
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff<?xml version="1.0"?><plist><string>é</string></plist>')],
    ['UTF-16 little-endian', Buffer.from('\ufeff<plist><string>é</string></plist>', 'utf16le')],
    ['UTF-16 big-endian', Buffer.from('\ufeff<plist><string>é</string></plist>', 'utf16le').swap16()],
    ['blanks before the document', Buffer.from(' \n<plist><string>é</string></plist>')],
    ['no head at all', Buffer.from('<plist><string>é</string></plist>')],
  ] as const) {
    it(`reads ${name}`, () => {
      assert.equal(parsePlist(bytes), 'é');
    });
  }
});
