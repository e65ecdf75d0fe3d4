import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { AFC_SERVICE, AfcClient, BACKUP_SERVICE, SYNC_LOCK_PATH } from '../../src/device-protocol/index.ts';
import { makeBulkPhone, type SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { recordTree } from '../support/backup-copy.ts';
import { trustedPhone } from '../support/backup-run.ts';
import { openPhone } from '../support/simulated.ts';

const code = (wanted: string) => (error: unknown) => isCodedError(error, wanted);
const small: SimulatedDeviceOptions = { content: makeBulkPhone({ count: 3, size: 10 }) };

describe('backup that cannot begin', () => {
  it('says which DeviceLink the device speaks when that is unknown', async () => {
    await using run = await trustedPhone({ ...small, deviceLinkVersion: 500 });
    await assert.rejects(
      run.backUp(),
      (error) => code('device-link-version')(error) && isCodedError(error) && error.data.deviceVersion === 500,
    );
    assert.equal(run.takeViolations().length, 0);
    assert.deepEqual(run.standing(), []);
    assert.deepEqual(run.phone.media.locks.held(), []);
  });

  it('waits for another host that holds the sync lock, and says so', async () => {
    await using run = await trustedPhone(small);
    await using other = new AfcClient(await (await openPhone(run)).startService(AFC_SERVICE));
    const handle = await other.open(SYNC_LOCK_PATH, 'readWrite');
    assert.ok(await other.lock(handle, 'exclusive'));
    const release: Promise<boolean>[] = [];
    const { verdict } = await run.backUp({
      onEvent: ({ code: event }) => {
        if (event === 'sync-lock-busy') release.push(other.lock(handle, 'unlock'));
      },
    });
    assert.deepEqual([verdict, await Promise.all(release)], ['good', [true]]);
  });

  it('can be cancelled while another host holds the sync lock', async () => {
    await using run = await trustedPhone(small);
    await using other = new AfcClient(await (await openPhone(run)).startService(AFC_SERVICE));
    const handle = await other.open(SYNC_LOCK_PATH, 'readWrite');
    assert.ok(await other.lock(handle, 'exclusive'));
    const cancel = new AbortController();
    const onEvent = () => {
      cancel.abort();
    };
    await assert.rejects(run.backUp({ signal: cancel.signal, onEvent }), code('cancelled'));
    assert.equal(run.phone.media.locks.held().length, 1);
    assert.deepEqual(run.standing(), []);
    await other.lock(handle, 'unlock');
  });

  it('says that the device is locked, not trusted, or not there', async () => {
    await using run = await trustedPhone(small);
    await assert.rejects(run.backUp({ udid: '00008030-FFFFFFFFFFFFFFFF' }), code('no-such-device'));
    await (await openPhone(run)).unpair();
    await assert.rejects(run.backUp(), code('not-trusted'));
    assert.deepEqual(run.standing(), []);
  });

  it('finds what every device fails on before it asks one: a finished Status beside an empty Manifest.plist', async () => {
    await using run = await trustedPhone(small);
    await run.backUp();
    writeFileSync(join(run.path, 'Manifest.plist'), '');
    const before = recordTree(run.directory);
    run.trace.length = 0;
    await assert.rejects(run.backUp(), code('previous-broken'));
    assert.deepEqual(recordTree(run.directory), before);
    assert.ok(run.trace.every(({ channel }) => channel !== BACKUP_SERVICE));
  });

  it('sets such a folder aside where that is wanted, as it is, and makes a full backup', async () => {
    await using run = await trustedPhone(small);
    await run.backUp();
    writeFileSync(join(run.path, 'Manifest.plist'), '');
    const broken = recordTree(run.path);
    const { full, verdict, aside } = await run.backUp({ setAside: true });
    assert.deepEqual([full, verdict], [true, 'good']);
    assert.match(aside ?? '', /\.broken-\d{8}-\d{6}$/);
    // The folder's own line has the date of the move.
    assert.deepEqual(recordTree(aside ?? '').slice(1), broken.slice(1));
    assert.ok(run.events.some((event) => event.code === 'previous-set-aside'));
  });

  it('leaves a sound folder where it is, whatever is wanted', async () => {
    await using run = await trustedPhone(small);
    await run.backUp();
    const { full, aside } = await run.backUp({ setAside: true });
    assert.deepEqual([full, aside], [false, undefined]);
  });

  it('is possible with a device that speaks an older DeviceLink', async () => {
    for (const deviceLinkVersion of [100, 300]) {
      await using run = await trustedPhone({ ...small, deviceLinkVersion });
      const { verdict, filesReceived } = await run.backUp();
      assert.deepEqual([verdict, filesReceived], ['good', 3]);
    }
  });

  it('takes over the folder of a run that was killed', async () => {
    await using run = await trustedPhone(small);
    mkdirSync(run.journal);
    writeFileSync(join(run.journal, 'lock'), '{"pid":');
    const { verdict } = await run.backUp();
    assert.equal(verdict, 'good');
    assert.deepEqual(run.standing(), run.finished);
  });
});
