/** Does what a host has left to steps. */
import type { Steps } from '../../src/device-protocol/index.ts';

export function finishSteps(steps: Steps | undefined): void {
  if (steps !== undefined) for (const _ of steps);
}
