/** A simulator and a client of it, for tests that talk to a simulated phone. */
import assert from 'node:assert/strict';
import { Device, UsbmuxClient, parseUsbmuxAddress, type AttachedDevice } from '../../src/device-protocol/index.ts';
import { startSimulator, type SimulatedDevice, type Simulator, type SimulatorOptions } from '../../src/simulated-device/index.ts';
import { segmentingProxy, type Segments } from './socket-pair.ts';

export interface Simulated extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly mux: UsbmuxClient;
  /** The first simulated phone. */
  readonly phone: SimulatedDevice;
  /** For a test that does on purpose what no real client does: the violations so far, which then count no more. */
  takeViolations(): string[];
  /** For a test that leaves something behind on purpose: what was left so far, which then counts no more. What is still open counts. */
  takeLeftovers(): Promise<string[]>;
}

/** Everything that is sent must be what real clients send, and nothing may be left behind: both fail the test when it ends. */
export async function simulated(options: SimulatorOptions = {}, segments?: Segments): Promise<Simulated> {
  const simulator = await startSimulator(options);
  const direct = parseUsbmuxAddress(simulator.address);
  const proxy = segments !== undefined && direct.kind === 'tcp' ? await segmentingProxy(direct, segments) : undefined;
  const mux = new UsbmuxClient(proxy ? { kind: 'tcp', host: '127.0.0.1', port: proxy.port } : direct);
  let excused = 0;
  return {
    simulator,
    mux,
    takeViolations: () => {
      const fresh = simulator.violations.slice(excused);
      excused = simulator.violations.length;
      return fresh;
    },
    takeLeftovers: async () => {
      await simulator.settled();
      return simulator.devices.flatMap(({ state }) => state.takeLeftovers().map(({ text }) => text));
    },
    get phone() {
      const [first] = simulator.devices;
      assert.ok(first, 'the simulator has no device');
      return first;
    },
    [Symbol.asyncDispose]: async () => {
      await proxy?.[Symbol.asyncDispose]();
      await simulator.settled();
      const leftovers = simulator.leftovers();
      await simulator.close();
      assert.deepEqual(simulator.violations.slice(excused), []);
      assert.deepEqual(leftovers, []);
    },
  };
}

/** The first phone as a host sees it. */
export async function openPhone({ mux, phone }: Pick<Simulated, 'mux' | 'phone'>): Promise<Device> {
  return await Device.open(mux, phone.udid);
}

export async function attachedPhone({ mux, phone }: Simulated): Promise<AttachedDevice> {
  return (await Device.open(mux, phone.udid)).attached;
}
