import assert from 'node:assert/strict';
import { makeInfoPlist, type DeviceInfo } from '../../../../src/backup/create/info-plist.ts';
import { asksForPasscode } from '../../../../src/backup/device-run/passcode-versions.ts';
import { dict, parsePlist, writeXmlPlist } from '../../../../src/formats/index.ts';

const BARE: DeviceInfo = {
  udid: '00008030-00112233aabbccdd',
  values: dict({ DeviceName: 'iPad', ProductType: 'iPad14,1', ProductVersion: '17.5', BuildVersion: '21F79', SerialNumber: 'S1' }),
  iTunesSettings: dict({}),
  minITunesVersion: undefined,
  applications: [],
  iTunesFiles: new Map(),
  iBooksData: undefined,
};

describe('makeInfoPlist', () => {
  it('leaves out what a device without a telephone does not have', () => {
    const info = makeInfoPlist(BARE, new Date('2026-03-01T12:00:00.750Z'), 'F'.repeat(32));
    assert.deepEqual(
      info,
      dict({
        Applications: dict({}),
        'Build Version': '21F79',
        'Device Name': 'iPad',
        'Display Name': 'iPad',
        GUID: 'F'.repeat(32),
        'Installed Applications': [],
        'Last Backup Date': new Date('2026-03-01T12:00:00Z'),
        'Product Type': 'iPad14,1',
        'Product Version': '17.5',
        'Serial Number': 'S1',
        'Target Identifier': '00008030-00112233aabbccdd',
        'Target Type': 'Device',
        'Unique Identifier': '00008030-00112233AABBCCDD',
        'iTunes Files': dict({}),
        'iTunes Settings': dict({}),
        'iTunes Version': '10.0.1',
      }),
    );
    assert.deepEqual(parsePlist(writeXmlPlist(info)), info);
  });

  it('takes the telephone numbers of a device that has them, and only as text', () => {
    const values = dict({
      IntegratedCircuitCardIdentity: '8901',
      InternationalMobileEquipmentIdentity: '3512',
      InternationalMobileEquipmentIdentity2: '3513',
      MobileEquipmentIdentifier: '3514',
      PhoneNumber: 5550100n,
    });
    const info = makeInfoPlist({ ...BARE, values, minITunesVersion: '12.13' }, new Date(), '');
    assert.deepEqual(
      ['ICCID', 'IMEI', 'IMEI 2', 'MEID', 'Phone Number', 'iTunes Version'].map((key) => info.get(key)),
      ['8901', '3512', '3513', '3514', undefined, '12.13'],
    );
  });

  it('lists every application, and details of those that could be put back', () => {
    const bytes = Uint8Array.of(1);
    const applications = [
      { bundleId: 'com.example.whole', sinf: bytes, metadata: bytes, icon: bytes },
      { bundleId: 'com.example.no-icon', sinf: bytes, metadata: bytes },
      { bundleId: 'com.example.developer', metadata: bytes },
    ];
    const info = makeInfoPlist({ ...BARE, applications }, new Date(), '');
    assert.deepEqual(info.get('Installed Applications'), ['com.example.whole', 'com.example.no-icon', 'com.example.developer']);
    assert.deepEqual(
      info.get('Applications'),
      dict({
        'com.example.whole': dict({ ApplicationSINF: bytes, PlaceholderIcon: bytes, iTunesMetadata: bytes }),
        'com.example.no-icon': dict({ ApplicationSINF: bytes, iTunesMetadata: bytes }),
      }),
    );
  });
});

describe('asksForPasscode', () => {
  for (const version of ['15.7.1', '15.8', '16.1', '16.1.2', '16.10', '17.0', '26.0']) {
    it(`${version} asks`, () => assert.equal(asksForPasscode(version), true));
  }
  for (const version of ['12.5', '15.7', '15.6.1', '16.0', '16.0.3', '']) {
    it(`${version || 'an unknown version'} does not`, () => assert.equal(asksForPasscode(version), false));
  }
});
