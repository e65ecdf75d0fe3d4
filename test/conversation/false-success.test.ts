/** A device that reports success has not made a backup yet: what this run left in this folder decides. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isCodedError } from '../../src/base/index.ts';
import { openBackup } from '../../src/backup/index.ts';
import { encodeStatus } from '../../src/formats/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { backupServiceActs } from '../support/backup-service-in-hand.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { recordTree } from '../support/backup-copy.ts';
import type { ScriptedPhone, SentFile } from '../support/scripted-phone.ts';

const MANIFESTS = ['Manifest.plist', 'Manifest.db'];

/** What a hostile phone has learnt of the good backup before. */
interface Known {
  readonly udid: string;
  readonly status: Buffer;
  readonly of: (name: string) => Buffer;
}

function finished({ status }: Known, snapshotState: 'finished' | 'uploading' = 'finished'): Buffer {
  const fresh = { uuid: '8C0B1F4E-0000-4000-8000-000000000001', backupState: 'new', isFullBackup: false, version: '3.3' } as const;
  assert.ok(status.length > 0);
  return Buffer.from(encodeStatus({ ...fresh, snapshotState, date: new Date('2030-01-01T00:00:00Z') }));
}

interface Attack {
  readonly what: string;
  readonly reason: string;
  /** No device goes on from what is left; --set-aside is for that. */
  readonly leavesNoWayOn?: true;
  readonly act: (phone: ScriptedPhone, known: Known) => Promise<unknown>;
}

const ATTACKS: readonly Attack[] = [
  { what: 'nothing but success', reason: 'status-not-written', act: () => Promise.resolve() },
  {
    what: 'a folder, so that only Info.plist is new',
    reason: 'status-not-written',
    act: (phone, { udid }) => phone.command({ kind: 'create-directory', path: `${udid}/Snapshot` }),
  },
  {
    what: 'a new finished status alone',
    reason: 'manifests-not-written',
    act: (phone, known) => phone.upload([{ path: `${known.udid}/Status.plist`, content: finished(known) }]),
  },
  {
    what: 'the old status once more',
    reason: 'manifests-not-written',
    act: (phone, { udid, status }) => phone.upload([{ path: `${udid}/Status.plist`, content: status }]),
  },
  {
    what: 'a status that is not finished',
    reason: 'status-not-finished',
    act: (phone, known) => phone.upload([{ path: `${known.udid}/Status.plist`, content: finished(known, 'uploading') }]),
  },
  {
    what: 'a finished status in Snapshot',
    reason: 'status-not-written',
    act: (phone, known) => phone.upload([{ path: `${known.udid}/Snapshot/Status.plist`, content: finished(known) }]),
  },
  {
    what: 'new manifests that stay in Snapshot',
    reason: 'manifests-not-written',
    act: (phone, known) =>
      phone.upload([
        ...MANIFESTS.map((name): SentFile => ({ path: `${known.udid}/Snapshot/${name}`, content: known.of(name) })),
        { path: `${known.udid}/Status.plist`, content: finished(known) },
      ]),
  },
  {
    what: 'one new manifest of two',
    reason: 'manifests-not-written',
    act: (phone, known) =>
      phone.upload([
        { path: `${known.udid}/Manifest.plist`, content: known.of('Manifest.plist') },
        { path: `${known.udid}/Status.plist`, content: finished(known) },
      ]),
  },
  {
    what: 'both manifests, and others in Snapshot',
    reason: 'manifests-in-snapshot',
    act: (phone, known) =>
      phone.upload([
        ...MANIFESTS.map((name): SentFile => ({ path: `${known.udid}/${name}`, content: known.of(name) })),
        { path: `${known.udid}/Snapshot/Manifest.db`, content: known.of('Manifest.db') },
        { path: `${known.udid}/Status.plist`, content: finished(known) },
      ]),
  },
  {
    what: 'a folder without its manifests',
    reason: 'manifests-not-written',
    leavesNoWayOn: true,
    act: async (phone, known) => {
      await phone.command({ kind: 'remove-items', paths: MANIFESTS.map((name) => `${known.udid}/${name}`) });
      await phone.upload([{ path: `${known.udid}/Status.plist`, content: finished(known) }]);
    },
  },
];

