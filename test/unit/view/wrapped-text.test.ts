import assert from 'node:assert/strict';
import { wrappedText } from '../../../src/view/index.ts';

describe('Text for an editor', () => {
  it('has no line that is too long to be read, loses no word, and keeps a path in one piece', () => {
    const path = `/${'folder/'.repeat(20)}file`;
    const text = `${'word '.repeat(40)}${path} end`;
    const lines = wrappedText(text, '  ').split('\n');
    assert.equal(lines.join(' ').replace(/\s+/g, ' '), text);
    assert.deepEqual(
      lines.filter((line) => line.length > 84).map((line) => line.trim()),
      [path],
    );
    assert.deepEqual(
      lines.map((line) => line.startsWith('  ')),
      [false, true, true, true, true],
    );
  });
});
