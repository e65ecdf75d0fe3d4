import assert from 'node:assert/strict';
import { deviceFacts, englishLocale, type DeviceState } from '../../../src/view/index.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const ready: DeviceState = { udid: 'u', condition: 'ready', connection: 'usb', simulated: false };

function facts(state: Partial<DeviceState>): Record<string, string> {
  return Object.fromEntries(deviceFacts({ ...ready, ...state }, englishLocale, NOW).map(({ label, description }) => [label, description]));
}

describe('what is known of the backups of a device', () => {
  it('names the backup on this computer once more only where that says more than the answer above', () => {
    const check = { verdict: 'good', level: 'full', at: hoursAgo(1) } as const;
    assert.equal(facts({ copy: { date: hoursAgo(2), check } })['On this computer'], undefined);
    assert.equal(facts({ copy: { date: hoursAgo(2) } })['On this computer'], undefined);
    assert.equal(facts({ copy: { date: hoursAgo(2), newest: hoursAgo(2), check } })['On this computer'], undefined);
    assert.equal(
      facts({ copy: { date: hoursAgo(2), newest: hoursAgo(1), check } })['On this computer'],
      'Good · 2 hours ago · fully checked 1 hour ago · a newer one is not known to be good',
    );
    assert.equal(facts({ copy: 'none' })['On this computer'], undefined);
    assert.equal(facts({})['On this computer'], undefined);
  });

  it('opens the backup that the answer is about, and the page about iCloud', () => {
    const opened = (state: Partial<DeviceState>) =>
      deviceFacts({ ...ready, ...state }, englishLocale, NOW).flatMap(({ id, opens }) => (opens === undefined ? [] : [[id, opens]]));
    const cloud = ['u/cloud', { page: 'cloud' }];
    const backup = { backup: '/backups/u' };
    assert.deepEqual(opened({ copy: 'none' }), [cloud]);
    assert.deepEqual(opened({ copy: { path: '/backups/u' } }), [['u/answer', backup], cloud]);
    const copy = { path: '/backups/u', date: hoursAgo(2), newest: hoursAgo(1) };
    assert.deepEqual(opened({ copy }), [['u/answer', backup], ['u/copy', backup], cloud]);
  });

  it('says when the device reports a later backup than any that was found', () => {
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: { date: hoursAgo(1.1) } })['Last backup'], '1 hour ago');
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: { date: hoursAgo(24) } })['Last backup'], '1 hour ago, not found on this computer');
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: { date: hoursAgo(24), newest: hoursAgo(1) } })['Last backup'], '1 hour ago');
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: 'none' })['Last backup'], '1 hour ago, not found on this computer');
    assert.equal(facts({ lastBackup: hoursAgo(1) })['Last backup'], '1 hour ago');
    assert.equal(facts({})['Last backup'], 'None yet');
  });

  it('says what it means when phone, folder and Info.plist disagree', () => {
    const last = (state: Partial<DeviceState>) => facts(state)['Last backup'];
    const copy = { date: hoursAgo(2) };
    assert.equal(last({ copy }), '2 hours ago, which the device does not know of');
    assert.equal(last({ copy, lastBackup: hoursAgo(48) }), '2 hours ago, the device knows only of one 2 days ago');
    assert.equal(last({ copy: { ...copy, infoDate: hoursAgo(1) }, lastBackup: hoursAgo(2) }), '2 hours ago, a later run was not finished');
    assert.equal(last({ copy: { infoDate: hoursAgo(1) } }), 'None: a run 1 hour ago was not finished');
    assert.equal(last({ copy: { ...copy, infoDate: hoursAgo(2) }, lastBackup: hoursAgo(1.9) }), '2 hours ago');
  });

  it('names every source in the tooltip, also those that say nothing', () => {
    const state = { ...ready, copy: { date: hoursAgo(2), infoDate: hoursAgo(1), madeAt: hoursAgo(2) } };
    const tooltip = deviceFacts(state, englishLocale, NOW).find(({ label }) => label === 'Last backup')?.tooltip ?? [];
    assert.equal(tooltip.length, 4);
    assert.equal(tooltip[0], 'The device says: no date');
    for (const line of tooltip.slice(1)) assert.match(line, /: Jan 1, 2026/);
  });

  it('says of encryption what the next backup will be, and the last one where that differs', () => {
    const encryption = (encrypted: boolean, last: boolean) => facts({ encrypted, copy: { date: hoursAgo(2), encrypted: last } }).Encryption;
    assert.equal(encryption(true, true), 'On');
    assert.equal(encryption(true, false), 'On · the last backup is not encrypted');
    assert.equal(encryption(false, true), 'Off, but the last backup is encrypted');
  });

  it('says of a copy that has changed since its check that it is not checked', () => {
    const earlier = { verdict: 'good', level: 'quick', at: hoursAgo(3) } as const;
    assert.equal(
      facts({ copy: { date: hoursAgo(2), earlier } })['On this computer'],
      'Not checked · 2 hours ago · changed since the check 3 hours ago (then: Good)',
    );
  });

  it('repeats of iCloud only what the device reports', () => {
    assert.equal(facts({})['iCloud Backup'], 'Not reported by the device');
    assert.equal(facts({ cloudEnabled: false })['iCloud Backup'], 'Off');
    assert.equal(facts({ cloudEnabled: true })['iCloud Backup'], 'On');
    assert.equal(facts({ cloudEnabled: true, lastCloudBackup: hoursAgo(3) })['iCloud Backup'], 'On, last 3 hours ago');
  });

  it('says that encryption is demanded, where it is', () => {
    assert.equal(facts({ encrypted: true, encryptionRequired: true }).Encryption, 'On, required by device management');
    assert.equal(facts({ encrypted: true }).Encryption, 'On');
    assert.equal(facts({ encrypted: false }).Encryption, 'Off');
  });
});
