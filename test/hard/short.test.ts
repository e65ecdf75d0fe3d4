import assert from 'node:assert/strict';
import { allAttacks, runAttack } from './run-attack.ts';

const attacks = allAttacks().filter((attack) => attack.short === true);

describe('the short part of the hard suite', () => {
  it('has attacks', () => {
    assert.ok(attacks.length > 0);
  });

  for (const attack of attacks) {
    it(`${attack.what}: ${attack.holds} (${attack.id})`, async () => {
      const { failure } = await runAttack(attack, 'short');
      if (failure !== undefined) assert.fail(failure);
    });
  }
});
