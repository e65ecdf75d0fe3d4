import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { viewFolder } from '../../src/backup/read/backup-folder.ts';
import { ReadOnlyHost } from '../../src/backup/restore/read-only-host.ts';
import { BackupSession, type BackupResponse, type DeviceMessage } from '../../src/device-protocol/index.ts';
import { recordTree, temporaryFolder } from '../support/backup-copy.ts';
import { ScriptedPhone } from '../support/scripted-phone.ts';

const UDID = '00008030-0011223344556677';

interface Attack extends Disposable {
  readonly phone: ScriptedPhone;
  /** Holds the backup and what nobody may see. */
  readonly around: string;
  readonly done: Promise<BackupResponse>;
}

/** A restore over a real connection from a real folder, with a phone that is in the hands of the test. */
async function attack(): Promise<Attack> {
  const folder = temporaryFolder();
  const backup = join(folder.path, UDID);
  mkdirSync(join(backup, 'ab'), { recursive: true });
  mkdirSync(join(folder.path, 'another-backup'));
  writeFileSync(join(backup, 'Manifest.db'), 'catalogue');
  writeFileSync(join(folder.path, 'another-backup/Manifest.db'), 'of another phone');
  writeFileSync(join(folder.path, 'secret'), 'secret');
  symlinkSync(folder.path, join(backup, 'link'));
  symlinkSync(join(folder.path, 'secret'), join(backup, 'ab', 'link'));
  const link = await ScriptedPhone.connect();
  const [session] = await Promise.all([BackupSession.open(link.host), link.phone.greet()]);
  const watcher = { onOpen: () => undefined, onBytes: () => undefined, onMissing: () => undefined };
  const host = new ReadOnlyHost({ folder: viewFolder(backup), source: UDID, watcher });
  const done = session.perform({ name: 'Restore', targetIdentifier: UDID, sourceIdentifier: UDID, options: {} }, host);
  done.catch(() => undefined);
  await link.phone.request();
  return {
    phone: link.phone,
    around: folder.path,
    done,
    [Symbol.dispose]: () => {
      link[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

describe('restore to a hostile device', () => {
  for (const path of [
    '../../secret',
    '/etc/passwd',
    `${UDID}/../secret`,
    `${UDID}/a\0b`,
    'another-backup/Manifest.db',
    'secret',
    `.${UDID}.journal/lock`,
  ]) {
    it(`does not send ${JSON.stringify(path)}, and ends`, async () => {
      using attacked = await attack();
      await attacked.phone.send({ kind: 'download-files', paths: [path] });
      await assert.rejects(attacked.done, (error) => isCodedError(error, 'unsafe-path'));
    });
  }

  for (const path of [`${UDID}/link/secret`, `${UDID}/ab/link`, `${UDID}/link`]) {
    it(`has no file behind a link: ${path.slice(UDID.length)}`, async () => {
      using attacked = await attack();
      const { files, status } = await attacked.phone.download([path]);
      assert.deepEqual(
        files.map((file) => ('code' in file ? file.code : file.content)),
        [6],
      );
      assert.equal(status.code, -13);
    });
  }

  const commands: readonly DeviceMessage[] = [
    { kind: 'create-directory', path: `${UDID}/Snapshot` },
    { kind: 'move-items', moves: [[`${UDID}/Manifest.db`, `${UDID}/gone`]] },
    { kind: 'remove-items', paths: [`${UDID}/Manifest.db`] },
    { kind: 'copy-item', from: UDID, to: 'copy' },
  ];
  for (const command of commands) {
    it(`is told by it to ${command.kind}: refused, and the session goes on`, async () => {
      using attacked = await attack();
      const before = recordTree(attacked.around);
      const answer = await attacked.phone.command(command);
      assert.deepEqual([answer.code, answer.text], [-1, 'Read-only file system']);
      assert.deepEqual(recordTree(attacked.around), before);
      const { files } = await attacked.phone.download([`${UDID}/Manifest.db`]);
      assert.deepEqual(files, [{ path: `${UDID}/Manifest.db`, content: 'catalogue' }]);
    });
  }

  it('is sent files by it: refused, and the session goes on', async () => {
    using attacked = await attack();
    const before = recordTree(attacked.around);
    const answer = await attacked.phone.upload([{ path: `${UDID}/Manifest.db`, content: 'another' }]);
    assert.equal(answer.code, -1);
    assert.deepEqual(recordTree(attacked.around), before);
    const { files, status } = await attacked.phone.download([]);
    assert.deepEqual([files, status.code], [[], 0]);
  });
});
