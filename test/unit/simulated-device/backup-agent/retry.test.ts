/** A run that begins again because files changed while they were read. */
import assert from 'node:assert/strict';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { BackupPassword } from '../../../../src/simulated-device/phone/backup-password.ts';
import { AGENT_UDID, testPhone, tinyPhone } from '../../../support/agent-session.ts';
import { MemoryDrive, OK } from '../../../support/memory-drive.ts';
import { TINY, ofKind, onNth, payloadsOf, statuses, succeeds } from '../../../support/surprises.ts';

describe('retry after files changed while they were read', () => {
  it('sends the changed file again and nothing else, and ignores changes then', async () => {
    const content = tinyPhone(300);
    const change = { content: 'changed meanwhile' };
    content.whenRead(TINY, 'Documents/file 7.txt', { kind: 'changes', change, times: 2 });
    const drive = new MemoryDrive();
    const { list } = statuses(drive);
    const session = await succeeds(testPhone({ content }), drive);
    const payloads = payloadsOf(drive);
    assert.equal(payloads.length, 301 + 1);
    const ended = payloads.filter(({ error }) => error);
    assert.equal(ended.length, 1);
    assert.match(ended[0]?.error?.text ?? '', /^File modified while being uploaded: .*file 7\.txt$/);
    assert.deepEqual(ofKind(session, 'free-disk-space').length, 2);
    assert.deepEqual(
      list.map(({ snapshotState }) => snapshotState),
      ['uploading', 'uploading', 'moving', 'removing', 'finished'],
    );
    assert.deepEqual(
      ofKind(session, 'move-items').map(({ moves }) => moves.length),
      [128, 128, 45, 1, 1],
    );
    const id = fileIdOf(TINY, 'Documents/file 7.txt');
    assert.equal(drive.files.get(`${AGENT_UDID}/${id.slice(0, 2)}/${id}`)?.toString(), 'changed meanwhile');
  });

  it('walks only the domains in which something changed again', async () => {
    const content = tinyPhone();
    content.whenRead(TINY, 'Documents/file 1.txt', { kind: 'changes', change: { content: 'changed' } });
    const drive = new MemoryDrive();
    drive.intercept = onNth('upload-files', 2, OK);
    const inner = drive.intercept;
    drive.intercept = (message, self) => {
      const answer = inner(message, self);
      if (answer !== undefined) content.setFile('HomeDomain', 'Library/too late.txt', { content: 'of the next run' });
      return answer;
    };
    await succeeds(testPhone({ content }), drive);
    assert.ok(!drive.received.some(({ devicePath }) => devicePath.endsWith('too late.txt')));
  });

  it('is not there any more on iOS 27: what changed is taken as it was read', async () => {
    const content = tinyPhone(5);
    content.whenRead(TINY, 'Documents/file 1.txt', { kind: 'changes', change: { content: 'changed meanwhile' } });
    const drive = new MemoryDrive();
    const session = await succeeds(testPhone({ content, productVersion: '27.0' }), drive);
    assert.equal(ofKind(session, 'free-disk-space').length, 1);
    assert.deepEqual(
      payloadsOf(drive).filter(({ error }) => error),
      [],
    );
  });

  it('works in encrypted backups as well', async () => {
    const content = tinyPhone(5);
    content.whenRead(TINY, 'Documents/file 1.txt', { kind: 'changes', change: { content: 'changed' } });
    const backupPassword = new BackupPassword({ password: 'secret', cost: 'low' });
    const drive = new MemoryDrive();
    const phone = testPhone({ content, backupPassword });
    await succeeds(phone, drive);
    drive.received.length = 0;
    await succeeds(phone, drive);
    assert.equal(payloadsOf(drive).length, 0);
  });
});
