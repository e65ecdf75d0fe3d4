import assert from 'node:assert/strict';
import { markedLabel, twinMarks } from '../../../src/view/index.ts';

describe('things of the same name', () => {
  const marks = (...things: [string, string][]) => Object.fromEntries(twinMarks(things.map(([id, label]) => ({ id, label }))));

  it('are told apart by the end of their ids, others not', () => {
    assert.deepEqual(marks(['00001111', 'iPhone'], ['00002222', 'iPhone'], ['00003333', 'iPad']), {
      '00001111': '…1111',
      '00002222': '…2222',
    });
  });

  it('have as long a mark as it takes, all of them the same length', () => {
    assert.deepEqual(marks(['a-1111', 'x'], ['b-1111', 'x'], ['b-2222', 'x']), {
      'a-1111': 'a-1111',
      'b-1111': 'b-1111',
      'b-2222': 'b-2222',
    });
    assert.deepEqual(marks(['0a01111', 'x'], ['0b01111', 'x']), { '0a01111': '…a01111', '0b01111': '…b01111' });
  });

  it('are called by name and mark', () => {
    assert.deepEqual([markedLabel('iPhone', '…1111'), markedLabel('iPhone', undefined)], ['iPhone (…1111)', 'iPhone']);
  });
});
