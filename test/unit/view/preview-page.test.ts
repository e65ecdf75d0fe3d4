/** What the page shows of a preview: words, forms, pieces and pictures. */
import assert from 'node:assert/strict';
import type { Preview, PreviewContent } from '../../../src/backup/index.ts';
import { englishLocale, previewOfNoFile, previewShown } from '../../../src/view/index.ts';

function previewOf(content: PreviewContent, changes: Partial<Preview> = {}): Preview {
  const file = { fileID: 'a'.repeat(40), domain: 'HomeDomain', relativePath: 'a' };
  return { ...file, type: 'unknown', bytes: 1000, trust: { state: 'proven' }, content, limits: [], ...changes };
}

const shown = (content: PreviewContent, changes?: Partial<Preview>) => previewShown(previewOf(content, changes), englishLocale);
const TEXT = { kind: 'text', encoding: 'utf-8', text: 'a\r\nb\u202ec\n', from: 0, to: 8, hasOtherBytes: false } as const;

describe('the preview on the page', () => {
  it('says what the bytes are and how many, and nothing else about content that is proven', () => {
    const { title, notes, forms } = shown(TEXT, { type: 'text' });
    assert.equal(title, 'Text, 1 kB');
    assert.deepEqual(notes, []);
    assert.deepEqual(forms, ['auto', 'hex']);
  });

  it('shows text in lines, with what steers as escapes, and how much is left', () => {
    assert.deepEqual(shown(TEXT).content, { kind: 'text', text: 'a\nb\\u202ec\n', to: 8, rest: 992 });
  });

  it('warns of content that is damaged, changed or not checked, and of bytes that are no text', () => {
    for (const state of ['damaged', 'changed', 'not-checked', 'known-gap'] as const) {
      const { notes } = shown(TEXT, { trust: { state, reason: 'digest-mismatch' } });
      assert.equal(notes[0]?.level, 'warning', state);
    }
    const { notes } = shown({ ...TEXT, hasOtherBytes: true });
    assert.deepEqual(
      notes.map(({ level }) => level),
      ['info'],
    );
  });

  it('names the reason and the limit where a picture is not shown, and turns the small one inside', () => {
    const image = { kind: 'image', width: 4032, height: 3024, whyNotShown: 'format', facts: [] } as const;
    const without = shown(image, { type: 'heic' });
    assert.match(without.notes[0]?.text ?? '', /no thumbnail/);
    assert.ok(without.content.kind === 'facts' && without.content.picture === undefined);
    const thumbnail = { codec: 'jpeg', width: 160, height: 120, data: new Uint8Array(3) };
    const { content } = shown({ ...image, thumbnail, orientation: 6 }, { type: 'heic' });
    assert.ok(content.kind === 'facts');
    assert.equal(content.picture?.quarterTurns, 1);
    assert.match(content.picture.alt, /Small picture/);
    const limited = shown({ ...image, whyNotShown: 'limit' }, { limits: [{ kind: 'pixels', most: 7e7, actual: 1e10 }] });
    assert.match(limited.notes[0]?.text ?? '', /10,000,000,000 pixels/);
  });

  it('leaves turning a whole picture to the browser, and shows text of the file as plain text', () => {
    const picture = { mime: 'image/jpeg', data: new Uint8Array(3) };
    const facts = [{ name: 'Artist', value: '<b>\u202e' }];
    const { content } = shown({
      kind: 'image',
      width: 2,
      height: 1,
      orientation: 6,
      picture,
      facts,
      camera: 'C',
      takenAt: '2024-06-01T12:00:00',
    });
    assert.ok(content.kind === 'facts');
    assert.equal(content.picture?.quarterTurns, 0);
    assert.deepEqual(content.facts, [
      { name: 'Picture size', value: '2 × 1 pixels' },
      { name: 'Taken', value: '2024-06-01 12:00:00' },
      { name: 'Camera', value: 'C' },
      { name: 'Artist', value: '<b>\\u202e' },
    ]);
  });

  it('shows a recording by its facts', () => {
    const track = { kind: 'audio', codec: 'aac', channels: 2, sampleRate: 44_100 } as const;
    const { content } = shown({ kind: 'media', seconds: 3725, isEstimate: true, tracks: [track], facts: [] });
    assert.deepEqual(content, {
      kind: 'facts',
      facts: [
        { name: 'Duration', value: 'about 1:02:05' },
        { name: 'Sound track', value: 'aac, channels: 2, 44,100 Hz' },
      ],
    });
  });

  it('offers the forms that make sense', () => {
    const tree = { kind: 'tree', format: 'binary-plist', path: [], from: 0, node: { type: 'dictionary', count: 0 } } as const;
    assert.deepEqual(shown(tree, { type: 'keyed-archive' }).forms, ['auto', 'plist', 'text', 'hex']);
    assert.deepEqual(shown(TEXT, { type: 'json' }).forms, ['auto', 'tree', 'hex']);
    assert.deepEqual(shown({ kind: 'hex', data: new Uint8Array(17), from: 16, looksEncrypted: false }).content, {
      kind: 'hex',
      lines: [`00000010  ${'00 '.repeat(8)} ${'00 '.repeat(8)} |................|`, `00000020  00${' '.repeat(47)} |.|`],
      to: 33,
      rest: 967,
    });
    assert.deepEqual(shown({ kind: 'empty' }, { type: 'empty', bytes: 0 }), {
      fileID: 'a'.repeat(40),
      title: 'Empty file',
      notes: [],
      forms: [],
      content: { kind: 'nothing' },
    });
  });

  it('says of folders and links that they are', () => {
    assert.equal(previewOfNoFile('b', 'directory', englishLocale).title, 'Folder');
    assert.equal(previewOfNoFile('b', 'symlink', englishLocale).title, 'Symbolic link');
  });
});
