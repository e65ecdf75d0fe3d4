import assert from 'node:assert/strict';
import { nullLog } from '../../../src/base/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../../src/device-protocol/index.ts';
import { DeviceRegistry } from '../../../src/extension/devices/device-registry.ts';
import { runEvents } from '../../../src/extension/devices/run-events.ts';
import { SystemMux } from '../../../src/extension/devices/system-mux.ts';
import { dict } from '../../../src/formats/index.ts';
import { startSimulator, type Simulator } from '../../../src/simulated-device/index.ts';
import { deviceLabel } from '../../../src/view/index.ts';

function muxOf({ address }: { address: string }): UsbmuxClient {
  return new UsbmuxClient(parseUsbmuxAddress(address));
}

function makeRegistry(): DeviceRegistry {
  return new DeviceRegistry({ log: nullLog, describe: () => 'in words' });
}

/** Resolves when `holds` does, looking after every event. */
function until(registry: DeviceRegistry, holds: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const look = () => {
    if (holds()) resolve(undefined);
  };
  const listener = registry.onDidChange(look);
  look();
  return promise.finally(() => {
    listener.dispose();
  });
}

describe('the registry of devices', () => {
  let simulator: Simulator;
  let registry: DeviceRegistry;

  beforeEach(async () => {
    simulator = await startSimulator({ devices: [] });
    registry = makeRegistry();
  });

  afterEach(async () => {
    registry.dispose();
    await simulator.close();
  });

  const conditions = () => registry.entries().map(({ state }) => [state.name, state.condition]);

  it('opens no connection before somebody holds it', async () => {
    simulator.addDevice({ name: 'A' });
    registry.addMux(muxOf(simulator), { own: false });
    assert.deepEqual(registry.entries(), []);
    const held = registry.hold();
    await until(registry, () => registry.entries()[0]?.state.condition === 'not-trusted');
    held.dispose();
    assert.deepEqual(registry.entries(), []);
  });

  it('goes on listening until the last holder has let go', async () => {
    registry.addMux(muxOf(simulator), { own: false });
    const [first, second] = [registry.hold(), registry.hold()];
    first.dispose();
    first.dispose();
    simulator.addDevice({ name: 'A' });
    await until(registry, () => registry.entries().length === 1);
    second.dispose();
  });

  it('sees devices come and go on several usbmuxds', async () => {
    await using other = await startSimulator({ devices: [{ name: 'B', seed: 77 }] });
    registry.addMux(muxOf(simulator), { own: false });
    const added = registry.addMux(muxOf(other), { own: true });
    registry.hold();
    const phone = simulator.addDevice({ name: 'A' });
    await until(registry, () => conditions().every(([, condition]) => condition === 'not-trusted') && conditions().length === 2);
    assert.deepEqual(
      registry.entries().map(({ state }) => [state.name, state.own, state.simulated]),
      [
        ['A', false, true],
        ['B', true, true],
      ],
    );
    phone.detach();
    await until(registry, () => registry.entries().length === 1);
    added.dispose();
    assert.deepEqual(registry.entries(), []);
  });

  it('keeps one entry for a device that two usbmuxds show, and the other when the first goes', async () => {
    await using other = await startSimulator({ devices: [{ name: 'A' }] });
    simulator.addDevice({ name: 'A' });
    registry.addMux(muxOf(simulator), { own: false });
    const entries = await registry.listNow();
    assert.equal(entries.length, 1);
    registry.addMux(muxOf(other), { own: true });
    assert.equal((await registry.listNow()).length, 1);
    assert.equal(registry.entries()[0]?.state.own, false);
  });

  it('shows a phone once that is plugged in and on the Wi-Fi: by cable, and by Wi-Fi when the cable is pulled', async () => {
    registry.addMux(muxOf(simulator), { own: false });
    registry.hold();
    const phone = simulator.addDevice({ name: 'A', connection: 'both' });
    await phone.attach('network');
    const connections = () => registry.entries().map(({ state }) => [state.connection, state.condition]);
    await until(registry, () => connections()[0]?.[1] === 'not-trusted');
    assert.deepEqual(connections(), [['usb', 'not-trusted']]);
    phone.detach('usb');
    await until(registry, () => connections()[0]?.join() === 'network,not-trusted');
    phone.attach();
    await until(registry, () => connections()[0]?.join() === 'usb,not-trusted');
    assert.equal(registry.entries().length, 1);
  });

  it('shows devices on a cable before those on the network', async () => {
    registry.addMux(muxOf(simulator), { own: false });
    registry.hold();
    const first = simulator.addDevice({ name: 'A', connection: 'network' });
    await first.attach('network');
    simulator.addDevice({ name: 'B' });
    await until(
      registry,
      () => registry.entries().every(({ state }) => state.condition === 'not-trusted') && registry.entries().length === 2,
    );
    assert.deepEqual(
      registry.entries().map(({ state }) => [state.name, state.connection]),
      [
        ['B', 'usb'],
        ['A', 'network'],
      ],
    );
  });

  it('shows what a device asks until its run has ended, or it has gone', async () => {
    registry.addMux(muxOf(simulator), { own: false });
    registry.hold();
    const phone = simulator.addDevice({ name: 'A' });
    await until(registry, () => registry.entries()[0]?.state.condition === 'not-trusted');
    const shown = () => registry.find(phone.udid)?.state.prompt?.kind;
    const hear = runEvents({ devices: registry, reporter: { log: nullLog } }, phone.udid);
    const event = (code: string) => hear({ kind: 'prompt', code, message: '', secondsLeft: 60 });
    event('unlock-needed');
    const left = (registry.find(phone.udid)?.state.prompt?.until?.getTime() ?? 0) - Date.now();
    assert.ok(left > 0 && left <= 60_000);
    event('service-busy');
    assert.equal(shown(), 'unlock');
    event('device-unlocked');
    assert.equal(shown(), undefined);
    registry.setJob(phone.udid, { phase: 'waiting-for-passcode', files: 0, bytes: 0 });
    event('passcode-needed');
    assert.deepEqual([shown(), registry.hasPrompts], ['passcode', true]);
    registry.setJob(phone.udid, undefined);
    assert.deepEqual([shown(), registry.hasPrompts], [undefined, false]);
    event('passcode-needed');
    phone.detach();
    await until(registry, () => registry.entries().length === 0);
    assert.equal(registry.hasPrompts, false);
    event('passcode-needed');
    assert.equal(registry.hasPrompts, false, 'a device that is not there asks nothing');
  });

  it('lists now for a command, without listening', async () => {
    simulator.addDevice({ name: 'A' });
    registry.addMux(muxOf(simulator), { own: false });
    const [entry] = await registry.listNow();
    assert.deepEqual([entry?.state.name, entry?.state.condition, entry?.state.productVersion], ['A', 'not-trusted', '17.5.1']);
    simulator.removeDevice(entry?.state.udid ?? '');
    assert.deepEqual(await registry.listNow(), []);
  });

  it('answers every question with what the device is, also when a later question is asked meanwhile', async () => {
    simulator.addDevice({ name: 'A' });
    registry.addMux(muxOf(simulator), { own: false });
    const asked = Array.from({ length: 4 }, () => registry.listNow());
    const answers = await Promise.all(asked.map(async (entries) => (await entries)[0]?.state.condition));
    assert.deepEqual(
      answers,
      Array.from({ length: 4 }, () => 'not-trusted'),
    );
  });

  it('takes a usbmuxd that is not there for one without devices, and knows why', async () => {
    registry.addMux(new UsbmuxClient({ kind: 'tcp', host: '127.0.0.1', port: 1 }), { own: false });
    assert.deepEqual(await registry.listNow(), []);
    registry.hold();
    await until(registry, () => registry.problem() !== undefined);
  });

  it('sees what another program does to a device, and tells only what changed', async () => {
    const phone = simulator.addDevice({ name: 'A' });
    const mux = muxOf(simulator);
    await (await Device.open(mux, phone.udid)).pair();
    registry.addMux(mux, { own: false });
    registry.hold();
    await until(registry, () => registry.entries()[0]?.state.condition === 'ready');
    const state = () => registry.find(phone.udid)?.state;
    const heard: (string | undefined)[] = [];
    registry.onDidChange((udid) => heard.push(udid));
    const look = () => registry.lookAgain(new AbortController().signal);
    await look();
    assert.deepEqual(heard, []);
    phone.setBackupValues(dict({ WillEncrypt: true }));
    await look();
    assert.deepEqual([state()?.encrypted, heard], [true, [phone.udid]]);
    phone.values.set(undefined, 'DeviceName', 'Renamed');
    await look();
    assert.deepEqual([state()?.name, heard], ['Renamed', [phone.udid, undefined]]);
    await (await Device.open(mux, phone.udid)).unpair();
    await look();
    assert.equal(state()?.condition, 'not-trusted');
  });

  it('waits for no silent device when it looks at the others', async () => {
    const [silent, other] = [simulator.addDevice({ name: 'A', seed: 1 }), simulator.addDevice({ name: 'B', seed: 2 })];
    registry.addMux(muxOf(simulator), { own: false });
    await registry.listNow();
    silent.fault('F06', { at: 'lockdown.GetValue' });
    other.values.set(undefined, 'DeviceName', 'C');
    await registry.lookAgain(new AbortController().signal);
    assert.deepEqual(
      registry.entries().map(({ state }) => state.name),
      ['A', 'C'],
    );
  });

  it('shows every device at once when it lists them, and reads the others past a silent one', async () => {
    simulator.addDevice({ name: 'A', seed: 1 }).fault('F06', { at: 'lockdown.GetValue' });
    simulator.addDevice({ name: 'B', seed: 2 });
    registry.addMux(muxOf(simulator), { own: false });
    const stop = new AbortController();
    const listing = registry.listNow(stop.signal).catch(() => undefined);
    await until(registry, () => registry.entries().some(({ state }) => state.name === 'B'));
    assert.equal(registry.entries().length, 2);
    stop.abort();
    await simulator.close();
    await listing;
  });

  it('leaves a device alone that is asked a question or backed up', async () => {
    const phone = simulator.addDevice({ name: 'A' });
    registry.addMux(muxOf(simulator), { own: false });
    await registry.listNow();
    registry.setTrustPending(phone.udid);
    await registry.lookAgain(new AbortController().signal);
    assert.equal(registry.find(phone.udid)?.state.condition, 'trust-pending');
  });

  it('goes on saying that a device asks for trust when it is listed meanwhile, until nobody waits for it', async () => {
    const phone = simulator.addDevice({ name: 'A' });
    registry.addMux(muxOf(simulator), { own: false });
    await registry.listNow();
    registry.setTrustPending(phone.udid);
    const [listed] = await registry.listNow();
    assert.equal(listed?.state.condition, 'trust-pending');
    registry.setPrompt(phone.udid, undefined);
    await registry.refresh(phone.udid);
    assert.equal(registry.find(phone.udid)?.state.condition, 'not-trusted');
  });

  it('tells devices of the same name apart while there are several', async () => {
    const phones = [simulator.addDevice({ name: 'iPhone', seed: 1 }), simulator.addDevice({ name: 'iPhone', seed: 2 })];
    simulator.addDevice({ name: 'Other', seed: 3 });
    registry.addMux(muxOf(simulator), { own: false });
    await registry.listNow();
    const labels = () => registry.entries().map(({ state }) => deviceLabel(state));
    assert.deepEqual(labels().sort(), [...phones.map(({ udid }) => `iPhone (…${udid.slice(-4)})`), 'Other'].sort());
    simulator.removeDevice(phones[0]?.udid ?? '');
    await registry.listNow();
    assert.deepEqual(labels(), ['iPhone', 'Other']);
  });

  it('shows a running backup, a pending trust and, in words, what cannot be read', async () => {
    const phone = simulator.addDevice({ name: 'A' });
    registry.addMux(muxOf(simulator), { own: false });
    await registry.listNow();
    registry.setJob(phone.udid, { phase: 'receiving', files: 1, bytes: 2 });
    assert.equal(registry.find(phone.udid)?.state.job?.files, 1);
    registry.setJob(phone.udid, undefined);
    registry.setTrustPending(phone.udid);
    assert.equal(registry.find(phone.udid)?.state.condition, 'trust-pending');
    phone.detach();
    await registry.refresh(phone.udid);
    const { condition, errorMessage, name } = registry.find(phone.udid)?.state ?? {};
    assert.deepEqual([condition, errorMessage, name], ['error', 'in words', 'A']);
  });
});

describe('the usbmuxd of this computer', () => {
  it('is the one of the settings, and none when that is no address', () => {
    const added: unknown[] = [];
    const registry = { addMux: ({ address }: UsbmuxClient) => (added.push(address), { dispose: () => added.pop() }) };
    const system = new SystemMux(registry as unknown as DeviceRegistry);
    system.watch('127.0.0.1:1234');
    assert.deepEqual(added, [{ kind: 'tcp', host: '127.0.0.1', port: 1234 }]);
    assert.throws(() => {
      system.watch('nonsense');
    }, /address/);
    assert.deepEqual(added, []);
  });
});
