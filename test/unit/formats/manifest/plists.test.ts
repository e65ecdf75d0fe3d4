/** The three plists of a backup, against files of an independent writer and the sizes that real devices log. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeBackupInfo,
  decodeManifestProperties,
  decodeStatus,
  dict,
  encodeBackupInfo,
  encodeManifestProperties,
  encodeStatus,
  parsePlist,
  plistFormatOf,
  stringAt,
  writeBinaryPlist,
  type BackupStatus,
  type PlistValue,
} from '../../../../src/formats/index.ts';

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(import.meta.dirname, '../../../fixtures/plists', name)));
}

const status: BackupStatus = {
  uuid: '0BADC0DE-0000-4000-8000-000000000001',
  date: new Date('2024-06-01T12:34:56Z'),
  backupState: 'new',
  snapshotState: 'finished',
  isFullBackup: false,
  version: '3.3',
};

describe('Status.plist', () => {
  it('decodes the file of an independent writer', () => {
    assert.deepEqual(decodeStatus(fixture('Status.plist')), { ...status, isFullBackup: true });
  });

  // Sizes of the uploads in logs of real devices.
  for (const [backupState, snapshotState, bytes] of [
    ['empty', 'uploading', 192],
    ['new', 'uploading', 190],
    ['new', 'moving', 187],
    ['new', 'removing', 189],
    ['new', 'finished', 189],
  ] as const) {
    it(`has ${bytes} bytes when ${backupState} and ${snapshotState}`, () => {
      const written = encodeStatus({ ...status, backupState, snapshotState });
      assert.equal(written.length, bytes);
      assert.equal(plistFormatOf(written), 'binary');
      assert.deepEqual(decodeStatus(written), { ...status, backupState, snapshotState });
    });
  }

  const keys = ['UUID', 'Date', 'BackupState', 'SnapshotState', 'IsFullBackup', 'Version'];
  for (const key of keys) {
    it(`must have ${key}, of the right type`, () => {
      for (const wrong of [undefined, [], 'unheard-of']) {
        if (wrong === 'unheard-of' && (key === 'UUID' || key === 'Version')) continue;
        const plist = parsePlist(encodeStatus(status)) as Map<string, PlistValue>;
        if (wrong === undefined) plist.delete(key);
        else plist.set(key, wrong);
        assert.throws(() => decodeStatus(writeBinaryPlist(plist)), { code: 'status-malformed', data: { key } });
      }
    });
  }

  it('takes a number for IsFullBackup, as the device does', () => {
    const plist = parsePlist(encodeStatus(status)) as Map<string, PlistValue>;
    assert.equal(decodeStatus(writeBinaryPlist(plist.set('IsFullBackup', 1n))).isFullBackup, true);
    assert.equal(decodeStatus(writeBinaryPlist(plist.set('IsFullBackup', 0n))).isFullBackup, false);
  });

  it('must be a dictionary in a property list', () => {
    for (const bytes of [new Uint8Array(), Buffer.from('x'), writeBinaryPlist([])]) {
      assert.throws(() => decodeStatus(bytes), { name: 'FormatError', code: 'status-malformed' });
    }
  });
});

describe('Manifest.plist', () => {
  it('decodes the file of an independent writer', () => {
    const properties = decodeManifestProperties(fixture('Manifest.plist'));
    assert.equal(properties.version, '10.0');
    assert.equal(properties.isEncrypted, false);
    assert.equal(properties.backupKeyBag?.length, 1388);
    assert.equal(properties.manifestKey, undefined);
    assert.equal(stringAt(properties.lockdown, 'UniqueDeviceID'), '00008120-000E15A83C68A01E');
    assert.deepEqual([...properties.applications.keys()], ['com.example.sampleapp']);
    assert.equal(properties.date?.toISOString(), '2024-06-01T12:34:56.000Z');
  });

  it('is written back byte for byte, unknown keys and their order included', () => {
    const raw = parsePlist(fixture('Manifest.plist')) as Map<string, PlistValue>;
    raw.set('Containers', dict({ a: 1n }));
    const bytes = writeBinaryPlist(raw);
    assert.deepEqual(encodeManifestProperties(decodeManifestProperties(bytes)), bytes);
  });

  it('leaves out what is taken away', () => {
    const { backupKeyBag, ...rest } = decodeManifestProperties(fixture('Manifest.plist'));
    assert.ok(backupKeyBag);
    assert.equal(decodeManifestProperties(encodeManifestProperties(rest)).backupKeyBag, undefined);
  });

  it('is tolerant but for version and encryption', () => {
    const least = dict({ Version: '9.1', IsEncrypted: true, Applications: 'none' });
    const properties = decodeManifestProperties(writeBinaryPlist(least));
    assert.deepEqual(properties, {
      version: '9.1',
      isEncrypted: true,
      wasPasscodeSet: false,
      lockdown: new Map(),
      applications: new Map(),
      raw: least,
    });
    for (const key of ['Version', 'IsEncrypted']) {
      const damaged = writeBinaryPlist(new Map(least).set(key, 1.5));
      assert.throws(() => decodeManifestProperties(damaged), { code: 'manifest-malformed', data: { key } });
    }
  });

  it('must be a dictionary in a property list', () => {
    for (const bytes of [new Uint8Array(), fixture('Manifest.plist').subarray(0, 1000), writeBinaryPlist('x')]) {
      assert.throws(() => decodeManifestProperties(bytes), { name: 'FormatError', code: 'manifest-malformed' });
    }
  });
});

describe('Info.plist', () => {
  it('decodes the file of an independent writer', () => {
    const info = decodeBackupInfo(fixture('Info.plist'));
    assert.equal(info.deviceName, 'Sample iPhone');
    assert.equal(info.productVersion, '17.4');
    assert.equal(info.guid, '00112233445566778899AABBCCDDEEFF');
    assert.equal(info.targetIdentifier, '00008120-000E15A83C68A01E');
    assert.deepEqual(info.installedApplications, ['com.example.sampleapp']);
    assert.equal(info.lastBackupDate?.toISOString(), '2024-06-01T12:34:56.000Z');
    assert.equal('imei2' in info, false);
  });

  it('is written as XML in alphabetical order, and nothing is lost', () => {
    const info = decodeBackupInfo(fixture('Info.plist'));
    const written = encodeBackupInfo({ ...info, raw: new Map(info.raw).set('Sync Settings', new Map()), ibooksData2: Uint8Array.of(1) });
    assert.equal(plistFormatOf(written), 'xml');
    const plist = parsePlist(written) as Map<string, PlistValue>;
    assert.deepEqual([...plist.keys()], [...plist.keys()].sort());
    const expected = new Map(info.raw).set('Sync Settings', new Map()).set('iBooks Data 2', Uint8Array.of(1));
    assert.deepEqual(plist, expected);
  });

  it('writes every field under the name that Finder uses', () => {
    const info = {
      applications: new Map(),
      buildVersion: 'a',
      deviceName: 'b',
      displayName: 'c',
      guid: 'd',
      iccid: 'e',
      imei: 'f',
      imei2: 'g',
      meid: 'h',
      phoneNumber: 'i',
      productName: 'j',
      productType: 'k',
      productVersion: 'l',
      serialNumber: 'm',
      targetIdentifier: 'n',
      targetType: 'o',
      uniqueIdentifier: 'p',
      itunesVersion: 'q',
      installedApplications: [],
      lastBackupDate: new Date(0),
      ibooksData2: new Uint8Array(),
      itunesFiles: new Map(),
      itunesSettings: new Map(),
    };
    const names = [
      'Applications',
      'Build Version',
      'Device Name',
      'Display Name',
      'GUID',
      'ICCID',
      'IMEI',
      'IMEI 2',
      'Installed Applications',
      'Last Backup Date',
      'MEID',
      'Phone Number',
      'Product Name',
      'Product Type',
      'Product Version',
      'Serial Number',
      'Target Identifier',
      'Target Type',
      'Unique Identifier',
      'iBooks Data 2',
      'iTunes Files',
      'iTunes Settings',
      'iTunes Version',
    ];
    const written = encodeBackupInfo(info);
    assert.deepEqual([...(parsePlist(written) as Map<string, PlistValue>).keys()], names);
    const { raw, ...read } = decodeBackupInfo(written);
    assert.ok(raw);
    assert.deepEqual(read, info);
  });

  it('reads a GUID that pymobiledevice3 wrote as data, and leaves what has another type', () => {
    const info = decodeBackupInfo(writeBinaryPlist(dict({ GUID: Uint8Array.of(0xab, 1), IMEI: 5n, 'Installed Applications': ['a', 1n] })));
    assert.equal(info.guid, 'AB01');
    assert.equal(info.imei, undefined);
    assert.deepEqual(info.installedApplications, ['a']);
  });

  it('must be a dictionary in a property list', () => {
    for (const bytes of [new Uint8Array(), writeBinaryPlist([])]) {
      assert.throws(() => decodeBackupInfo(bytes), { name: 'FormatError', code: 'plist-malformed' });
    }
  });
});
