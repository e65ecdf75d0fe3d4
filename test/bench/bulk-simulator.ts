/** Runs one simulated phone with COUNT files of SIZE bytes until SIGTERM: a process of its own, so that clients are measured alone. */
import { once } from 'node:events';
import { join } from 'node:path';
import type * as SimulatedDevice from '../../src/simulated-device/index.ts';

const [count, size] = process.argv.slice(2).map(Number);
if (!count || !size) throw new Error('usage: bulk-simulator COUNT SIZE');

// The built product, as users run it.
const door = join(import.meta.dirname, '../../dist/simulated-device.js');
const { makeBulkPhone, startSimulator } = (await import(door)) as typeof SimulatedDevice;
await using simulator = await startSimulator({ devices: [{ content: makeBulkPhone({ count, size }) }] });
process.stdout.write(`${JSON.stringify({ address: simulator.address, udid: simulator.devices[0]?.udid })}\n`);
await once(process, 'SIGTERM');
