/** Trials of the faults in `faults/ending-faults.ts`. */
import assert from 'node:assert/strict';
import type { CreatedBackup } from '../../../../src/backup/index.ts';
import { backUpAndJudge, messages, type FaultTrial } from '../fault-trial.ts';

export const endingTrials: readonly FaultTrial[] = [
  {
    id: 'F57',
    act: async (stage) => {
      const percents: number[] = [];
      await backUpAndJudge(stage, {
        onProgress: ({ done, unit, phase }) => {
          if (unit === 'percent' && phase !== 'verifying') percents.push(done);
        },
      });
      return percents;
    },
    check: ({ stage, result }) => {
      const percents = result as number[];
      assert.deepEqual(
        percents,
        percents.toSorted((a, b) => a - b),
      );
      assert.ok(percents.every((percent) => percent >= 0 && percent <= 100));
      const said = messages(stage, 'device', 'DLMessageCreateDirectory').map((message) => message[3]);
      assert.deepEqual(
        [150, 30, 0, -5, 12.5].filter((lie) => !said.includes(lie)),
        [],
      );
    },
    tool: { exit: 0 },
  },
  {
    id: 'F58',
    check: ({ stage, result }) => {
      const { verdict } = result as CreatedBackup;
      assert.equal(verdict, 'unconfirmed');
      assert.equal(stage.status().snapshotState, 'finished');
      assert.ok(stage.events.some(({ code }) => code === 'device-did-not-confirm'));
      // Only the answer to Hello came.
      assert.equal(messages(stage, 'device', 'DLMessageProcessMessage').length, 1);
    },
    tool: { exit: 255 },
  },
  {
    id: 'F59',
    code: 'backup-unverified',
    words: /reported success.*not finished/,
    check: ({ stage }) => {
      const answer = messages(stage, 'device', 'DLMessageProcessMessage').at(-1)?.[1];
      assert.ok(answer instanceof Map);
      assert.equal(answer.get('ErrorCode'), 0n);
      assert.equal(stage.status().snapshotState, 'removing');
    },
    // It says "Backup Failed (Error Code 0)." and exits with 0: a shell takes that for success.
    tool: { exit: 0, output: /Backup Failed \(Error Code 0\)/ },
  },
];
