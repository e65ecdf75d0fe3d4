import assert from 'node:assert/strict';
import { englishLocale, newestEncrypted, passwordReminder, type BackupState, type PasswordProof } from '../../../src/view/index.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-06-01T12:00:00Z');
const daysAgo = (days: number) => NOW.getTime() - days * DAY_MS;

function backup(changes: Partial<BackupState> = {}): BackupState {
  return { path: '/b/A', udid: 'A', deviceName: 'iPhone', encrypted: true, finished: true, throughJournal: false, ...changes };
}

const due = (backups: readonly BackupState[], proofs: Record<string, PasswordProof>, days = 90) =>
  passwordReminder(backups, proofs, days, englishLocale, NOW);

describe('a reminder of a backup password', () => {
  it('comes when the password was not proven for so many days, and names the device and the backup', () => {
    assert.deepEqual(due([backup()], { A: { seenAt: daysAgo(300), provenAt: daysAgo(91) } }), {
      udid: 'A',
      path: '/b/A',
      message:
        'The backup password of iPhone was last verified 2 months ago. If it is lost, there is no way to recover it. Do you still know it?',
    });
    assert.match(due([backup()], { A: { seenAt: daysAgo(91) } })?.message ?? '', /was never verified on this computer\./);
  });

  it('does not come earlier, nor for a period after it was asked, whatever the answer', () => {
    assert.equal(due([backup()], {}), undefined, 'seen for the first time');
    assert.equal(due([backup()], { A: { seenAt: daysAgo(300), provenAt: daysAgo(89) } }), undefined);
    assert.equal(due([backup()], { A: { seenAt: daysAgo(300), provenAt: daysAgo(200), askedAt: daysAgo(10) } }), undefined);
    assert.ok(due([backup()], { A: { seenAt: daysAgo(300), provenAt: daysAgo(200), askedAt: daysAgo(90) } }) !== undefined);
  });

  it('never comes with 0 days, nor for what is not encrypted or is only a previous version', () => {
    const proofs = { A: { seenAt: daysAgo(1000) } };
    assert.equal(due([backup()], proofs, 0), undefined);
    assert.equal(due([backup({ encrypted: false })], proofs), undefined);
    assert.equal(due([backup({ versionOf: '/b/B' })], proofs), undefined);
  });

  it('is about the newest backup of the device that has waited longest', () => {
    const backups = [
      backup({ path: '/old/A', date: new Date(daysAgo(9)) }),
      backup({ path: '/new/A', date: new Date(daysAgo(1)) }),
      backup({ path: '/b/B', udid: 'B' }),
    ];
    assert.deepEqual(
      newestEncrypted(backups).map(({ path }) => path),
      ['/new/A', '/b/B'],
    );
    assert.equal(due(backups, { A: { seenAt: daysAgo(200) }, B: { seenAt: daysAgo(100) } })?.path, '/new/A');
    assert.equal(due(backups, { A: { seenAt: daysAgo(200), askedAt: daysAgo(1) }, B: { seenAt: daysAgo(100) } })?.path, '/b/B');
  });
});
