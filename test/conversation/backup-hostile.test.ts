import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { WritingHost } from '../../src/backup/create/writing-host.ts';
import { FolderTransaction } from '../../src/backup/folder/folder-transaction.ts';
import { BackupSession, encodeName, type BackupResponse } from '../../src/device-protocol/index.ts';
import { hex } from '../support/byte-script.ts';
import { recordTree, temporaryFolder } from '../support/backup-copy.ts';
import { ScriptedPhone } from '../support/scripted-phone.ts';

const UDID = '00008030-0011223344556677';

interface Attack extends Disposable {
  readonly phone: ScriptedPhone;
  /** The folder that holds backups; beside it in `around` lies what nobody may touch. */
  readonly directory: string;
  readonly around: string;
  readonly done: Promise<BackupResponse>;
}

/** A session over a real connection into a real folder, with a phone that is in the hands of the test. */
async function attack(): Promise<Attack> {
  const folder = temporaryFolder();
  const directory = join(folder.path, 'backups');
  mkdirSync(join(directory, UDID, 'ab'), { recursive: true });
  writeFileSync(join(directory, UDID, 'Manifest.db'), 'catalogue');
  mkdirSync(join(directory, 'another-backup'));
  writeFileSync(join(directory, 'another-backup/Manifest.db'), 'of another phone');
  writeFileSync(join(folder.path, 'secret'), 'secret');
  symlinkSync(folder.path, join(directory, UDID, 'link'));
  const link = await ScriptedPhone.connect();
  const [session] = await Promise.all([BackupSession.open(link.host), link.phone.greet()]);
  const run = FolderTransaction.check(directory, UDID);
  const done = session.perform({ name: 'Backup', targetIdentifier: UDID, forceFull: false }, new WritingHost(run, UDID));
  done.catch(() => undefined);
  await link.phone.request();
  return {
    phone: link.phone,
    directory,
    around: folder.path,
    done,
    [Symbol.dispose]: () => {
      link[Symbol.dispose]();
      run.close();
      folder[Symbol.dispose]();
    },
  };
}

describe('backup against a hostile device', () => {
  const paths = [
    '../../x',
    '/tmp/x',
    `${UDID}/../../x`,
    `${UDID}/a\0b`,
    'another-backup/Manifest.db',
    `.${UDID}.journal/lock`,
    `${UDID}/link/x`,
  ];
  const acts: [string, (phone: ScriptedPhone, path: string) => Promise<unknown>][] = [
    ['writes to', (phone, path) => phone.upload([{ path, content: 'evil' }])],
    ['reads from', (phone, path) => phone.download([path])],
    ['removes', (phone, path) => phone.command({ kind: 'remove-items', paths: [path] })],
    ['moves something to', (phone, path) => phone.command({ kind: 'move-items', moves: [[`${UDID}/Manifest.db`, path]] })],
    ['copies something from', (phone, path) => phone.command({ kind: 'copy-item', from: path, to: `${UDID}/x` })],
    ['makes', (phone, path) => phone.command({ kind: 'create-directory', path })],
  ];
  for (const [what, act] of acts) {
    for (const path of paths) {
      it(`ends the session when it ${what} ${JSON.stringify(path)}`, async () => {
        using it = await attack();
        const before = recordTree(it.around);
        const answered = act(it.phone, path).catch(() => undefined);
        await assert.rejects(it.done, (error) => isCodedError(error, 'unsafe-path'));
        await answered;
        assert.deepEqual(recordTree(it.around), before);
      });
    }
  }

  it('ends the session at a frame of absurd length', async () => {
    using it = await attack();
    await Promise.all([assert.rejects(it.done, (error) => isCodedError(error, 'frame-too-long')), it.phone.raw(hex('ff ff ff f0'))]);
  });

  it('ends the session at a file name of absurd length, and does not take it for the end of the files', async () => {
    using it = await attack();
    const rejected = assert.rejects(it.done, (error) => isCodedError(error, 'frame-too-long'));
    await it.phone.send({ kind: 'upload-files', totalBytes: 1 });
    await it.phone.raw(encodeName('/.b/1/a'), hex('4e 6f 20 73'));
    await it.phone.connection.close();
    await rejected;
    assert.deepEqual(readdirSync(join(it.directory, UDID)).sort(), ['Manifest.db', 'ab', 'link']);
  });
});
