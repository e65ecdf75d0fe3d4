/** Copies of a backup that were changed on purpose, restored to a simulated phone: it has the new bytes, or what the smaller copy has. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editBackup, restoreBackup, thinBackup, unlockBackup } from '../../src/backup/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { untilBack } from '../support/restore-run.ts';

const PASSWORD = 'pässwörd';
const CHOICES = { system: true, settings: true } as const;

function contentOn({ phone }: BackupRun, domain: string, relativePath: string): string | undefined {
  const file = [...phone.content.files()].find((each) => each.domain === domain && each.relativePath === relativePath);
  const bytes = file?.read();
  if (bytes === undefined) return undefined;
  return Buffer.concat(bytes instanceof Uint8Array ? [bytes] : [...bytes]).toString();
}

describe('a changed copy of a backup', () => {
  for (const password of [undefined, PASSWORD]) {
    it(`${password === undefined ? 'in the clear' : 'that is encrypted'} puts the new bytes on the phone`, async () => {
      await using run = await trustedPhone({
        restartSeconds: 0,
        keybagRounds: 'low',
        content: trialContent(),
        ...(password === undefined ? {} : { backupPassword: password }),
      });
      await run.backUp();
      await using keys = password === undefined ? undefined : await unlockBackup(run.path, password);
      using folder = temporaryFolder();
      const replacement = join(folder.path, 'new');
      writeFileSync(replacement, 'tampered with');
      for (const [domain, relativePath] of [
        ['HomeDomain', 'Library/system.txt'],
        ['AppDomain-com.example.trial', 'Documents/changed.txt'],
      ] as const) {
        const target = join(folder.path, domain);
        const copy = await editBackup(run.path, { domain, relativePath, replacement }, { target, keys, verify: 'full' });
        assert.equal(copy.verdict, 'good');
        const restored = { mux: run.mux, udid: run.phone.udid, path: copy.path, choices: CHOICES };
        const before = run.phone.deviceId;
        await restoreBackup(password === undefined ? restored : { ...restored, password });
        await untilBack(run, before);
        assert.equal(contentOn(run, domain, relativePath), 'tampered with');
        assert.equal(contentOn(run, 'AppDomain-com.example.trial', 'Documents/kept.txt'), 'kept at first');
      }
    });
  }

  it('that is smaller restores what it has', async () => {
    await using run = await trustedPhone({ restartSeconds: 0, keybagRounds: 'low', content: trialContent() });
    await run.backUp();
    using folder = temporaryFolder();
    const copy = await thinBackup(run.path, { apps: ['com.example.trial'] }, { target: join(folder.path, 'to') });
    assert.equal(copy.verdict, 'partial');
    assert.deepEqual(
      copy.leftOut.map(({ domain, files }) => [domain, files]),
      [
        ['CameraRollDomain', 1],
        ['HomeDomain', 1],
      ],
    );
    await run.phone.erase();
    await trustQuickly(run);
    const before = run.phone.deviceId;
    await restoreBackup({
      mux: run.mux,
      udid: run.phone.udid,
      path: copy.path,
      choices: { ...CHOICES, mayEmpty: copy.leftOut.map(({ domain }) => domain) },
    });
    await untilBack(run, before);
    assert.equal(contentOn(run, 'AppDomain-com.example.trial', 'Documents/kept.txt'), 'kept at first');
    assert.equal(contentOn(run, 'HomeDomain', 'Library/system.txt'), undefined);
  });
});
