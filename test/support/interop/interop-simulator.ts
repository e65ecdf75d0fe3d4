/** A simulator for foreign programs: runs them against itself, and fails the test when one of them met an unknown request. */
import assert from 'node:assert/strict';
import { startSimulator, type SimulatedDevice, type Simulator, type SimulatorOptions } from '../../../src/simulated-device/index.ts';
import { UsbmuxClient, parseUsbmuxAddress } from '../../../src/device-protocol/index.ts';
import { trustQuickly } from '../quick-trust.ts';
import { runTool, type ToolOptions, type ToolResult } from './foreign-tool.ts';

export interface InteropSimulator extends AsyncDisposable {
  readonly simulator: Simulator;
  /** The first device. */
  readonly phone: SimulatedDevice;
  /** What `idevicepair pair` does for the first device, without making keys: for tests whose subject it is not. */
  trust(): Promise<void>;
  run(program: string, args: readonly string[], options?: Omit<ToolOptions, 'address'>): Promise<ToolResult>;
  /** Runs a program that must succeed; its standard output. */
  output(program: string, ...args: string[]): Promise<string>;
}

export async function interopSimulator(options: SimulatorOptions = {}): Promise<InteropSimulator> {
  const simulator = await startSimulator(options);
  const run: InteropSimulator['run'] = (program, args, toolOptions) =>
    runTool(program, args, { ...toolOptions, address: simulator.address });
  return {
    simulator,
    get phone() {
      const [first] = simulator.devices;
      assert(first);
      return first;
    },
    trust: () => trustComputer(simulator),
    run,
    output: async (program, ...args) => {
      const { status, stdout, stderr } = await run(program, args);
      assert.equal(status, 0, `${program} ${args.join(' ')}: ${stdout}${stderr}`);
      return stdout;
    },
    [Symbol.asyncDispose]: async () => {
      await simulator.settled();
      const leftovers = simulator.leftovers();
      await simulator.close();
      assert.deepEqual(simulator.violations, []);
      assert.deepEqual(leftovers, []);
    },
  };
}

export async function trustComputer({ address, devices: [phone] }: Simulator): Promise<void> {
  assert.ok(phone);
  const mux = new UsbmuxClient(parseUsbmuxAddress(address));
  await trustQuickly({ phone, mux }, await mux.readBuid());
}
