/** Runs COUNT simulated phones with FILES files of 4 KiB each until SIGTERM; `ready` says how long they took to make. */
import { once } from 'node:events';
import { join } from 'node:path';
import type * as SimulatedDevice from '../../src/simulated-device/index.ts';

const [count, files] = process.argv.slice(2).map(Number);
if (!count || files === undefined) throw new Error('usage: many-simulator COUNT FILES');

// The built product, as users run it.
const door = join(import.meta.dirname, '../../dist/simulated-device.js');
const { makeBulkPhone, startSimulator } = (await import(door)) as typeof SimulatedDevice;
const phone = files === 0 ? {} : { content: makeBulkPhone({ count: files, size: 4096 }) };
const start = performance.now();
await using simulator = await startSimulator({ devices: Array.from({ length: count }, () => phone) });
const readyMs = performance.now() - start;
// Listened for before anybody is told where we are: the signal may come at once.
const stopped = once(process, 'SIGTERM');
process.stdout.write(`${JSON.stringify({ address: simulator.address, readyMs, udids: simulator.devices.map(({ udid }) => udid) })}\n`);
await stopped;
const closing = performance.now();
await simulator.close();
process.stdout.write(`${JSON.stringify({ closeMs: performance.now() - closing, violations: simulator.violations })}\n`);
