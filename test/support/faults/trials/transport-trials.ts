/** Trials of the faults in `faults/transport-faults.ts`. */
import assert from 'node:assert/strict';
import { changeBackupPassword } from '../../../../src/backup/index.ts';
import {
  UsbmuxClient,
  parseUsbmuxAddress,
  readDeviceOverview,
  watchDevices,
  type DevicesChange,
} from '../../../../src/device-protocol/index.ts';
import { numberAt, stringAt } from '../../../../src/formats/index.ts';
import { systemClock } from '../../../../src/simulated-device/index.ts';
import { MOBILE_BACKUP, backUpAndJudge, occurrences, type FaultTrial, type TrialStage } from '../fault-trial.ts';
import { clockOf, whileTimeFlies, withFlyingTime } from '../flying-time.ts';

/** The host cannot answer what it cannot read. */
const OUT_OF_STEP = /the status of DLMessage\w+ did not arrive/;

/** What the mux has answered to Connect since the fault was armed. */
function muxResults({ trace }: TrialStage): (number | undefined)[] {
  return trace.flatMap(({ channel, from, message }) =>
    channel === 'usbmuxd' && from === 'device' && message instanceof Map && stringAt(message, 'MessageType') === 'Result'
      ? [numberAt(message, 'Number')]
      : [],
  );
}

function eventCodes({ events }: TrialStage): string[] {
  return events.map(({ code }) => code);
}

/** The first changes that somebody who watches the devices hears. */
async function changes(stage: TrialStage, count: number, onFirst: () => void): Promise<DevicesChange['kind'][]> {
  const kinds: DevicesChange['kind'][] = [];
  const enough = Promise.withResolvers<undefined>();
  const watcher = watchDevices(new UsbmuxClient(parseUsbmuxAddress(stage.simulator.address)), { retryAfterMs: [5] });
  watcher.onDidChange(({ kind }) => {
    kinds.push(kind);
    if (kinds.length === 1) onFirst();
    if (kinds.length >= count) enough.resolve(undefined);
  });
  await enough.promise;
  watcher.dispose();
  return kinds;
}

