/** A phone that was hostile once leaves a folder that the next honest run can use, and readers never lose the version before. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { WritingHost } from '../../src/backup/create/writing-host.ts';
import { FolderTransaction } from '../../src/backup/folder/folder-transaction.ts';
import { openBackup } from '../../src/backup/index.ts';
import { checkDevicePath, type DevicePath } from '../../src/device-protocol/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { trustedPhone } from '../support/backup-run.ts';
import { finishSteps } from '../support/finish-steps.ts';
import { assertVersion, filesSeen } from '../support/hostile-orders/last-good.ts';

type At = (path: string) => DevicePath;

/** `first` and `other` are folders of payloads. */
const ORDERS: Readonly<Record<string, (host: WritingHost, at: At, folders: readonly [first: string, other: string]) => void>> = {
  'removes the whole folder': (host, at) => {
    finishSteps(host.remove(at('')));
  },
  'removes a payload, then the folder that it is in': (host, at, [first]) => {
    for (const { name } of [...host.listDirectory(at(first))].slice(0, 1)) finishSteps(host.remove(at(`${first}/${name}`)));
    finishSteps(host.remove(at(first)));
  },
  'moves one folder of payloads over another, and the rest over the folder itself': (host, at, [first, other]) => {
    host.move(at(first), at(other));
    finishSteps(host.copy(at(other), at('Manifest.db')));
  },
  'puts files where folders belong, and folders where files do': (host, at, [first]) => {
    finishSteps(host.copy(at('Manifest.db'), at('Snapshot')));
    finishSteps(host.copy(at('Manifest.db'), at(first)));
    for (const name of ['Status.plist', 'Manifest.plist', 'Info.plist']) {
      finishSteps(host.remove(at(name)));
      host.createDirectory(at(`${name}/deeper`));
    }
  },
  'sets the backup aside, and leaves a status that is none': (host, at) => {
    host.move(at(''), checkDevicePath(`${at('')}-20240101-120000`));
    finishSteps(host.copy(checkDevicePath(`${at('')}-20240101-120000/Manifest.db`), at('Status.plist')));
  },
};

describe('a phone that was hostile once', function () {
  this.timeout(240_000);

  it('has taken nothing, and the next backup is a good one', async () => {
    // A few files in most folders of payloads, instead of all that a usual phone holds.
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 150, size: 300 }) });
    await run.backUp();
    const at: At = (path) => checkDevicePath(path === '' ? run.phone.udid : `${run.phone.udid}/${path}`);
    for (const [what, order] of Object.entries(ORDERS)) {
      const good = filesSeen(run.path);
      const [first = assert.fail(), other = assert.fail()] = readdirSync(run.path).filter(
        (name) => /^[0-9a-f]{2}$/.test(name) && readdirSync(`${run.path}/${name}`).length > 0,
      );
      const hostile = FolderTransaction.check(run.directory, run.phone.udid);
      order(new WritingHost(hostile, run.phone.udid), at, [first, other]);
      hostile.close();
      assertVersion(run.path, good);
      await (await openBackup(run.path)).close();
      const { verdict } = await run.backUp();
      assert.equal(verdict, 'good', what);
      assert.ok(!existsSync(run.journal), what);
      assert.ok(readFileSync(`${run.path}/Manifest.plist`).length > 0);
    }
  });
});
