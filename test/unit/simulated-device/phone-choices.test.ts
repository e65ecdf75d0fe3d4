/** What a person can choose: every choice is a phone that exists. */
import assert from 'node:assert/strict';
import { compareVersions } from '../../../src/base/index.ts';
import { checkFault, FAULTS, phoneChoices, startSimulator, PRESETS } from '../../../src/simulated-device/index.ts';
import { MODELS } from '../../../src/simulated-device/models/models.ts';

describe('the phones to choose from', () => {
  const { presets, models } = phoneChoices();

  it('are every preset and every model, each with at least one version', () => {
    assert.deepEqual(
      presets.map(({ preset, productVersion }) => [preset, productVersion]),
      PRESETS.map(({ id, productVersion }) => [id, productVersion]),
    );
    assert.deepEqual(
      models.map(({ preset }) => preset),
      Object.keys(MODELS),
    );
    for (const { preset, versions, productVersion } of [...presets, ...models]) {
      assert.ok(
        versions.some((version) => version.productVersion === productVersion),
        preset,
      );
    }
  });

  it('can all be started, in the oldest and in the newest version that is offered', async () => {
    await using simulator = await startSimulator({ devices: [] });
    for (const { preset, versions } of [...presets, ...models]) {
      for (const end of [versions.at(0), versions.at(-1)]) {
        assert(end);
        const { udid, productVersion } = simulator.addDevice({ preset, productVersion: end.productVersion });
        assert.equal(productVersion, end.productVersion);
        simulator.removeDevice(udid);
      }
    }
  });

  it('have their versions newest first, and ask for the passcode as the version does', () => {
    const { versions = [] } = models.find(({ productType }) => productType === 'iPhone14,5') ?? {};
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => compareVersions(b.productVersion, a.productVersion)),
    );
    const asks = (version: string) => versions.find(({ productVersion }) => productVersion === version)?.asksPasscode;
    assert.deepEqual([asks('16.0'), asks('16.1')], [false, true]);
  });
});

describe('the check of a fault without a phone', () => {
  it('takes every fault of the catalogue as it is', () => {
    for (const { id } of FAULTS) checkFault(id, {});
  });

  it('refuses what cannot be armed, with the same words', () => {
    const reasons: readonly [id: string, settings: Record<string, unknown>, reason: RegExp][] = [
      ['F05', { after: 'bytes=x' }, /after is bytes=N/],
      ['F05', { p: '7' }, /p must be a probability/],
      ['F05', { times: '0' }, /times must be a whole number/],
      ['F05', { reset: 'perhaps' }, /reset is one of no, yes/],
      ['F05', { at: 'nowhere' }, /there is no point/],
      ['F31', { version: 'new' }, /version takes a number/],
    ];
    for (const [id, settings, message] of reasons) {
      assert.throws(
        () => {
          checkFault(id, settings);
        },
        { code: 'simulator-fault-malformed', message },
      );
    }
    assert.throws(
      () => {
        checkFault('F99', {});
      },
      { code: 'simulator-fault-unknown' },
    );
  });
});
