/** Pair records that are damaged, and phones that pair badly. */
import { dict, parsePlist, writeBinaryPlist, type PlistDict, type PlistValue } from '../../../src/formats/index.ts';
import { PHONE_UDID, type Mischief } from '../attackers/malicious-phone.ts';
import { phoneAttack } from '../attackers/phone-attack.ts';
import type { Attack } from '../attack.ts';

const NOT_TRUSTED = 4;
const WRONG = 7;

/** The record with something changed, on a phone that wants TLS. */
function damaged(harm: (record: PlistDict) => PlistValue | Uint8Array): () => Mischief {
  return () => ({
    pairRecord: (honest) => {
      const record: unknown = parsePlist(honest);
      const harmed = harm(record as PlistDict);
      return harmed instanceof Uint8Array ? harmed : writeBinaryPlist(harmed);
    },
    lockdown: { StartSession: () => Promise.resolve(dict({ SessionID: 'A-SESSION', EnableSessionSSL: true })) },
  });
}

function withValue(key: string, value: PlistValue | undefined): (record: PlistDict) => PlistValue {
  return (record) => {
    if (value === undefined) record.delete(key);
    else record.set(key, value);
    return record;
  };
}

const PEM_OF_NOTHING = Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');

const DAMAGES: readonly [id: string, what: string, harm: (record: PlistDict) => PlistValue | Uint8Array][] = [
  ['empty', 'nothing at all', () => new Uint8Array(0)],
  ['garbage', 'bytes of chance', () => Buffer.alloc(3000, 'no plist')],
  ['half', 'its first half', (record) => writeBinaryPlist(record).subarray(0, 1000)],
  ['list', 'a list', () => ['HostID']],
  ['no-host', 'no HostID', withValue('HostID', undefined)],
  ['host-number', 'a number as HostID', withValue('HostID', 1n)],
  ['no-key', 'an empty key', withValue('HostPrivateKey', new Uint8Array(0))],
  ['zero-key', 'a key of zeros', withValue('HostPrivateKey', new Uint8Array(1700))],
  ['zero-certificate', 'a host certificate of zeros', withValue('HostCertificate', new Uint8Array(1000))],
  ['pem-of-nothing', 'a host certificate that is PEM and nothing else', withValue('HostCertificate', PEM_OF_NOTHING)],
  ['zero-device', 'a device certificate of zeros', withValue('DeviceCertificate', new Uint8Array(1000))],
];

export const ATTACKS: readonly Attack[] = [
  ...DAMAGES.flatMap(([id, what, harm]) =>
    ['info', 'backup'].map((command) =>
      phoneAttack({
        id: `pair-record-${id}-${command}`,
        what: `usbmuxd keeps a pair record that holds ${what}; command ${command}`,
        holds: 'an error with a code, and what to do',
        short: command === 'info',
        mischief: damaged(harm),
        args: (directory) => [command, PHONE_UDID, ...(command === 'backup' ? [directory] : [])],
        ends: [NOT_TRUSTED],
        says: /backup-lab pair UDID.*\(pair-record-invalid\)/,
      }),
    ),
  ),
  phoneAttack({
    id: 'public-key-bad',
    what: 'a phone whose public key is none is paired with',
    holds: 'an error with a code',
    short: true,
    mischief: () => ({ values: { DevicePublicKey: Buffer.from('no key') } }),
    args: () => ['pair', PHONE_UDID],
    ends: [WRONG],
    says: /\(protocol-violation\)/,
  }),
  phoneAttack({
    id: 'public-key-megabytes',
    what: 'a phone whose public key has three megabytes is paired with',
    holds: 'an error with a code',
    mischief: () => ({ values: { DevicePublicKey: Buffer.alloc(3_000_000, '-----BEGIN RSA PUBLIC KEY-----\nAAAA') } }),
    args: () => ['pair', PHONE_UDID],
    ends: [WRONG],
    says: /\(protocol-violation\)/,
  }),
];
