/** Trials of the faults in `faults/transport-faults.ts`. */
import assert from 'node:assert/strict';
import type { FaultTrial } from '../fault-trial.ts';

export const transportTrials: readonly FaultTrial[] = [
  {
    id: 'F05',
    settings: { after: { bytes: 40_000 } },
    code: 'link-lost',
    words: /Connect the device again/,
    check: ({ sent }) => {
      assert.equal(sent().length, 40_000);
    },
    tool: { exit: 255 },
  },
];
