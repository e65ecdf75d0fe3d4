import assert from 'node:assert/strict';
import { deviceRunWords, deviceBusyWords, folderRunWords } from '../../../src/view/run-elsewhere.ts';
import { backupItem, deviceItem, englishLocale, type BackupState, type DeviceState, type RunElsewhere } from '../../../src/view/index.ts';

const backup: BackupState = { path: '/backups/u1', finished: false, throughJournal: true };
const device: DeviceState = { udid: 'u1', name: 'iPhone', condition: 'ready', connection: 'usb', simulated: false };

const rowOf = (changes: Partial<BackupState>) => backupItem({ ...backup, ...changes }, englishLocale);
const window: RunElsewhere = { program: 'vscode', pid: 4711, state: 'running' };

describe('a run of another program', () => {
  it('is in the row of its backup before anything that an interrupted run would leave', () => {
    for (const changes of [{}, { throughJournal: false }, { errorMessage: 'never finished', neverFinished: true }]) {
      const row = rowOf({ ...changes, elsewhere: window });
      assert.match(row.description, /^Backup in progress: another VS Code window/);
      assert.doesNotMatch(row.description, /interrupted|Cannot be read|Not finished/);
      assert.match(row.accessibleLabel, /Backup in progress: another VS Code window/);
      assert.match(row.contextValue, /\+running/);
    }
  });

  it('of another computer may have ended, so that nothing is kept from the person', () => {
    const row = rowOf({ elsewhere: { state: 'elsewhere', host: 'desk' } });
    assert.match(row.description, /^In use, or interrupted there: the computer desk/);
    assert.doesNotMatch(row.contextValue, /\+running/);
  });

  it('gives way to a run of this window', () => {
    const row = rowOf({ elsewhere: window, job: { phase: 'receiving', files: 0, bytes: 0 } });
    assert.match(row.description, /^Backup in progress$/);
  });

  it('is in the row of its device, whatever it does with it', () => {
    const words = (work: 'backup' | 'restore' | 'encryption' | 'trust') =>
      deviceItem({ ...device, elsewhere: { ...window, work } }, englishLocale).description;
    assert.deepEqual(
      ['backup', 'restore', 'encryption', 'trust'].map((work) => words(work as 'backup')),
      [
        'Backup in progress: another VS Code window',
        'Restore in progress: another VS Code window',
        'Backup password being changed: another VS Code window',
        'Asked for trust: another VS Code window',
      ],
    );
    assert.equal(deviceRunWords({ program: 'backup-lab', work: 'backup' }, englishLocale), 'Backup in progress: the command line');
    assert.equal(folderRunWords({ state: 'perhaps', pid: 3 }, englishLocale), 'Backup in progress: another program');
  });

  it('is named by its process in a sentence, with what to do', () => {
    assert.equal(
      deviceBusyWords({ ...window, work: 'restore' }, 'iPhone', englishLocale),
      'Another VS Code window (process 4711 of this computer) is restoring iPhone. Wait until it has finished, or cancel it there.',
    );
  });
});

describe('a first backup that was interrupted', () => {
  it('is not finished, and says what to do, not that it cannot be read', () => {
    const row = rowOf({ throughJournal: false, neverFinished: true, errorMessage: 'The backup was never finished. Back up again.' });
    assert.match(row.description, /^Not finished: back up again/);
    assert.ok(row.tooltip.includes('The backup was never finished. Back up again.'));
    assert.doesNotMatch(row.contextValue, /\+complete/);
  });
});
