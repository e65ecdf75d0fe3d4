import assert from 'node:assert/strict';
import { isTaskWish, taskArguments } from '../../../src/view/index.ts';

describe('a task of tasks.json', () => {
  it('becomes a command line in which names stay names', () => {
    const type = 'iosBackup';
    assert.deepEqual(taskArguments({ type, action: 'backup', device: 'U', folder: '--full' }), ['backup', '--', 'U', '--full']);
    assert.deepEqual(taskArguments({ type, action: 'backup', device: 'U', folder: 'F', full: true }), ['backup', '--full', '--', 'U', 'F']);
    assert.deepEqual(taskArguments({ type, action: 'verify', backup: 'B', full: true }), ['verify', '--full', '--', 'B']);
  });

  it('is refused when something is missing', () => {
    assert.ok(isTaskWish({ action: 'verify', backup: 'B' }));
    for (const wrong of [
      {},
      { action: 'backup', device: 'U' },
      { action: 'verify' },
      { action: 'erase', backup: 'B' },
      { action: 'verify', backup: '' },
    ]) {
      assert.ok(!isTaskWish(wrong), JSON.stringify(wrong));
    }
  });
});
