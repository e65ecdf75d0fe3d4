/** What hosts leave behind on a phone: each kind, told in words, and gone once it is given back. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../src/base/index.ts';
import {
  AFC_SERVICE,
  AfcClient,
  BACKUP_SERVICE,
  BackupSession,
  LOCKDOWN_PORT,
  LockdownClient,
  NOTIFICATION,
  NOTIFICATION_PROXY_SERVICE,
  NotificationProxy,
  SYNC_LOCK_PATH,
  decodeDeviceMessage,
  encodeBackupRequest,
  encodeHostMessage,
  encodePlistFrame,
  readPlistFrame,
  type Connection,
  type HostMessage,
} from '../../src/device-protocol/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { openPhone } from '../support/simulated.ts';

const smallPhone = () => trustedPhone({ content: makeBulkPhone({ count: 3, size: 10 }) });

async function service(run: BackupRun, name: string): Promise<Connection> {
  return await (await openPhone(run)).startService(name);
}

async function say(connection: Connection, message: HostMessage): Promise<void> {
  await connection.write(encodePlistFrame(encodeHostMessage(message), 'binary'));
}

async function hear(connection: Connection) {
  return decodeDeviceMessage(await readPlistFrame(connection));
}

/** As far as a phone that has been greeted. */
async function greeted(run: BackupRun): Promise<Connection> {
  const connection = await service(run, BACKUP_SERVICE);
  await hear(connection);
  await say(connection, { kind: 'versions-ok', major: 400 });
  await hear(connection);
  await say(connection, { kind: 'process-message', payload: encodeBackupRequest({ name: 'Hello', versions: [2, 2.1] }) });
  await hear(connection);
  return connection;
}

