/** What a restore will remove, as it is foretold, against what the simulated phone does; and no domain goes that nobody named. */
import assert from 'node:assert/strict';
import { foreseeRestore, unconfirmedLosses } from '../../src/backup/index.ts';
import { isCodedError } from '../../src/base/index.ts';
import { trustedPhone } from '../support/backup-run.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { restoreWith } from '../support/restore-run.ts';
import { openPhone } from '../support/simulated.ts';

describe('a restore that was foreseen', () => {
  for (const [productVersion, preset, choices] of [
    ['26.6.2', 'ios-26', { system: true }],
    ['27.0', 'ios-27', {}],
    ['27.0', 'ios-27', { system: true }],
    ['27.0', 'ios-27', { remove: true }],
    ['27.0', 'ios-27', { system: true, remove: true }],
  ] as const) {
    it(`iOS ${productVersion}, ${Object.keys(choices).join(' and ') || 'the careful choices'}: takes what was foreseen, and no domain that nobody named`, async () => {
      const content = trialContent();
      content.removeFile('CameraRollDomain', '');
      await using run = await trustedPhone({ restartSeconds: 0, preset, productVersion, content });
      await run.backUp({ verify: 'off' });
      const watched = ['AppDomain-com.example.trial', 'CameraRollDomain', 'HomeDomain', 'KeyboardDomain'];
      for (const domain of watched) run.phone.content.setFile(domain, 'Library/only here.txt', { content: 'mine' });
      const device = await openPhone(run);
      const removals = await foreseeRestore({ device, path: run.path, choices });
      const losses = unconfirmedLosses(removals);
      if (losses.length > 0) {
        await assert.rejects(restoreWith(run, { choices }), (error) => {
          assert.ok(isCodedError(error, 'restore-would-empty'));
          assert.deepEqual(error.data.domains, losses);
          return true;
        });
        assert.deepEqual([run.phone.restored.length, run.phone.state.locks], [0, []]);
      }
      await restoreWith(run, { choices: { ...choices, reboot: false, mayEmpty: losses } });
      const gone = watched.filter((domain) => run.phone.content.file(domain, 'Library/only here.txt') === undefined);
      const codes = new Set(removals.map(({ code }) => code));
      const named = removals.flatMap(({ domain }) => domain ?? []);
      assert.deepEqual(gone, codes.has('not-in-backup') ? watched : named);
      assert.equal(codes.has('nothing-removed'), gone.length === 0);
    });
  }
});
