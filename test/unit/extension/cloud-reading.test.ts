/** When the pages about iCloud read a device anew: as often as it may have changed, and no oftener. */
import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/index.ts';
import { UsbmuxClient, parseUsbmuxAddress } from '../../../src/device-protocol/index.ts';
import { CloudReading } from '../../../src/extension/cloud/cloud-reading.ts';
import type { DeviceEntry } from '../../../src/extension/devices/device-entry.ts';
import { startedJob, type DeviceState, type KnownCloud } from '../../../src/view/index.ts';

const UDID = '00008110-0000000000000001';
const STATE: DeviceState = { udid: UDID, condition: 'ready', connection: 'usb', simulated: true, name: 'iPhone' };

function registry() {
  const changes = new Emitter<string | undefined>();
  let holders = 0;
  const devices = {
    entry: entryOf(STATE) as DeviceEntry | undefined,
    get holders() {
      return holders;
    },
    find: (udid: string) => (udid === UDID ? devices.entry : undefined),
    hold: () => {
      holders++;
      return {
        dispose: () => {
          holders--;
        },
      };
    },
    refreshed: 0,
    refresh: () => {
      devices.refreshed++;
      return Promise.resolve();
    },
    onDidChange: changes.event,
    change(state: DeviceState | undefined, udid: string | undefined = UDID) {
      devices.entry = state && entryOf(state);
      changes.fire(udid);
    },
  };
  return devices;
}

function entryOf(state: DeviceState): DeviceEntry {
  const attached = { udid: UDID, deviceId: 1, connectionType: 'usb' } as unknown as DeviceEntry['attached'];
  return { mux: new UsbmuxClient(parseUsbmuxAddress('127.0.0.1:1')), attached, state };
}

describe('a reading for the pages about iCloud', () => {
  let devices: ReturnType<typeof registry>;
  let read: string[];
  let reading: CloudReading;
  let answer: () => Promise<undefined>;
  let said: KnownCloud['said'];

  beforeEach(() => {
    devices = registry();
    read = [];
    answer = () => Promise.resolve(undefined);
    said = undefined;
    reading = new CloudReading(
      {
        devices,
        read: async ({ state }) => {
          read.push(state.name ?? '');
          await answer();
          return { state, ...(said === undefined ? {} : { said }) };
        },
        onKnown: () => undefined,
        onFailure: (error) => assert.fail(String(error)),
      },
      entryOf(STATE),
    );
  });

  afterEach(() => {
    reading.dispose();
    assert.equal(devices.holders, 0);
  });

  it('has the rows of the device read anew for what it has learned, once for each news', async () => {
    const first = { enabled: true, lastBackup: new Date(1000), hasPower: undefined, isLocked: undefined, readAt: new Date(0) };
    said = first;
    for (let look = 0; look < 3; look++) await reading.look();
    assert.equal(devices.refreshed, 1, 'the rows do not know it yet');
    devices.change({ ...STATE, cloudEnabled: true, lastCloudBackup: new Date(1000) });
    await reading.look();
    assert.equal(devices.refreshed, 1, 'now they do');
    said = { ...first, lastBackup: new Date(2000) };
    await reading.look();
    assert.equal(devices.refreshed, 2);
    said = { ...first, enabled: false };
    devices.change({ ...STATE, condition: 'locked' });
    await reading.look();
    assert.equal(devices.refreshed, 2, 'a device that is locked says less to the rows');
  });

  it('is not made anew for the numbers of a running backup, nor for a countdown', async () => {
    await reading.look();
    for (let files = 0; files < 50; files++) devices.change({ ...STATE, job: { ...startedJob, files } });
    devices.change({ ...STATE, prompt: { kind: 'passcode', until: new Date(0) } });
    devices.change(STATE, undefined);
    assert.deepEqual(read, ['iPhone']);
  });

  it('is made anew when the device changes, goes and comes back', async () => {
    await reading.look();
    devices.change({ ...STATE, name: 'Renamed' });
    await reading.look();
    devices.change(undefined, undefined);
    devices.change({ ...STATE, name: 'Renamed' }, undefined);
    await reading.look();
    assert.equal(reading.entry.state.name, 'Renamed');
    assert.ok(
      read.slice(1).every((name) => name === 'Renamed'),
      'one that is gone is known by its last name',
    );
    assert.ok(read.length >= 3);
  });

  it('is made once more, not ten times, when it is asked for ten times meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    answer = () => promise;
    const all = Array.from({ length: 10 }, () => reading.look());
    resolve(undefined);
    await Promise.all(all);
    assert.equal(read.length, 2);
  });
});