describe('device state', () => {
  it('is as if nobody had been there after a backup, and says what was observed', async () => {
    await using run = await smallPhone();
    await run.backUp({ verify: 'off' });
    await run.phone.state.expectNothingLeft();
    await run.phone.state.expectLockReleased();
    assert.deepEqual(run.phone.state.connections, []);
    assert.ok(run.phone.state.observed.includes(NOTIFICATION.syncCancelRequest));
    const posted = run.phone.notifications.posted.filter(({ from }) => from === 'host').map(({ name }) => name);
    assert.deepEqual(posted, [
      NOTIFICATION.syncWillStart,
      NOTIFICATION.syncLockRequest,
      NOTIFICATION.syncDidStart,
      NOTIFICATION.syncDidFinish,
    ]);
  });

  it('shows a lock while it is held, and remembers one that was never given back', async () => {
    await using run = await smallPhone();
    const { state } = run.phone;
    const afc = new AfcClient(await service(run, AFC_SERVICE));
    const handle = await afc.open(SYNC_LOCK_PATH, 'readWrite');
    assert.ok(await afc.lock(handle, 'exclusive'));
    assert.deepEqual(state.locks, [{ path: SYNC_LOCK_PATH, kind: 'exclusive' }]);
    assert.deepEqual(state.connections, [AFC_SERVICE]);
    await assert.rejects(state.expectLockReleased(0), (error) => isCodedError(error, 'simulator-leftovers'));
    await afc.close();
    assert.deepEqual(await run.takeLeftovers(), [`the lock on ${SYNC_LOCK_PATH} was not released`]);
    assert.deepEqual(state.locks, [], 'the phone itself has taken it back');
  });

  it('counts a lock as given back by an unlock and by closing the file', async () => {
    await using run = await smallPhone();
    for (const give of ['unlock', 'close'] as const) {
      await using afc = new AfcClient(await service(run, AFC_SERVICE));
      const handle = await afc.open(SYNC_LOCK_PATH, 'readWrite');
      await afc.lock(handle, 'exclusive');
      if (give === 'unlock') await afc.lock(handle, 'unlock');
      await afc.closeFile(handle);
    }
    assert.deepEqual(await run.takeLeftovers(), []);
  });

  it('misses syncDidFinish', async () => {
    await using run = await smallPhone();
    const proxy = new NotificationProxy(await service(run, NOTIFICATION_PROXY_SERVICE));
    await proxy.post(NOTIFICATION.syncWillStart);
    await proxy.shutdown();
    await run.simulator.settled();
    assert.deepEqual(run.simulator.leftovers(), [`${run.phone.udid}: syncWillStart without syncDidFinish`]);
    await run.takeLeftovers();
  });

  it('misses whoever wanted a service', async () => {
    await using run = await smallPhone();
    const record = (await run.mux.readPairRecord(run.phone.udid)) ?? assert.fail();
    const lockdown = new LockdownClient(await run.mux.connect(run.phone.deviceId ?? assert.fail(), LOCKDOWN_PORT));
    await lockdown.startSession(record, false);
    const { port } = await lockdown.startService(AFC_SERVICE, {});
    assert.deepEqual(run.phone.state.waitingServices, [AFC_SERVICE]);
    assert.ok(run.simulator.leftovers().some((text) => text.endsWith('a connection to lockdownd is still open')));
    await lockdown.close();
    const left = `${run.phone.udid}: ${AFC_SERVICE} was started, but nobody connected to it`;
    await run.simulator.settled();
    assert.deepEqual(run.simulator.leftovers(), [left]);
    (await run.mux.connect(run.phone.deviceId ?? assert.fail(), port)).destroy();
  });

  it('misses Hello, a request, and the status of a command', async () => {
    await using run = await smallPhone();
    const silent = await service(run, BACKUP_SERVICE);
    await hear(silent);
    await say(silent, { kind: 'versions-ok', major: 400 });
    await hear(silent);
    await silent.close();
    assert.deepEqual(await run.takeLeftovers(), ['Hello did not arrive']);
    const idle = await greeted(run);
    await idle.close();
    assert.deepEqual(await run.takeLeftovers(), ['a request after Hello did not arrive']);
    const gone = await greeted(run);
    const request = { name: 'Backup', targetIdentifier: run.phone.udid, forceFull: false } as const;
    await say(gone, { kind: 'process-message', payload: encodeBackupRequest(request) });
    assert.equal((await hear(gone)).kind, 'download-files');
    await gone.write(Buffer.from('00000000', 'hex'));
    await gone.close();
    assert.deepEqual(await run.takeLeftovers(), ['the status of DLMessageDownloadFiles did not arrive']);
  });

  it('takes a goodbye at any time for politeness', async () => {
    await using run = await smallPhone();
    const session = await BackupSession.open(await service(run, BACKUP_SERVICE));
    await session.close();
    assert.deepEqual(await run.takeLeftovers(), []);
  });

  it('has nothing to complain of when the cable was pulled', async () => {
    await using run = await smallPhone();
    const afc = new AfcClient(await service(run, AFC_SERVICE));
    const proxy = new NotificationProxy(await service(run, NOTIFICATION_PROXY_SERVICE));
    await proxy.post(NOTIFICATION.syncWillStart);
    await afc.lock(await afc.open(SYNC_LOCK_PATH, 'readWrite'), 'exclusive');
    run.phone.detach();
    await afc.close();
    await proxy.close();
    await run.simulator.settled();
    assert.deepEqual(run.simulator.leftovers(), []);
  });

  it('shows the passcode prompt as long as it is on the screen', async () => {
    const prompted = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<'entered'>();
    await using run = await trustedPhone({
      content: makeBulkPhone({ count: 3, size: 10 }),
      askPasscode: () => {
        prompted.resolve(undefined);
        return answer.promise;
      },
    });
    const backup = run.backUp({ verify: 'off' });
    await prompted.promise;
    assert.deepEqual(run.phone.state.prompts, ['the passcode']);
    answer.resolve('entered');
    await backup;
    assert.deepEqual(run.phone.state.prompts, []);
  });
});
