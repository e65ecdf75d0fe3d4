import assert from 'node:assert/strict';
import { deviceFacts, deviceItem, deviceLabel, englishLocale, needsAttention, type DeviceState } from '../../../src/view/index.ts';

const ready: DeviceState = {
  udid: '00008110-000000000000001E',
  condition: 'ready',
  connection: 'usb',
  simulated: false,
  name: 'iPhone',
  productType: 'iPhone14,5',
  productVersion: '17.5.1',
  encrypted: false,
  freeBytes: 12_300_000_000,
  totalBytes: 64_000_000_000,
};

function item(changes: Partial<DeviceState> = {}) {
  return deviceItem({ ...ready, ...changes }, englishLocale);
}

describe('a row of the Devices view', () => {
  it('shows model, system and connection of a device that is ready', () => {
    const { label, description, icon, contextValue } = item();
    assert.deepEqual(
      { label, description, icon, contextValue },
      { label: 'iPhone', description: 'iPhone 13 · iOS 17.5.1 · USB', icon: 'device-mobile', contextValue: 'device+paired+usb' },
    );
  });

  it('says in words what an icon or a colour also says', () => {
    const conditions = ['not-trusted', 'trust-pending', 'trust-declined', 'locked', 'error'] as const;
    const rows = conditions.map((condition) => item({ condition }));
    assert.equal(new Set(rows.map(({ description }) => description)).size, conditions.length);
    for (const { description, accessibleLabel, iconColor } of rows) {
      assert.notEqual(iconColor, undefined);
      assert.ok(accessibleLabel.includes(description), accessibleLabel);
    }
  });

  it('names its flags in alphabetical order, so that menus can match them', () => {
    assert.equal(item({ encrypted: true, simulated: true }).contextValue, 'device+encrypted+paired+simulated+usb');
    assert.equal(item({ condition: 'not-trusted', connection: 'network' }).contextValue, 'device+network+unpaired');
    assert.equal(item({ job: { phase: 'receiving', files: 0, bytes: 0 } }).contextValue, 'device+paired+running+usb');
  });

  it('shows how far a backup is, in place of facts', () => {
    const job = { phase: 'receiving', files: 1204, bytes: 23_400_000, fraction: 0.42 };
    assert.equal(item({ job }).description, 'Receiving files · 42%');
    assert.equal(item({ job }).icon, 'sync~spin');
    const [fact, ...others] = deviceFacts({ ...ready, job }, englishLocale);
    assert.deepEqual([fact?.label, fact?.description, others.length], ['Receiving files', '1,204 files · 23.4 MB · 42%', 0]);
  });

  it('says that a phone is simulated, whatever else there is to say, and can be stopped only by who started it', () => {
    const conditions = ['ready', 'reading', 'not-trusted', 'trust-pending', 'locked', 'error'] as const;
    const job = { phase: 'receiving', files: 1, bytes: 1 };
    const rows = [...conditions.map((condition) => item({ condition, simulated: true })), item({ job, simulated: true })];
    for (const { description, accessibleLabel } of rows) assert.match(`${description} / ${accessibleLabel}`, /Simulated.* \/ .*Simulated/);
    assert.equal(item({ simulated: true, own: true }).contextValue, 'device+own+paired+simulated+usb');
  });

  it('bears its mark while another device has the same name', () => {
    assert.equal(item({ mark: '…001E' }).label, 'iPhone (…001E)');
  });

  it('lists encryption, last backup, iCloud Backup, free space, trust and passcode below a device that is ready', () => {
    const facts = deviceFacts(ready, englishLocale).map(({ label, description }) => `${label}: ${description}`);
    assert.deepEqual(facts, [
      'Encryption: Off',
      'Last backup: None yet',
      'iCloud Backup: Not reported by the device',
      'Free space: 12.3 GB of 64 GB',
      'Trust: The device trusts this computer',
      'Passcode: Not locked now',
    ]);
  });

  it('knows of a locked device that it trusts and is locked, and of one that is being read nothing', () => {
    const { encrypted: _e, freeBytes: _f, totalBytes: _t, ...bare } = ready;
    const facts = (condition: DeviceState['condition']) =>
      deviceFacts({ ...bare, condition }, englishLocale).map(({ accessibleLabel }) => accessibleLabel);
    assert.deepEqual(facts('locked'), ['Trust: The device trusts this computer', 'Passcode: Locked, enter it on the device']);
    assert.deepEqual(facts('not-trusted'), ['Trust: The device does not trust this computer']);
    assert.deepEqual(facts('reading'), []);
    assert.deepEqual(facts('error'), []);
    assert.equal(item({ condition: 'locked' }).icon, 'lock');
  });

  it('shows what the device asks, with the time that is left, in place of how far a job is', () => {
    const now = new Date(2026, 0, 1, 12);
    const row = (prompt: DeviceState['prompt'], changes: Partial<DeviceState> = {}) =>
      deviceItem({ ...ready, ...changes, ...(prompt && { prompt }) }, englishLocale, now);
    const job = { phase: 'waiting-for-passcode', files: 0, bytes: 0 };
    const passcode = row({ kind: 'passcode', until: new Date(now.getTime() + 161_000) }, { job });
    assert.deepEqual([passcode.description, passcode.icon], ['2:41 left · Enter the passcode on the device', 'lock']);
    assert.equal(passcode.contextValue, 'device+paired+prompted+running+usb');
    assert.match(passcode.accessibleLabel, /2:41 left · Enter the passcode on the device/);
    assert.equal(row({ kind: 'unlock', until: new Date(now.getTime() + 5000) }).description, '0:05 left · Unlock the device');
    const until = new Date(now.getTime() + 60_000);
    const [first] = deviceFacts({ ...ready, job, prompt: { kind: 'passcode', until } }, englishLocale, now);
    assert.deepEqual([first?.label, first?.description], ['Enter the passcode on the device', '1:00 left']);
    assert.equal(row({ kind: 'trust' }, { condition: 'trust-pending' }).description, 'Tap Trust on the device');
    assert.equal(row({ kind: 'trust', until: now }, { condition: 'trust-pending' }).description, 'Tap Trust on the device');
  });

  it('counts as one that needs attention when it does', () => {
    const needs = (changes: Partial<DeviceState>) => needsAttention({ ...ready, ...changes });
    assert.deepEqual([needs({}), needs({ condition: 'reading' })], [false, false]);
    assert.deepEqual([needs({ condition: 'locked' }), needs({ prompt: { kind: 'passcode' } })], [true, true]);
  });

  it('says why it cannot be read, and that a restore goes the other way', () => {
    assert.equal(item({ condition: 'error', errorReason: 'The device does not answer.' }).description, 'The device does not answer.');
    const job = { kind: 'restore', phase: 'sending', files: 0, bytes: 0, fraction: 0.42 } as const;
    assert.equal(item({ job }).description, 'Restoring · Sending files · 42%');
    assert.equal(item({ job }).contextValue, 'device+paired+restoring+running+usb');
  });

  it('answers whether there is a copy while the rows below it are closed, unless there is something to do', () => {
    const now = new Date(2026, 0, 1, 12);
    const copy = { date: new Date(2026, 0, 1, 10), path: '/backups/u' };
    const closed = (changes: Partial<DeviceState>) => deviceItem({ ...ready, ...changes }, englishLocale, now).closedDescription;
    assert.equal(closed({ copy, simulated: true }), 'Simulated · One copy, here · not checked · 2 hours ago');
    assert.equal(closed({ copy: 'none' }), 'No reliable copy · none on this computer');
    assert.equal(closed({}), 'iPhone 13 · iOS 17.5.1 · USB', 'nothing is known of copies');
    assert.equal(closed({ copy, condition: 'locked' }), 'Locked: unlock it to continue');
  });

  it('says in its tooltip whether there is a copy', () => {
    assert.match(item({ copy: 'none' }).tooltip.join('\n'), /^No reliable copy: none on this computer$/m);
  });

  it('takes a device’s name for what it is: text from somebody else', () => {
    assert.equal(deviceLabel({ udid: 'u', name: 'a\u202e\nb' }), 'a\\u202e b');
    assert.equal(deviceLabel({ udid: 'u', name: ' ', productType: 'iPhone14,5' }), 'iPhone 13');
    assert.equal(deviceLabel({ udid: 'u' }), 'u');
  });

  it('keeps its id, whatever its state', () => {
    assert.equal(item().id, item({ condition: 'error', name: 'other' }).id);
  });
});
