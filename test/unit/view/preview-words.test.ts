/** The words of a preview, and bytes as lines. */
import assert from 'node:assert/strict';
import {
  englishLocale,
  hexLines,
  previewLimitWords,
  previewProblemWords,
  previewTrustWords,
  previewTypeWords,
} from '../../../src/view/index.ts';
import type { Preview } from '../../../src/backup/index.ts';

const HEX: Preview = {
  fileID: '00',
  domain: 'HomeDomain',
  relativePath: 'a',
  type: 'unknown',
  bytes: 1,
  trust: { state: 'consistent' },
  content: { kind: 'hex', data: new Uint8Array(1), from: 0, looksEncrypted: true },
  limits: [],
};

describe('words of a preview', () => {
  it('name what the file is', () => {
    assert.equal(previewTypeWords({ ...HEX, type: 'plist' }, englishLocale), 'Property list');
    assert.equal(previewTypeWords(HEX, englishLocale), 'Unknown data, encrypted or compressed');
    assert.equal(previewTypeWords({ ...HEX, type: 'constructor', content: { kind: 'empty' } }, englishLocale), 'Unknown data');
  });

  it('say what to know before one relies on it', () => {
    const said = (state: Preview['trust']['state'], reason?: string) =>
      previewTrustWords({ state, ...(reason === undefined ? {} : { reason }) }, englishLocale);
    assert.equal(said('proven'), undefined);
    assert.equal(said('consistent'), undefined);
    assert.match(said('damaged', 'digest-mismatch') ?? '', /damaged \(digest-mismatch\)/);
    assert.match(said('not-checked') ?? '', /too large/);
    assert.match(said('not-checked', 'size-mismatch') ?? '', /contradicts/);
    assert.match(said('changed') ?? '', /changed/);
    assert.match(said('known-gap', 'size-differs-benignly') ?? '', /differs/);
    assert.equal(previewProblemWords(HEX, 'vscode', englishLocale), undefined);
    const problem = { code: 'plist-malformed', data: {} };
    assert.equal(previewProblemWords({ ...HEX, problem }, 'vscode', englishLocale), 'A property list is damaged.');
    assert.equal(
      previewLimitWords({ kind: 'pixels', most: 100, actual: 1e10 }, englishLocale),
      'The picture has 10,000,000,000 pixels, which is too many to show. The limit is 100.',
    );
  });

  it('bytes are lines of sixteen', () => {
    assert.deepEqual(hexLines(Buffer.from('0123456789abcdef\x00\xff', 'latin1'), 0x20), [
      '00000020  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|',
      '00000030  00 ff                                             |..|',
    ]);
  });
});
