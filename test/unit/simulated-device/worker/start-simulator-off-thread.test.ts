/** A simulator in a thread of its own: the same phones, told of as plain data and played by calls. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import { createBackup } from '../../../../src/backup/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../../../src/device-protocol/index.ts';
import {
  startSimulatorOffThread,
  type PhoneDescription,
  type PhoneQuestion,
  type SimulatorThread,
} from '../../../../src/simulated-device/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';

describe('a simulator off the thread', () => {
  let simulator: SimulatorThread;
  let mux: UsbmuxClient;

  beforeEach(async () => {
    simulator = await startSimulatorOffThread();
    mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
  });

  afterEach(() => simulator.close());

  const find = (udid: string): PhoneDescription => {
    const phone = simulator.phones.find((one) => one.udid === udid);
    assert(phone);
    return phone;
  };

  const refused = (code: string) => (error: unknown) => isCodedError(error, code);

  it('refuses what cannot be sent, and waits for no answer to it', async () => {
    await assert.rejects(simulator.add({ name: (() => 'no text') as unknown as string }), { name: 'DataCloneError' });
    assert.equal((await simulator.list()).length, 0);
  });

  it('is told of as plain data, and plays each action', async () => {
    const { udid } = await simulator.add({ preset: 'ipad', name: 'Practice iPad' });
    assert.deepEqual(find(udid), {
      udid,
      name: 'Practice iPad',
      productType: 'iPad12,1',
      productVersion: '18.2.1',
      trust: 'accept',
      isAttached: true,
      connections: ['usb'],
      locked: false,
      isPasscodeSet: true,
      isTrustDialogShown: false,
      isPasscodePromptShown: false,
      isEncrypted: false,
      requiresEncryption: false,
      hasPower: true,
      hasWifi: true,
      faults: [],
    });
    await simulator.act(udid, { kind: 'lock', on: true });
    await simulator.act(udid, { kind: 'charger', on: false });
    await simulator.act(udid, { kind: 'backup-password', password: 'secret' });
    await simulator.act(udid, { kind: 'cable', on: false });
    const { locked, hasPower, isEncrypted, isAttached, connections } = find(udid);
    assert.deepEqual(
      { locked, hasPower, isEncrypted, isAttached, connections },
      {
        ...{ locked: true, hasPower: false, isEncrypted: true, isAttached: false, connections: [] },
      },
    );
    await simulator.act(udid, { kind: 'cable', on: true });
    await simulator.act(udid, { kind: 'backup-password', password: undefined });
    assert.deepEqual([find(udid).isAttached, find(udid).isEncrypted], [true, false]);
    await simulator.remove(udid);
    assert.deepEqual([simulator.phones, await simulator.list()], [[], []]);
  });

  it('can be on Wi-Fi, and is erased', async function () {
    const { udid } = await simulator.add({ restartSeconds: 0 });
    const device = await Device.open(mux, udid);
    await device.pair();
    try {
      await simulator.act(udid, { kind: 'wifi', on: true });
    } catch (error) {
      // macOS has no loopback addresses to spare.
      if (isCodedError(error, 'simulator-wifi-unavailable')) this.skip();
      throw error;
    }
    assert.deepEqual([...find(udid).connections].sort(), ['network', 'usb']);
    await simulator.act(udid, { kind: 'wifi', on: false });
    assert.deepEqual([find(udid).connections, find(udid).hasWifi], [['usb'], false]);
    await simulator.act(udid, { kind: 'erase' });
    assert.equal(find(udid).isAttached, true);
    const erased = await Device.open(mux, udid);
    await assert.rejects(erased.validate(), refused('not-trusted'));
  });

  it('refuses with the same coded errors as in one thread', async () => {
    const { udid } = await simulator.add({});
    await assert.rejects(simulator.add({ preset: 'nothing' }), refused('simulator-preset-unknown'));
    await assert.rejects(simulator.add({ preset: 'ipod', productVersion: '17.0' }), refused('simulator-version-impossible'));
    await assert.rejects(simulator.arm(udid, 'F99'), refused('simulator-fault-unknown'));
    await assert.rejects(simulator.arm(udid, 'F05', { p: 2 }), refused('simulator-fault-malformed'));
    await assert.rejects(simulator.act('nobody', { kind: 'restart' }), refused('simulator-device-missing'));
    await assert.rejects(simulator.add({ faults: [{ id: 'F99' }] }), refused('simulator-fault-unknown'));
    assert.equal((await simulator.list()).length, 1);
  });

  it('asks for the passcode until it is entered: a wrong one leaves the prompt, the fifth takes it away', async () => {
    const { udid } = await simulator.add({ asksPasscode: true, keybagRounds: 'low' });
    await (await Device.open(mux, udid)).pair();
    const questions: PhoneQuestion[] = [];
    const shown: boolean[] = [];
    let answers: readonly ('right' | 'wrong' | 'cancel')[] = [];
    simulator.onDidAsk(({ question }) => {
      questions.push(question);
      void (async () => {
        for (const answer of answers) {
          await simulator.act(udid, { kind: 'passcode', answer });
          shown.push(find(udid).isPasscodePromptShown);
        }
      })();
    });
    using folder = temporaryFolder();
    const backUp = () => createBackup({ mux, udid, directory: folder.path, verify: 'off' });
    const isLocked = (error: unknown) => isCodedError(error, 'device-refused') && error.data.deviceCode === 208;
    answers = ['wrong', 'right'];
    await backUp();
    assert.equal(shown[0], true);
    answers = ['wrong', 'wrong', 'wrong', 'wrong', 'wrong'];
    await assert.rejects(backUp(), isLocked);
    answers = ['cancel'];
    await assert.rejects(backUp(), isLocked);
    assert.deepEqual(questions, ['passcode', 'passcode', 'passcode']);
  });

  it('arms faults, counts how often they struck, and takes them off', async () => {
    const { udid } = await simulator.add({ faults: [{ id: 'F13' }] });
    const { number } = await simulator.arm(udid, 'f31', { version: 1 });
    assert.deepEqual(
      find(udid).faults.map(({ id, settings, struck }) => [id, settings, struck]),
      [
        ['F13', {}, 0],
        ['F31', { version: 1 }, 0],
      ],
    );
    await assert.rejects((await Device.open(mux, udid)).pair());
    assert.ok(((await simulator.list())[0]?.faults[0]?.struck ?? 0) > 0);
    await simulator.disarm(udid, number);
    assert.deepEqual(
      find(udid).faults.map(({ id }) => id),
      ['F13'],
    );
  });

  it('tells what hosts left behind on one phone', async () => {
    const one = await simulator.add({});
    const other = await simulator.add({});
    assert.deepEqual(await simulator.leftovers(one.udid), { leftovers: [], violations: [] });
    const attached = (await mux.listDevices()).find(({ udid }) => udid === one.udid);
    assert(attached);
    const connection = await mux.connect(attached.deviceId, 62078);
    await simulator.list();
    assert.deepEqual((await simulator.leftovers(one.udid)).leftovers, ['a connection to lockdownd is still open']);
    assert.deepEqual((await simulator.leftovers(other.udid)).leftovers, []);
    connection.destroy();
  });

  it('makes a phone with any number of files', async () => {
    const { udid } = await simulator.add({ bulk: { count: 300, size: 16 } });
    await (await Device.open(mux, udid)).pair();
    using folder = temporaryFolder();
    const { filesReceived } = await createBackup({ mux, udid, directory: folder.path, verify: 'off' });
    assert.ok(filesReceived >= 300, String(filesReceived));
  });
});
