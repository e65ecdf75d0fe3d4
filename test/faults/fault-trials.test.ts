/** Every fault of the catalogue, met by our client; and the same trials with the injector disabled, which must all fail. */
import assert from 'node:assert/strict';
import { FAULTS } from '../../src/simulated-device/index.ts';
import { runTrial } from '../support/faults/fault-trial.ts';
import { TRIALS, titleOf } from '../support/faults/trials/index.ts';

describe('faults', () => {
  it('have a trial each', () => {
    const tried = new Set(TRIALS.map(({ id }) => id));
    assert.deepEqual(
      FAULTS.map(({ id }) => id).filter((id) => !tried.has(id)),
      [],
    );
  });

  for (const trial of TRIALS) {
    const title = FAULTS.find(({ id }) => id === trial.id)?.title ?? '';
    it(`${titleOf(trial)}: ${title}`, async () => {
      await runTrial(trial);
    });
  }

  describe('with the injector disabled', () => {
    for (const trial of TRIALS) {
      it(`the trial of ${titleOf(trial)} fails`, async () => {
        await assert.rejects(runTrial(trial, false), assert.AssertionError);
      });
    }
  });
});
