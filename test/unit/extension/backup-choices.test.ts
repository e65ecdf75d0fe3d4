/** Try Again after a backup that failed: the same run, or what was wrong stays wrong. */
import assert from 'node:assert/strict';
import { commandFor } from '../../../src/extension/backups/backup-choices.ts';

it('a backup is made once more by the command that makes the same', () => {
  assert.deepEqual([{}, { full: false }, { full: true }, { setAside: true }, { full: true, setAside: true }].map(commandFor), [
    'backUpNow',
    'backUpNow',
    'backUpFull',
    'setAsideAndBackUp',
    'setAsideAndBackUp',
  ]);
});