async function withBackup(): Promise<{ run: BackupRun; known: Known }> {
  const run = await trustedPhone({ content: makeBulkPhone({ count: 5, size: 100 }) });
  assert.equal((await run.backUp()).verdict, 'good');
  const of = new Map([...MANIFESTS, 'Status.plist'].map((name) => [name, run.read(name)]));
  const file = (name: string) => of.get(name) ?? assert.fail(name);
  return { run, known: { udid: run.phone.udid, status: file('Status.plist'), of: file } };
}

describe('a device that reports success', () => {
  for (const { what, reason, leavesNoWayOn, act } of ATTACKS) {
    it(`and has sent ${what} over an older backup has not finished it`, async () => {
      const { run, known } = await withBackup();
      await using _ = run;
      const lie = backupServiceActs(async (phone) => {
        await act(phone, known);
        await phone.respond(0);
      });
      {
        using _lie = lie;
        await assert.rejects(run.backUp(), (error) => {
          assert.ok(isCodedError(error, 'backup-unverified'), String(error));
          assert.deepEqual([error.data.reason, error.data.hasLastGood], [reason, true]);
          return true;
        });
      }
      await using lastGood = await openBackup(run.path);
      assert.ok((await lastGood.count({})) > 5, 'readers see the version before');
      if (!leavesNoWayOn) assert.equal((await run.backUp()).verdict, 'good', 'an honest run goes on from there');
    });
  }

  it('and has sent nothing at all changes nothing', async () => {
    const { run } = await withBackup();
    await using _ = run;
    const before = recordTree(run.directory);
    using _lie = backupServiceActs((phone) => phone.respond(0));
    await assert.rejects(run.backUp(), (error) => isCodedError(error, 'backup-unverified'));
    assert.deepEqual(recordTree(run.directory), before);
  });

  for (const verify of ['quick', 'off'] as const) {
    it(`into an empty folder has not finished a backup by a status alone (verify ${verify})`, async () => {
      await using run = await trustedPhone({ content: makeBulkPhone({ count: 1, size: 1 }) });
      const { udid } = run.phone;
      const known: Known = { udid, status: Buffer.from('-'), of: () => assert.fail() };
      using _lie = backupServiceActs(async (phone) => {
        await phone.upload([{ path: `${udid}/Status.plist`, content: finished(known) }]);
        await phone.respond(0);
      });
      await assert.rejects(run.backUp({ verify }), (error) => {
        assert.ok(isCodedError(error, 'backup-unverified'), String(error));
        assert.deepEqual([error.data.reason, error.data.hasLastGood], ['manifests-not-written', false]);
        return true;
      });
    });
  }

  it('and loses its link after a finished status over old manifests has not finished it either', async () => {
    const { run, known } = await withBackup();
    await using _ = run;
    using _lie = backupServiceActs(async (phone) => {
      await phone.upload([{ path: `${known.udid}/Status.plist`, content: finished(known) }]);
      phone.connection.destroy();
    });
    await assert.rejects(run.backUp(), (error) => isCodedError(error, 'backup-unverified'));
  });

  it('and leaves Snapshot with other things is unconfirmed at best', async () => {
    const { run, known } = await withBackup();
    await using _ = run;
    using _lie = backupServiceActs(async (phone) => {
      await phone.upload([
        ...MANIFESTS.map((name): SentFile => ({ path: `${known.udid}/${name}`, content: known.of(name) })),
        { path: `${known.udid}/Snapshot/left`, content: 'behind' },
        { path: `${known.udid}/Status.plist`, content: finished(known) },
      ]);
      await phone.respond(0);
    });
    assert.equal((await run.backUp()).verdict, 'unconfirmed');
  });

  it('for a run in which nothing has changed is believed, whatever its clock says', async () => {
    const { run, known } = await withBackup();
    await using _ = run;
    const again = await run.backUp();
    assert.deepEqual([again.verdict, again.full, again.filesReceived], ['good', false, 0]);
    assert.deepEqual(readFileSync(`${run.path}/Status.plist`), known.status, 'the same UUID, the same standing clock');
  });

  it('after an interrupted run that had moved its manifests already is believed', async () => {
    const { run } = await withBackup();
    await using _ = run;
    run.phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
    const cancel = new AbortController();
    const cut = run.backUp({
      signal: cancel.signal,
      onProgress: ({ phase }) => {
        if (phase === 'removing') cancel.abort();
      },
    });
    await assert.rejects(cut, (error) => isCodedError(error, 'cancelled'));
    assert.equal(run.status().snapshotState, 'removing');
    await run.takeLeftovers();
    assert.equal((await run.backUp()).verdict, 'good');
  });
});
