/** iOS versions as data: what depends on the version stands in a row here, not in conditions elsewhere. */
import { SimulatorError } from './errors.ts';

export interface IosVersion {
  /** Always "X.Y" or "X.Y.Z": a version without a dot makes libimobiledevice believe in a device older than iOS 7. */
  readonly productVersion: string;
  readonly buildVersion: string;
  readonly firmwareVersion: string;
}

/** How a version behaves, for all that a host can notice. Each member is a column of `COLUMNS`. */
export interface IosBehaviour {
  /** The version that the device announces in the DeviceLink handshake. */
  readonly deviceLinkVersion: number;
  /** Catalogue of the backup: Manifest.mbdb and payloads in one folder; Manifest.db and 256 folders. */
  readonly catalogue: 'mbdb' | 'db';
  /** Manifest.db of an encrypted backup is encrypted itself, with a ManifestKey. */
  readonly encryptsCatalogue: boolean;
  /** The password of a backup is stretched by a second derivation (DPWT, DPIC, DPSL). */
  readonly doubleDerivation: boolean;
  /** VERS in the keybag of an encrypted backup. */
  readonly keybagVersion: number;
  /** How many classes that keybag has. */
  readonly keybagClasses: 11 | 14;
  /** The protection class that guards Manifest.db. */
  readonly manifestKeyClass: number;
  /** The major version whose tables and indexes of Manifest.db it writes. */
  readonly databaseSchema: number;
  /** Version in Status.plist. */
  readonly statusVersion: '2.4' | '3.2' | '3.3';
  /** Version in Manifest.plist. */
  readonly manifestVersion: string;
  readonly systemDomainsVersion: string;
  /** A Backup asks for the passcode. */
  readonly passcodeForBackup: boolean;
  /** ChangePassword asks for the passcode. */
  readonly passcodeForPassword: boolean;
  /** Info, List, Unback and Extract are answered; later agents crash on them. */
  readonly answersQuestions: boolean;
  /** diagnostics_relay answers MobileGestalt questions. */
  readonly answersMobileGestalt: boolean;
  /** Speaks TLS 1.0 with old ciphers, and clients expect it. */
  readonly legacyTls: boolean;
  /** Health data goes only into encrypted backups. */
  readonly healthOnlyEncrypted: boolean;
  /** Call history and website history go only into encrypted backups. */
  readonly historyOnlyEncrypted: boolean;
}

/** One value from a version on; the first row of a column goes for all before the second. */
type Column<Value> = readonly (readonly [from: string, value: Value])[];

/** Sources: the references' logs and measurements; which of them is said in BELIEFS.md. */
const COLUMNS: { readonly [Name in keyof IosBehaviour]: Column<IosBehaviour[Name]> } = {
  deviceLinkVersion: [
    ['0.0', 300],
    ['14.0', 400],
  ],
  catalogue: [
    ['0.0', 'mbdb'],
    ['10.0', 'db'],
  ],
  encryptsCatalogue: [
    ['0.0', false],
    ['10.2', true],
  ],
  doubleDerivation: [
    ['0.0', false],
    ['10.2', true],
  ],
  databaseSchema: [
    ['0.0', 10],
    ['27.0', 27],
  ],
  statusVersion: [
    ['0.0', '2.4'],
  keybagVersion: [
    ['0.0', 3],
    ['12.0', 4],
    ['15.0', 5],
  ],
  keybagClasses: [
    ['0.0', 11],
    ['26.0', 14],
  ],
  manifestKeyClass: [
    ['0.0', 4],
    ['26.0', 3],
  ],
    ['10.0', '3.2'],
    ['12.0', '3.3'],
  ],
  manifestVersion: [
    ['0.0', '8.0'],
    ['5.0', '9.0'],
    ['9.0', '9.1'],
    ['10.0', '10.0'],
  ],
  systemDomainsVersion: [
    ['0.0', '12.0'],
    ['9.0', '20.0'],
    ['16.4', '24.0'],
  ],
  passcodeForBackup: [
    ['0.0', false],
    ['15.7.1', true],
    ['16.0', false],
    ['16.1', true],
  ],
  passcodeForPassword: [
    ['0.0', false],
    ['13.0', true],
  ],
  answersQuestions: [
    ['0.0', true],
    ['10.0', false],
  ],
  answersMobileGestalt: [
    ['0.0', true],
    ['17.4', false],
  ],
  legacyTls: [
    ['0.0', true],
    ['10.0', false],
  ],
  healthOnlyEncrypted: [
    ['0.0', false],
    ['8.0', true],
  ],
  historyOnlyEncrypted: [
    ['0.0', false],
    ['13.0', true],
  ],
};

const VERSIONS: readonly IosVersion[] = [
  { productVersion: '13.3.1', buildVersion: '17D50', firmwareVersion: 'iBoot-5540.80.2' },
  { productVersion: '17.5.1', buildVersion: '21F90', firmwareVersion: 'iBoot-10151.122.1' },
  { productVersion: '18.2.1', buildVersion: '22C161', firmwareVersion: 'iBoot-11881.62.2' },
];

/** The row of a version. A version that is not in the table gets a build number of the right shape for its major version. */
export function iosVersion(productVersion: string): IosVersion {
  const known = VERSIONS.find((version) => version.productVersion === productVersion);
  if (known) return known;
  const { major, minor } = parseVersion(productVersion);
  return { productVersion, buildVersion: inventedBuild(major, minor), firmwareVersion: `iBoot-${600 * major}.${minor}.1` };
}

/** What this version does. Throws `simulator-version-malformed`. */
export function behaviourOf(productVersion: string): IosBehaviour {
  const values = Object.entries(COLUMNS).map(([name, column]) => [name, valueAt(column as Column<unknown>, productVersion)]);
  const behaviour: unknown = Object.fromEntries(values);
  return behaviour as IosBehaviour;
}

/** Negative, 0 or positive as `a` is older than, equal to or newer than `b`. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [parseVersion(a), parseVersion(b)];
  return one.major - other.major || one.minor - other.minor || one.patch - other.patch;
}

/** Throws `simulator-version-malformed` unless the text is X.Y or X.Y.Z. */
export function parseVersion(productVersion: string): { major: number; minor: number; patch: number } {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(productVersion);
  if (!match) {
    throw new SimulatorError('simulator-version-malformed', 'an iOS version is written X.Y or X.Y.Z', { data: { productVersion } });
  }
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

function valueAt<Value>(column: Column<Value>, productVersion: string): Value | undefined {
  return column.findLast(([from]) => compareVersions(productVersion, from) >= 0)?.[1];
}

/** Build numbers are major + 4 (26 and later: major - 3), a letter that counts minor versions from A, and a number. */
function inventedBuild(major: number, minor: number): string {
  const train = major >= 26 ? major - 3 : major + 4;
  return `${train}${String.fromCharCode(0x41 + Math.min(minor, 25))}100`;
}
