/** Foreign programs hang nowhere: each of Debian's tools against a phone of every time, trusted and not. */
import assert from 'node:assert/strict';
import { interopSimulator } from '../../support/interop/interop-simulator.ts';
import { LIMIT_MS, MEETINGS } from '../../support/interop/tool-meetings.ts';
import type { Attack, AttackScene } from '../attack.ts';

const PRESETS = ['ipad-old', 'ios-10', 'ios-12', 'iphone-old', 'ios-16', 'iphone', 'ipad', 'ios-26', 'ios-27'];

export const ATTACKS: readonly Attack[] = PRESETS.flatMap((preset) =>
  (['trusted', 'declined'] as const).map((trust): Attack => ({
    id: `tools-meet-${preset}-${trust}`,
    area: 'foreign programs',
    what: `${String(MEETINGS.length + 2)} commands of libimobiledevice against the preset ${preset}, ${trust}`,
    holds: 'each ends by itself, the phone finds no fault with what it was asked, and nothing is left behind',
    run: (scene) => meet(scene, preset, trust),
  })),
);

async function meet({ folder }: AttackScene, preset: string, trust: 'trusted' | 'declined'): Promise<string> {
  await using sim = await interopSimulator({ devices: [{ preset, trust: trust === 'trusted' ? 'accept' : 'decline' }] });
  if (trust === 'trusted') await sim.output('idevicepair', 'pair');
  let slowest = { took: 0, command: '' };
  for (const { command, args } of [{ command: 'ideviceinfo', args: [] }, { command: 'idevicepair', args: ['validate'] }, ...MEETINGS]) {
    const startedAt = performance.now();
    // It throws when a program had to be killed.
    const { status } = await sim.run(command, args, { timeoutMs: LIMIT_MS, cwd: folder });
    assert.notEqual(status, undefined, command);
    const took = performance.now() - startedAt;
    if (took > slowest.took) slowest = { took, command: [command, ...args].join(' ') };
  }
  return `slowest: ${slowest.command}, ${(slowest.took / 1000).toFixed(1)} s`;
}
