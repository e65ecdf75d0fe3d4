/** A phone whose time flies while its client works: three minutes at its prompt take milliseconds. */
import assert from 'node:assert/strict';
import { VirtualClock } from '../../../src/simulated-device/index.ts';
import type { TrialStage } from './fault-trial.ts';

const STEP_MS = 1000;

/** The option of a phone with such a clock, a new one for each. */
export function withFlyingTime(): { readonly clock: VirtualClock } {
  return {
    get clock() {
      return new VirtualClock(new Date('2026-03-01T12:00:00Z'));
    },
  };
}

export function clockOf({ phone }: TrialStage): VirtualClock {
  assert.ok(phone.clock instanceof VirtualClock);
  return phone.clock;
}

/** Moves the phone's clock whenever the phone waits, until `work` has ended. */
export async function whileTimeFlies<T>(stage: TrialStage, work: Promise<T>): Promise<T> {
  const clock = clockOf(stage);
  const over = work.then(
    () => 'over',
    () => 'over',
  );
  while ((await Promise.race([clock.untilSleeping(), over])) !== 'over') {
    await clock.advance(STEP_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return await work;
}
