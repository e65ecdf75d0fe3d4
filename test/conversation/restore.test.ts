/** Restores of simulated phones by our client: what goes over the wire, what the phone holds afterwards, and what stays as it was. */
import assert from 'node:assert/strict';
import { standingClock } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { trustedPhone } from '../support/backup-run.ts';
import { assertSameBackup } from '../support/compare-backups.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { downloads, lastResponse, restoreOptions, restoreWith, untilBack } from '../support/restore-run.ts';

const CLOCK = standingClock(new Date('2026-03-01T12:00:00Z'));
const QUICK = { clock: CLOCK, restartSeconds: 0 } as const;

describe('a restore', () => {
  it('brings a whole phone back', async () => {
    await using run = await trustedPhone(QUICK);
    await run.backUp({ verify: 'off' });
    await run.phone.erase();
    await trustQuickly(run);
    const before = run.phone.deviceId;
    await restoreWith(run, { choices: { system: true, settings: true } });
    await untilBack(run, before);
    assert.deepEqual(run.phone.restored[0]?.installed, ['com.example.fieldnotes', 'com.example.trailmap']);
    using second = temporaryFolder();
    const { path } = await run.backUp({ directory: second.path, verify: 'off' });
    await assertSameBackup(run.path, path);
  });

  it('brings an erased phone back: the next backup is the same', async () => {
    await using run = await trustedPhone({ ...QUICK, content: trialContent() });
    await run.backUp({ verify: 'off' });
    await run.phone.erase();
    assert.deepEqual(run.phone.pairedHosts, []);
    assert.equal(run.phone.content.file('AppDomain-com.example.trial', 'Documents/kept.txt'), undefined);
    await trustQuickly(run);
    run.trace.length = 0;
    const before = run.phone.deviceId;
    const result = await restoreWith(run, { choices: { system: true, settings: true, remove: true } });
    assert.equal(result.filesSent, result.filesInBackup);
    assert.deepEqual(lastResponse(run.trace), { code: 0, description: undefined });
    assert.deepEqual(restoreOptions(run.trace), {
      RestoreSystemFiles: true,
      RestoreShouldReboot: true,
      RestoreDontCopyBackup: true,
      RestorePreserveSettings: false,
      RemoveItemsNotRestored: true,
    });
    assert.deepEqual(downloads(run.trace).slice(0, 4), [['Status.plist'], ['Manifest.plist'], ['Manifest.db'], ['Info.plist']]);
    assert.deepEqual(downloads(run.trace).at(-1), []);
    await untilBack(run, before);
    using second = temporaryFolder();
    const { path } = await run.backUp({ directory: second.path, verify: 'off' });
    await assertSameBackup(run.path, path);
  });
});
