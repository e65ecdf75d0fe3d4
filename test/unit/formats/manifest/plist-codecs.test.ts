/** The codecs of the three plists of a backup: whatever is written is read again, and damage gives a value or an error of this room. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  decodeBackupInfo,
  decodeManifestProperties,
  decodeStatus,
  encodeBackupInfo,
  encodeManifestProperties,
  encodeStatus,
  writeBinaryPlist,
  type BackupInfo,
  type BackupStatus,
  type ManifestProperties,
  type PlistDict,
} from '../../../../src/formats/index.ts';
import { assertSurvivesDamage, beginningsOf } from '../../../support/damaged-bytes.ts';

const noNullPrototype = true;
/** What XML can hold. */
const text = fc.string({ unit: 'grapheme-ascii' });
const data = fc.uint8Array();
const seconds = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
const plistDict: fc.Arbitrary<PlistDict> = fc
  .array(fc.tuple(text, fc.oneof(text, data, fc.boolean(), seconds)), { maxLength: 4 })
  .map((entries) => new Map(entries));

const status: fc.Arbitrary<BackupStatus> = fc.record(
  {
    uuid: fc.uuid().map((uuid) => uuid.toUpperCase()),
    date: seconds,
    backupState: fc.constantFrom('empty', 'old', 'new'),
    snapshotState: fc.constantFrom('uploading', 'moving', 'removing', 'finished'),
    isFullBackup: fc.boolean(),
    version: text,
  },
  { noNullPrototype },
);

const properties: fc.Arbitrary<Omit<ManifestProperties, 'raw'>> = fc.record(
  {
    version: text,
    isEncrypted: fc.boolean(),
    wasPasscodeSet: fc.boolean(),
    lockdown: plistDict,
    applications: plistDict,
    systemDomainsVersion: text,
    date: seconds,
    backupKeyBag: data,
    manifestKey: data,
  },
  { noNullPrototype, requiredKeys: ['version', 'isEncrypted', 'wasPasscodeSet', 'lockdown', 'applications'] },
);

const info: fc.Arbitrary<BackupInfo> = fc.record(
  {
    buildVersion: text,
    deviceName: text,
    imei: text,
    targetIdentifier: text,
    guid: text,
    applications: plistDict,
    installedApplications: fc.array(text),
    lastBackupDate: seconds,
    ibooksData2: data,
    itunesFiles: plistDict,
    itunesSettings: plistDict,
  },
  { noNullPrototype, requiredKeys: [] },
);

/** One with something in it: fast-check makes its values larger from run to run. */
function sampleOf<T>(arbitrary: fc.Arbitrary<T>): T {
  return fc.sample(arbitrary, { numRuns: 20, seed: 7 }).at(-1)!;
}

describe('codecs of the plists of a backup', () => {
  it('Status.plist comes back as written', () => {
    fc.assert(
      fc.property(status, (written) => {
        assert.deepEqual(decodeStatus(encodeStatus(written)), written);
      }),
    );
  });

  it('Manifest.plist comes back as written, with what is not known here', () => {
    fc.assert(
      fc.property(properties, plistDict, (written, unknown) => {
        const raw = new Map([...unknown].map(([key, value]) => [`x ${key}`, value]));
        const { raw: read, ...rest } = decodeManifestProperties(encodeManifestProperties({ ...written, raw }));
        assert.deepEqual(rest, written);
        for (const [key, value] of raw) assert.deepEqual(read.get(key), value);
      }),
    );
  });

  it('Info.plist comes back as written, from XML and from binary', () => {
    fc.assert(
      fc.property(info, (written) => {
        const { raw, ...read } = decodeBackupInfo(encodeBackupInfo(written));
        assert.deepEqual(read, written);
        const { raw: fromBinary, ...readAgain } = decodeBackupInfo(writeBinaryPlist(raw!));
        assert.deepEqual([readAgain, fromBinary], [written, raw]);
      }),
    );
  });

  for (const [name, bytes, decode] of [
    ['Status.plist', encodeStatus(sampleOf(status)), decodeStatus],
    ['Manifest.plist', encodeManifestProperties(sampleOf(properties)), decodeManifestProperties],
    ['Info.plist', encodeBackupInfo(sampleOf(info)), decodeBackupInfo],
  ] as const) {
    it(`${name}: every beginning is an error of this room, any damage that or a value`, () => {
      // The end of line after </plist> is not part of an XML document.
      for (const beginning of beginningsOf(bytes.subarray(0, bytes.length - 1))) {
        assert.throws(() => decode(beginning), { name: 'FormatError' });
      }
      assertSurvivesDamage(bytes, decode);
    });
  }
});
