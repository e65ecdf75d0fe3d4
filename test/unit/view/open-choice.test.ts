/** Which editor opens a file, and documents of what is no text. */
import assert from 'node:assert/strict';
import type { PreviewContent, TreeNode } from '../../../src/backup/index.ts';
import { openChoices, treeDocument } from '../../../src/view/index.ts';

const TEXT = { kind: 'text', encoding: 'utf-8', text: '', from: 0, to: 0, hasOtherBytes: false } as const;
const IMAGE = { kind: 'image', width: 1, height: 1, facts: [] } as const;
const TREE = { kind: 'tree', format: 'binary-plist', path: [], from: 0, node: { type: 'null' } } as const;
const HEX = { kind: 'hex', data: new Uint8Array(0), from: 0, looksEncrypted: false } as const;
const DATABASE = { kind: 'sqlite', pageSize: 4096, pages: 1, encoding: 'utf-8', userVersion: 0, companions: [] } as const;

describe('the editor of a file', () => {
  const best = (type: string, content: PreviewContent, bytes = 100) => openChoices({ type, content, bytes })[0];

  it('follows from its content', () => {
    assert.equal(best('text', TEXT), 'text');
    assert.equal(best('json', TEXT), 'text');
    assert.equal(best('jpeg', IMAGE), 'picture');
    assert.equal(best('keyed-archive', TREE), 'values');
    assert.equal(best('sqlite', DATABASE), 'page');
    assert.equal(best('unknown', HEX), 'bytes');
    assert.equal(best('mov', { kind: 'media', tracks: [], facts: [] }), 'page');
    assert.equal(best('empty', { kind: 'empty' }), 'text');
  });

  it('is never one that cannot show it', () => {
    assert.equal(best('heic', { ...IMAGE, whyNotShown: 'format' }), 'page');
    assert.equal(best('jpeg', IMAGE, 1e9), 'page');
    assert.equal(best('text', TEXT, 1e9), 'page');
    for (const content of [TEXT, IMAGE, TREE, HEX]) assert.ok(!openChoices({ type: 'x', content, bytes: 1e9 }).includes('picture'));
  });
});

describe('a document of values', () => {
  it('has one value a line, nothing that steers, and says what is left out', () => {
    const node: TreeNode = {
      type: 'dictionary',
      count: 5,
      children: [
        { type: 'string', key: 'a\u202e', text: 'two\nlines \u202e"', length: 12 },
        { type: 'array', key: 'list', count: 1, children: [{ type: 'integer', text: '7' }] },
        { type: 'data', key: 'data', text: '00ff', length: 2000 },
        { type: 'reference', key: 'self', className: 'Thing', object: 1 },
      ],
    };
    assert.equal(
      treeDocument(node),
      ['dictionary', 'a\\u202e: "two\\nlines \\u202e\\""', 'list: array', '  - 7', 'data: <00ff…> (2000)', 'self: → Thing #1', '  … (1)']
        .map((line, at) => (at > 0 && !line.startsWith(' ') ? `  ${line}` : at === 3 ? `  ${line}` : line))
        .join('\n') + '\n',
    );
  });
});
