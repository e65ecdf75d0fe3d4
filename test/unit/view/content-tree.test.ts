/** A document as rows: what is in sight, what a key does, and children that arrive in pieces. */
import assert from 'node:assert/strict';
import type { TreeNode } from '../../../src/backup/index.ts';
import { ContentTree, contentTreeKey, type ContentTreeRow } from '../../../src/view/index.ts';

const DOCUMENT: TreeNode = {
  type: 'dictionary',
  count: 3,
  children: [
    { type: 'string', key: 'name', text: 'Sample\u202e', length: 7 },
    { type: 'array', key: 'list', count: 3 },
    { type: 'data', key: 'blob', text: 'ff'.repeat(1024), length: 5000 },
  ],
};

const words = (rows: readonly ContentTreeRow[]) => rows.map(({ kind, level, name, text, left }) => [kind, level, name, text, left]);

describe('a document as a tree', () => {
  it('begins with its root open, and shows nothing that steers', () => {
    const [root, name, list, blob] = words(new ContentTree(DOCUMENT).rows());
    assert.deepEqual(root, ['open', 1, '', 'dictionary (3)', 0]);
    assert.deepEqual(name, ['leaf', 2, 'name', '"Sample\\u202e"', 0]);
    assert.deepEqual(list, ['closed', 2, 'list', 'array (3)', 0]);
    assert.match(String(blob?.[3]), /^(ff){200}… \(5000\)$/);
  });

  it('asks for children that are not here, once, and for the rest of them', () => {
    const tree = new ContentTree(DOCUMENT);
    assert.equal(tree.toggle([1]), true);
    const part = (from: number, ...texts: string[]) => ({
      path: [1],
      from,
      node: { ...DOCUMENT, type: 'array' as const, children: texts.map((text): TreeNode => ({ type: 'integer', text })) },
    });
    tree.add(part(0, '1', '2'));
    assert.deepEqual(words(tree.rows()).slice(2, 6), [
      ['open', 2, 'list', 'array (3)', 0],
      ['leaf', 3, '0', '1', 0],
      ['leaf', 3, '1', '2', 0],
      ['more', 3, '', '', 1],
    ]);
    tree.add(part(0, '1', '2'));
    tree.add(part(2, '3'));
    assert.deepEqual(
      tree
        .rows()
        .map(({ text }) => text)
        .slice(3, 6),
      ['1', '2', '3'],
      'an answer that comes twice counts once',
    );
    assert.equal(tree.toggle([1]), false);
    assert.equal(tree.toggle([1]), false, 'children that are here are not asked for again');
    assert.ok(tree.isOpen([1]));
  });

  it('takes no part that has no place, and opens no scalar', () => {
    const tree = new ContentTree(DOCUMENT);
    tree.add({ path: [7, 1], from: 0, node: DOCUMENT });
    assert.equal(tree.toggle([0]), false);
    assert.equal(tree.rows().length, 4);
  });

  it('is walked by the keys of a tree', () => {
    const tree = new ContentTree(DOCUMENT);
    const rows = tree.rows();
    assert.deepEqual(contentTreeKey('ArrowDown', rows, 0), { active: 1, toggles: false });
    assert.deepEqual(contentTreeKey('ArrowUp', rows, 0), { active: 0, toggles: false });
    assert.deepEqual(contentTreeKey('End', rows, 0), { active: 3, toggles: false });
    assert.deepEqual(contentTreeKey('ArrowRight', rows, 2), { active: 2, toggles: true });
    assert.deepEqual(contentTreeKey('ArrowRight', rows, 0), { active: 1, toggles: false });
    assert.deepEqual(contentTreeKey('ArrowRight', rows, 1), { active: 1, toggles: false });
    assert.deepEqual(contentTreeKey('ArrowLeft', rows, 3), { active: 0, toggles: false });
    assert.deepEqual(contentTreeKey('ArrowLeft', rows, 0), { active: 0, toggles: true });
    assert.deepEqual(contentTreeKey('Enter', rows, 2), { active: 2, toggles: true });
    assert.equal(contentTreeKey('a', rows, 2), undefined);
  });
});
