/** How long a fault lasts, for faults that go away by themselves. */
import type { FaultOccasion } from './fault.ts';

/** True for `seconds` (a parameter; 0 = for ever) from the first occasion on, by the phone's clock. */
export function isWithinDuration({ device, memory, number }: FaultOccasion): boolean {
  const now = device.clock.elapsed();
  const since = memory.get('since') ?? now;
  memory.set('since', since);
  return number('seconds') === 0 || now - Number(since) < number('seconds') * 1000;
}