/** The phone on the Wi-Fi listens after a few turns of the event loop. */
async function untilListedTwice({ mux }: TrialStage): Promise<void> {
  for (let turn = 0; turn < 50 && (await mux.listDevices()).length < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export const transportTrials: readonly FaultTrial[] = [
  {
    id: 'F01',
    code: 'usbmuxd-missing',
    words: /install usbmuxd.*container or WSL/,
    check: ({ stage }) => {
      assert.deepEqual(stage.trace, []);
    },
    tool: { exit: 255, output: /No device found/ },
  },
  {
    id: 'F01',
    name: 'for five seconds: who watches finds it again',
    settings: { seconds: 5 },
    phone: withFlyingTime(),
    first: true,
    act: async (stage) => {
      return await changes(stage, 2, () => void clockOf(stage).advance(5000));
    },
    check: ({ result }) => {
      assert.deepEqual(result, ['unavailable', 'available']);
    },
  },
  {
    id: 'F02',
    settings: { after: { bytes: 40_000 }, seconds: 60 },
    phone: withFlyingTime(),
    code: 'link-lost',
    words: /last good backup is unchanged|continues where it stopped/,
    check: async ({ sent, stage }) => {
      assert.equal(sent().length, 40_000);
      const { phone, mux } = stage;
      assert.deepEqual(await mux.listDevices(), []);
      await clockOf(stage).advance(60_000);
      const [back] = await mux.listDevices();
      assert.ok(back);
      assert.equal(back.udid, phone.udid);
      assert.equal(back.deviceId, 2);
      assert.equal((await readDeviceOverview(mux, back)).trust, 'trusted');
    },
    tool: { exit: 255, phone: { clock: systemClock } },
  },
  {
    id: 'F03',
    act: async (stage) => {
      await untilListedTwice(stage);
      stage.trace.length = 0;
      return await backUpAndJudge(stage);
    },
    check: async ({ stage }) => {
      const listed = await stage.mux.listDevices();
      assert.deepEqual(
        listed.map(({ udid, connectionType }) => [udid === stage.phone.udid, connectionType]),
        [
          [true, 'usb'],
          [true, 'network'],
        ],
      );
      const asked = stage.trace.flatMap(({ channel, message }) =>
        channel === 'usbmuxd' && message instanceof Map && stringAt(message, 'MessageType') === 'Connect'
          ? [numberAt(message, 'DeviceID')]
          : [],
      );
      assert.deepEqual([...new Set(asked)], [listed.find(({ connectionType }) => connectionType === 'usb')?.deviceId]);
    },
    tool: { exit: 0, output: /Backup Successful/ },
  },
  {
    id: 'F04',
    code: 'service-unavailable',
    words: /refused a connection to its port 62078/,
    check: ({ stage }) => {
      assert.deepEqual(muxResults(stage), [3]);
    },
    tool: { exit: 255, output: /Could not connect to lockdownd/ },
  },
  {
    id: 'F04',
    name: 'bad device',
    settings: { result: 2 },
    code: 'no-such-device',
    words: /The device [0-9A-F-]{25} is not connected/,
    check: ({ stage }) => {
      assert.deepEqual(muxResults(stage), [2]);
    },
    tool: { exit: 255, output: /Could not connect to lockdownd/ },
  },
  {
    id: 'F04',
    name: 'bad version',
    settings: { result: 6 },
    code: 'usbmuxd-refused',
    words: /usbmuxd refused the request \(result 6\)/,
    check: ({ stage }) => {
      assert.deepEqual(muxResults(stage), [6]);
    },
    tool: { exit: 255, output: /Could not connect to lockdownd/ },
  },
  {
    id: 'F05',
    settings: { after: { bytes: 40_000 } },
    code: 'link-lost',
    words: /Connect the device again/,
    check: ({ sent }) => {
      assert.equal(sent().length, 40_000);
    },
    tool: { exit: 255 },
  },
  {
    id: 'F05',
    name: 'with a reset, in the middle of a file',
    settings: { after: { bytes: 400_000 }, reset: 'yes' },
    act: (stage) => backUpAndJudge(stage, { full: true }),
    code: 'link-lost',
    words: /lost at [\d.]+%, at the file .*large\.bin.*last good backup is unchanged/,
    check: ({ sent }) => {
      assert.equal(sent().length, 400_000);
    },
    tool: { exit: 255, args: ['backup', '--full', '{dir}'] },
  },
  {
    id: 'F06',
    settings: { after: { bytes: 40_000 } },
    act: (stage) => backUpAndJudge(stage, { waitLimits: { quietMs: 20, silenceMs: 60 } }),
    code: 'device-silent',
    words: /has sent nothing for .* seconds/,
    check: ({ sent, stage }) => {
      assert.equal(sent().length, 40_000);
      assert.ok(eventCodes(stage).includes('device-quiet'));
      assert.match(
        stage.events.map(({ message }) => message).join('\n'),
        /No data for \d+ s while the device prepares the backup\. Waiting up to/,
      );
    },
    tool: { exit: [], hangs: 3000 },
  },
  {
    id: 'F07',
    phone: withFlyingTime(),
    act: async (stage) => {
      const quiet = Promise.withResolvers<undefined>();
      const onEvent = (event: TrialStage['events'][number]) => {
        stage.events.push(event);
        if (event.code === 'device-quiet') quiet.resolve(undefined);
      };
      const running = backUpAndJudge(stage, { waitLimits: { quietMs: 20 }, onEvent });
      await Promise.race([quiet.promise, running]);
      return await whileTimeFlies(stage, running);
    },
    check: ({ stage }) => {
      assert.ok(eventCodes(stage).includes('device-quiet'));
      assert.equal(stage.phone.now().getTime() >= Date.parse('2026-03-01T12:01:30Z'), true);
    },
    tool: { exit: 0, output: /Backup Successful/, settings: { seconds: 2 }, phone: { clock: systemClock } },
  },
  {
    id: 'F08',
    name: 'dribble',
    settings: { first: 600 },
    check: ({ stage }) => {
      const pieces = stage.traffic.filter(({ from, channel }) => from === 'device' && channel === MOBILE_BACKUP);
      assert.deepEqual(new Set(pieces.slice(0, 600).map(({ bytes }) => bytes.length)), new Set([1]));
    },
    // Byte by byte lockdownd is too much for the tool, which reads lengths in one go and gives up after half a minute (−7).
    tool: { exit: 0, output: /Backup Successful/, settings: { first: 600, on: MOBILE_BACKUP } },
  },
  {
    id: 'F08',
    name: 'glue',
    settings: { form: 'glue' },
    act: (stage) => backUpAndJudge(stage, { full: true }),
    check: ({ stage }) => {
      const glued = stage.traffic.filter(({ bytes, from }) => from === 'device' && hasMoreThanOneFrame(Buffer.from(bytes)));
      assert.ok(glued.some(({ bytes }) => occurrences(Buffer.from(bytes), 'DLMessageUploadFiles') === 1 && bytes.length > 600_000));
    },
    tool: { exit: 0, output: /Backup Successful/ },
  },
  {
    id: 'F09',
    settings: { seconds: 1 },
    phone: { keybagRounds: 'low' },
    first: true,
    act: async (stage) => {
      await changeBackupPassword({ mux: stage.mux, udid: stage.phone.udid, newPassword: 'sample' });
      return await stage.backUp({ verify: 'off' });
    },
    check: ({ stage }) => {
      assert.ok(eventCodes(stage).includes('service-restarting'));
      assert.equal(stage.status().snapshotState, 'finished');
    },
  },
  {
    id: 'F09',
    name: 'refused',
    settings: { seconds: 1, form: 'refuse' },
    phone: { keybagRounds: 'low' },
    first: true,
    act: async (stage) => {
      await changeBackupPassword({ mux: stage.mux, udid: stage.phone.udid, newPassword: 'sample' });
      return await stage.backUp({ verify: 'off' });
    },
    check: ({ stage }) => {
      assert.ok(muxResults(stage).includes(3));
      assert.ok(eventCodes(stage).includes('service-restarting'));
    },
  },
  {
    id: 'F10',
    code: 'frame-too-long',
    leftovers: OUT_OF_STEP,
    words: /4294967295 bytes, which is impossible.*It began with ffffffff/,
    check: ({ sent }) => {
      assert.equal(occurrences(sent(), Buffer.from('ffffffff62706c697374', 'hex')), 1);
    },
    tool: { exit: 255 },
  },
  {
    id: 'F10',
    name: 'no length',
    settings: { length: 0 },
    code: 'protocol-violation',
    leftovers: OUT_OF_STEP,
    words: /It began with 00000000/,
    check: ({ sent }) => {
      assert.equal(occurrences(sent(), Buffer.from('0000000062706c697374', 'hex')), 1);
    },
    tool: { exit: 255 },
  },
  {
    id: 'F10',
    name: 'XML and binary mixed',
    settings: { form: 'mix' },
    code: 'protocol-violation',
    leftovers: OUT_OF_STEP,
    words: /It began with 000000/,
    check: ({ sent }) => {
      assert.equal(occurrences(sent(), '<array><string>bplist00'), 1);
    },
    tool: { exit: 255 },
  },
];

function hasMoreThanOneFrame(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.length > 4 + bytes.readUInt32BE(0);
}
