import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/backup/index.ts';
import { deviceFacts, englishLocale, type DeviceState } from '../../../src/view/index.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const ready: DeviceState = { udid: 'u', condition: 'ready', connection: 'usb', simulated: false };

function answer(state: Partial<DeviceState>) {
  const first = deviceFacts({ ...ready, ...state }, englishLocale, NOW).find(({ id }) => id === 'u/answer');
  return first && [first.label, first.description, first.icon];
}

const checked = (verdict: Verdict) => ({ date: hoursAgo(2), check: { verdict, level: 'quick', at: hoursAgo(1) } }) as const;
const inCloud = { cloudEnabled: true, lastCloudBackup: hoursAgo(3) };

describe('the one answer about the copies of a device', () => {
  it('is given before every other row', () => {
    assert.equal(deviceFacts({ ...ready, copy: 'none', encrypted: true }, englishLocale, NOW)[0]?.id, 'u/answer');
  });

  it('names the computer, iCloud, both, or none', () => {
    assert.deepEqual(answer({ copy: checked('good'), cloudEnabled: false }), [
      'One copy, here',
      'Good · 2 hours ago · iCloud Backup is off',
      'pass-filled',
    ]);
    assert.deepEqual(answer({ copy: checked('good'), ...inCloud }), [
      'Two copies',
      'Good · 2 hours ago · iCloud 3 hours ago',
      'pass-filled',
    ]);
    assert.deepEqual(answer({ copy: 'none', ...inCloud }), ['One copy, in iCloud', 'none on this computer · iCloud 3 hours ago', 'cloud']);
    assert.deepEqual(answer({ copy: 'none' }), ['No reliable copy', 'none on this computer', 'circle-slash']);
  });

  it('does not take a switch that is on for a copy', () => {
    assert.deepEqual(answer({ copy: 'none', cloudEnabled: true }), [
      'No reliable copy',
      'none on this computer · iCloud Backup is on, without a date',
      'circle-slash',
    ]);
    assert.deepEqual(answer({ copy: 'none', cloudEnabled: false, lastCloudBackup: hoursAgo(3) })?.[0], 'No reliable copy');
  });

  it('does not rely on what is damaged, and does not call good what was not checked or has changed', () => {
    for (const verdict of ['damaged', 'incomplete', 'unreadable'] as const) {
      assert.equal(answer({ copy: checked(verdict) })?.[0], 'No reliable copy');
      assert.equal(answer({ copy: checked(verdict), ...inCloud })?.[0], 'One copy, in iCloud');
    }
    for (const verdict of ['unconfirmed', 'partial'] as const) assert.equal(answer({ copy: checked(verdict) })?.[2], 'question');
    assert.deepEqual(answer({ copy: { date: hoursAgo(2) } }), ['One copy, here', 'not checked · 2 hours ago', 'question']);
    const earlier = { verdict: 'good', level: 'full', at: hoursAgo(3) } as const;
    assert.deepEqual(answer({ copy: { date: hoursAgo(2), earlier } }), [
      'One copy, here',
      'changed since its check · 2 hours ago',
      'question',
    ]);
  });

  it('is open as long as nobody has looked, and known of a device that says nothing', () => {
    assert.equal(answer({}), undefined);
    assert.equal(answer({ condition: 'locked', copy: checked('good') })?.[0], 'One copy, here');
    assert.equal(answer({ condition: 'not-trusted', copy: 'none' })?.[0], 'No reliable copy');
  });

  it('tells in its tooltip where, how it was checked, and whose word that of iCloud is', () => {
    const state = { ...ready, ...inCloud, copy: { ...checked('good'), path: '/backups/u' } };
    const [first] = deviceFacts(state, englishLocale, NOW);
    assert.deepEqual(first?.tooltip, [
      'quick check 1 hour ago',
      '/backups/u',
      'The device reports the state of iCloud Backup. A computer cannot check it.',
    ]);
  });
});
