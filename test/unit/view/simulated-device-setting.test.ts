/** The setting that starts simulated devices: what makes sense is a phone, what does not is a sentence. */
import assert from 'node:assert/strict';
import { startSimulatorOffThread } from '../../../src/simulated-device/index.ts';
import { inEnglish, simulatedDeviceSetting } from '../../../src/view/index.ts';

describe('the setting of simulated devices', () => {
  it('becomes phones that can be started', async () => {
    const entries = [
      {},
      { preset: 'ipad', name: 'Practice iPad', productVersion: '17.4', trust: 'ask', locked: true },
      { passcode: 'none' },
      { passcode: 'asked', files: 20 },
    ];
    const { orders, problems } = simulatedDeviceSetting(entries, inEnglish);
    assert.deepEqual(problems, []);
    assert.deepEqual(orders, [
      {},
      entries[1],
      { passcodeSet: false },
      { passcodeSet: true, asksPasscode: true, bulk: { count: 20, size: 4000 } },
    ]);
    await using simulator = await startSimulatorOffThread();
    for (const order of orders) await simulator.add(order);
    assert.equal((await simulator.list()).length, 4);
  });

  it('says of each entry that makes no sense what is wrong, and leaves the others', () => {
    const entries = [3, { name: '' }, { trust: 'maybe' }, { colour: 'red' }, { files: 0 }, { name: 'Kept' }];
    const { orders, problems } = simulatedDeviceSetting(entries, inEnglish);
    assert.deepEqual(orders, [{ name: 'Kept' }]);
    assert.deepEqual(problems, [
      'Simulated device 1 of the settings is not an object and was not started.',
      'Simulated device 2 of the settings was not started. “name” takes "…".',
      'Simulated device 3 of the settings was not started. “trust” takes "accept" | "ask" | "decline".',
      'Simulated device 4 of the settings has an unknown key “colour” and was not started. ' +
        'Keys: preset, name, productVersion, trust, passcode, locked, files.',
      'Simulated device 5 of the settings was not started. “files” takes 1–1000000.',
    ]);
  });

  it('is nothing where it is no list', () => {
    for (const value of [undefined, null, 'x', {}]) {
      assert.deepEqual(simulatedDeviceSetting(value, inEnglish), { orders: [], problems: [] });
    }
  });

  it('takes keys that every object has for unknown', () => {
    assert.equal(simulatedDeviceSetting([{ constructor: 'x' }], inEnglish).problems.length, 1);
  });
});
