import assert from 'node:assert/strict';
import { deviceFacts, deviceItem, deviceLabel, englishLocale, type DeviceState } from '../../../src/view/index.ts';

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

  it('lists encryption, last backup, iCloud Backup and free space below a device that is ready', () => {
    const facts = deviceFacts(ready, englishLocale).map(({ label, description }) => `${label}: ${description}`);
    assert.deepEqual(facts, [
      'Encryption: Off',
      'Last backup: None yet',
      'iCloud Backup: Not reported by the device',
      'Free space: 12.3 GB of 64 GB',
    ]);
  });

  it('knows nothing below a device that is locked, and says so in one word', () => {
    const { encrypted: _e, freeBytes: _f, totalBytes: _t, ...bare } = ready;
    assert.deepEqual(deviceFacts({ ...bare, condition: 'locked' }, englishLocale), []);
    assert.equal(item({ condition: 'locked' }).icon, 'lock');
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
