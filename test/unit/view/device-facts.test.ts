import assert from 'node:assert/strict';
import { deviceFacts, englishLocale, type DeviceState } from '../../../src/view/index.ts';

const NOW = new Date('2026-01-01T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const ready: DeviceState = { udid: 'u', condition: 'ready', connection: 'usb', simulated: false };

function facts(state: Partial<DeviceState>): Record<string, string> {
  return Object.fromEntries(deviceFacts({ ...ready, ...state }, englishLocale, NOW).map(({ label, description }) => [label, description]));
}

describe('what is known of the backups of a device', () => {
  it('names the newest backup on this computer, what was found in it and when it was checked', () => {
    const check = { verdict: 'good', level: 'full', at: hoursAgo(1) } as const;
    assert.equal(facts({ copy: { date: hoursAgo(2), check } })['On this computer'], 'Good · 2 hours ago · fully checked 1 hour ago');
    assert.equal(facts({ copy: { date: hoursAgo(2) } })['On this computer'], 'Not checked · 2 hours ago');
    assert.equal(
      facts({ copy: { date: hoursAgo(2), newest: hoursAgo(1), check } })['On this computer'],
      'Good · 2 hours ago · fully checked 1 hour ago · a newer one is not known to be good',
    );
    assert.equal(facts({ copy: 'none' })['On this computer'], 'No backup found');
    assert.equal(facts({})['On this computer'], undefined);
  });

  it('says when the device reports a later backup than any that was found', () => {
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: { date: hoursAgo(1.1) } })['Last backup'], '1 hour ago');
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: { date: hoursAgo(24) } })['Last backup'], '1 hour ago, not found on this computer');
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: { date: hoursAgo(24), newest: hoursAgo(1) } })['Last backup'], '1 hour ago');
    assert.equal(facts({ lastBackup: hoursAgo(1), copy: 'none' })['Last backup'], '1 hour ago, not found on this computer');
    assert.equal(facts({ lastBackup: hoursAgo(1) })['Last backup'], '1 hour ago');
    assert.equal(facts({})['Last backup'], 'None yet');
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
