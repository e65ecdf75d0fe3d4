/** The backup password of a phone: what observers hear, what is demanded, and that nothing is derived twice. */
import assert from 'node:assert/strict';
import { CancelledError } from '../../../../src/base/index.ts';
import { deriveKey } from '../../../../src/formats/index.ts';
import { BackupPassword } from '../../../../src/simulated-device/phone/backup-password.ts';
import { simulated } from '../../../support/simulated.ts';

const stages = { salt: new Uint8Array(20).fill(7), rounds: 200_000 };

describe('the backup password of a phone', () => {
  it('is what phones ask for unless somebody says otherwise', () => {
    assert.deepEqual(new BackupPassword().rounds, { rounds: 10_000, doubleProtectionRounds: 10_000_000 });
    assert.deepEqual(new BackupPassword({ cost: { rounds: 3, doubleProtectionRounds: 4 } }).rounds, {
      rounds: 3,
      doubleProtectionRounds: 4,
    });
    const { rounds } = new BackupPassword({ cost: 'low' });
    assert.ok(rounds.rounds + rounds.doubleProtectionRounds < 1000);
  });

  it('matches itself alone, byte for byte', () => {
    const password = new BackupPassword({ password: 'Grün' });
    assert.equal(password.matches('Grün'), true);
    for (const other of ['Grün'.normalize('NFD'), 'grün', 'Grün ', '']) assert.equal(password.matches(other), false, other);
    assert.equal(new BackupPassword().matches(''), false);
  });

  it('derives once for a bag and a password, and gives every caller a copy', async () => {
    const password = new BackupPassword();
    const key = await password.derive('x', stages);
    assert.deepEqual(key, Uint8Array.from(await deriveKey('x', stages)));
    const again = password.derive('x', { ...stages });
    key.fill(0);
    const startedAt = performance.now();
    assert.notDeepEqual(await again, key);
    assert.ok(performance.now() - startedAt < 50);
    assert.notDeepEqual(await password.derive('y', stages), await again);
    assert.notDeepEqual(await password.derive('x', { ...stages, rounds: 199_999 }), await again);
    await assert.rejects(password.derive('z', stages, AbortSignal.abort()), CancelledError);
  });

  it('is absent from the lockdown values until it was ever set, and every change is posted', async () => {
    await using sim = await simulated({ devices: [{}, { backupPassword: 'x', requiresEncryption: true }] });
    const [fresh, set] = sim.simulator.devices;
    assert.ok(fresh && set);
    const values = (device: typeof fresh) => device.values.domain('com.apple.mobile.backup');
    assert.deepEqual([values(fresh)?.has('WillEncrypt'), values(fresh)?.get('RequiresEncryption')], [false, false]);
    assert.deepEqual([values(set)?.get('WillEncrypt'), values(set)?.get('RequiresEncryption')], [true, true]);
    const posted = () => fresh.notifications.posted.filter(({ name }) => name === 'com.apple.mobile.backup.domain_changed').length;
    fresh.backupPassword.set('y');
    fresh.backupPassword.set(undefined);
    fresh.backupPassword.isRequired = true;
    assert.equal(posted(), 3);
    assert.deepEqual([values(fresh)?.get('WillEncrypt'), values(fresh)?.get('RequiresEncryption')], [false, true]);
  });
});
