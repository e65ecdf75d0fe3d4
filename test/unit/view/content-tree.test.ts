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
    assert.equal(tree.toggle([1]), 'children');
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
    assert.equal(tree.toggle([1]), undefined);
    assert.equal(tree.toggle([1]), undefined, 'children that are here are not asked for again');
    assert.ok(tree.isOpen([1]));
  });

  it('takes no part that has no place, and opens no scalar', () => {
    const tree = new ContentTree(DOCUMENT);
    tree.add({ path: [7, 1], from: 0, node: DOCUMENT });
    assert.equal(tree.toggle([0]), undefined);
    assert.equal(tree.rows().length, 4);
  });

  describe('with data that can be opened', () => {
    const inner: TreeNode = {
      type: 'dictionary',
      count: 2,
      children: [
        { type: 'boolean', key: 'on', text: 'true' },
        { type: 'data', key: 'deeper', text: '00', length: 1 },
      ],
    };

    it('shows the document inside of it, and data inside of that, each asked for in its place', () => {
      const tree = new ContentTree(DOCUMENT, true);
      assert.deepEqual(words(tree.rows())[3]?.slice(0, 3), ['closed', 2, 'blob']);
      assert.deepEqual(tree.placeOf([2]), { inside: [], path: [2] });
      assert.equal(tree.toggle([2]), 'inside');
      tree.addInside([2], { title: 'Property list, 5 kB', content: { kind: 'tree', path: [], from: 0, node: inner } });
      assert.deepEqual(words(tree.rows()).slice(3), [
        ['open', 2, 'blob', 'Property list, 5 kB', 0],
        ['open', 3, '', 'dictionary (2)', 0],
        ['leaf', 4, 'on', 'true', 0],
        ['closed', 4, 'deeper', '00', 0],
      ]);
      assert.deepEqual(tree.placeOf([2, 0, 1]), { inside: [[2]], path: [1] });
      assert.equal(tree.toggle([2, 0, 1]), 'inside');
      tree.addInside([2, 0, 1], {
        title: 'Property list, 1 byte',
        content: { kind: 'tree', path: [], from: 0, node: { ...inner, count: 3 } },
      });
      assert.deepEqual(tree.placeOf([2, 0, 1, 0, 5]), { inside: [[2], [1]], path: [5] });
      tree.add({
        path: [2, 0, 1, 0],
        from: 2,
        node: { type: 'dictionary', count: 3, children: [{ type: 'integer', key: 'last', text: '3' }] },
      });
      assert.deepEqual(words(tree.rows()).at(-1), ['leaf', 6, 'last', '3', 0]);
      assert.equal(tree.toggle([2]), undefined);
      assert.equal(tree.rows().length, 4);
      assert.equal(tree.toggle([2]), undefined, 'what is inside is asked for once');
    });

    it('shows the first bytes of what is no document, or the first lines of a text, and that there is more', () => {
      const opened = (content: Parameters<ContentTree['addInside']>[1]['content']) => {
        const tree = new ContentTree(DOCUMENT, true);
        tree.toggle([2]);
        tree.addInside([2], { title: 'Data, 5 kB', content });
        return words(tree.rows()).slice(4);
      };
      const lines = Array.from({ length: 20 }, (_, index) => `line ${String(index)}`);
      const hex = opened({ kind: 'hex', lines, to: 320, rest: 4680 });
      assert.deepEqual([hex.length, hex[0], hex.at(-1)], [17, ['line', 3, '', 'line 0', 0], ['line', 3, '', '… (4744)', 0]]);
      assert.deepEqual(opened({ kind: 'hex', lines: ['00'], to: 1, rest: 0 }), [['line', 3, '', '00', 0]]);
      assert.deepEqual(
        opened({ kind: 'text', text: 'a\nb\n', to: 4, rest: 0 }).map(([, , , text]) => text),
        ['a', 'b'],
      );
      const long = opened({ kind: 'text', text: 'x'.repeat(1000), to: 1000, rest: 0 }).map(([, , , text]) => String(text));
      assert.deepEqual([long[0]?.length, long[1]], [400, '…']);
      assert.deepEqual(opened({ kind: 'nothing' }), []);
    });

    it('does not go on forever, opens no empty data, and takes nothing for what is not data', () => {
      const tree = new ContentTree({ type: 'data', text: '', length: 0 }, true);
      assert.equal(tree.toggle([]), undefined);
      const deep = new ContentTree({ type: 'data', text: '00', length: 1 }, true);
      let path: number[] = [];
      for (let level = 0; level < 8; level++) {
        assert.equal(deep.toggle(path), 'inside');
        deep.addInside(path, { title: 'x', content: { kind: 'tree', path: [], from: 0, node: { type: 'data', text: '00', length: 1 } } });
        path = [...path, 0];
      }
      assert.equal(deep.toggle(path), undefined);
      const other = new ContentTree(DOCUMENT, true);
      other.addInside([0], { title: 'x', content: { kind: 'nothing' } });
      assert.equal(other.rows().length, 4);
    });
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
