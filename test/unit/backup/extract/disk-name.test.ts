/** Names on the disk: what no system takes is replaced, whatever else is legal stays, and two names never become one. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { diskName, domainFolderName } from '../../../../src/backup/extract/disk-name.ts';

const OWN = '.backup-lab-';
// eslint-disable-next-line no-control-regex -- these are what is looked for
const FORBIDDEN_ON_WINDOWS = /[\0-\x1f<>:"|?*\\/]|[. ]$/;
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)( *\.|$)/i;

const awkward = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('%', '2', 'E', '.', ' ', 'e', 'mpty', '~', 'a', ':', 'CON', '\u0301', '0'), maxLength: 12 }),
  fc.constantFrom(
    '',
    '.',
    '..',
    'aux',
    'NUL.txt',
    'com1',
    'LPT¹',
    'CONIN$',
    'a.',
    'a ',
    '%2E',
    '%empty',
    `${OWN}x`,
    '\0',
    'a/b',
    'x'.repeat(300),
  ),
);

function original(name: string): string {
  if (name === '%empty') return '';
  return decodeURIComponent(name.replace(/%(?![0-9A-F]{2})/g, '%25'));
}

describe('names on the disk', () => {
  it('stay as they are by native rules unless no system of that kind takes them', () => {
    for (const name of ['a:b', 'CON', 'trailing. ', '%41', 'line\nbreak', '日本', 'cafe\u0301']) {
      assert.equal(diskName(name, 'native'), name);
    }
    assert.equal(diskName('..', 'native'), '%2E%2E');
    assert.equal(diskName('.', 'native'), '%2E');
    assert.equal(diskName('', 'native'), '%empty');
    assert.equal(diskName('a\0b/c', 'native'), 'a%00b%2Fc');
  });

  it('are changed by portable rules as little as Windows allows', () => {
    assert.equal(diskName('we:ird <na|me>?*".txt', 'portable'), 'we%3Aird %3Cna%7Cme%3E%3F%2A%22.txt');
    assert.equal(diskName('AUX', 'portable'), '%41UX');
    assert.equal(diskName('nul .tar.gz', 'portable'), '%6Eul .tar.gz');
    assert.equal(diskName('end.', 'portable'), 'end%2E');
    assert.equal(diskName('100% sure', 'portable'), '100% sure');
    assert.equal(diskName('%3A', 'portable'), '%253A');
  });

  it('never lead elsewhere, are never too long, and never look like ours', () => {
    for (const rules of ['native', 'portable'] as const) {
      fc.assert(
        fc.property(awkward, (segment) => {
          const name = diskName(segment, rules);
          assert.ok(!/[\0/]/.test(name) && !['', '.', '..'].includes(name));
          assert.ok(Buffer.byteLength(name) <= 240);
          assert.ok(!name.startsWith(OWN));
          if (rules === 'portable') assert.ok(!FORBIDDEN_ON_WINDOWS.test(name) && !DEVICES.test(name), name);
        }),
      );
    }
  });

  it('tell by portable rules what they were, if they are not cut off', () => {
    fc.assert(
      fc.property(awkward, (segment) => {
        const name = diskName(segment, 'portable');
        fc.pre(segment.isWellFormed() && Buffer.byteLength(name) < 240 && segment.length < 200);
        assert.equal(original(name), segment);
      }),
    );
  });

  it('differ where long names differ, and keep a short extension', () => {
    const [one, other] = [diskName(`${'x'.repeat(4096)}1.jpeg`, 'native'), diskName(`${'x'.repeat(4096)}2.jpeg`, 'native')];
    assert.notEqual(one, other);
    assert.match(one, /^x+~[0-9a-f]{16}\.jpeg$/);
    assert.ok(diskName('é'.repeat(2000), 'native').isWellFormed());
  });

  it('of domains begin with no dot: in the target and beside a backup such names are taken', () => {
    assert.equal(domainFolderName('.UDID.journal', 'native'), '%2EUDID.journal');
    assert.equal(domainFolderName('HomeDomain', 'native'), 'HomeDomain');
  });
});
