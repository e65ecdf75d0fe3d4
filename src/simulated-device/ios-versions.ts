/** iOS versions as data: what depends on the version is a row here, not a condition elsewhere. */
import { compareVersions } from '../base/index.ts';
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
  /** The agent can read FileProvider's backup_manifest.db; where it cannot, each run says so and goes on. */
  readonly readsFileProviderCatalogue: boolean;
  /** What becomes of Info, List, Unback and Extract: answered; failed over a Manifest.mbdb that no longer exists; or the agent crashes. */
  readonly questions: 'answered' | 'seeks-mbdb' | 'crashes';
  /** diagnostics_relay answers MobileGestalt questions. */
  readonly answersMobileGestalt: boolean;
  /** The newest TLS that lockdownd and the services speak. With TLS 1.0 come SHA-1 and short keys, and clients expect nothing newer. */
  readonly newestTls: 'TLSv1' | 'TLSv1.2' | 'TLSv1.3';
  /** What each entry of CarrierBundleInfoArray says of the SIM's group identifiers. */
  readonly carrierGroupIds: 'data' | 'data-and-text' | 'none';
  /** The iTunes that a host must have at least. */
  readonly minITunesVersion: string;
  /** EnterRecovery is only obeyed in a session. */
  readonly recoveryNeedsSession: boolean;
  /** Values of lockdownd that older systems do not have. */
  readonly laterValues: readonly LaterValue[];
  /** A backup reads files that changed while it read them once more. */
  readonly retriesChangedFiles: boolean;
  /** Manifest.plist says of each container what it is, under `Containers`. */
  readonly listsContainers: boolean;
  /** Where a row of Manifest.db has its digest: an object of its own, or data in the file's dictionary. */
  readonly digestIn: 'object' | 'record';
  /** Domains that a restore with system files clears of whatever the backup does not hold, though told to leave it. */
  readonly restoreClears: readonly string[];
  /** Health data goes only into encrypted backups. */
  readonly healthOnlyEncrypted: boolean;
  /** Call history and website history go only into encrypted backups. */
  readonly historyOnlyEncrypted: boolean;
}

export type LaterValue =
  | 'BootSessionID'
  | 'DeveloperModeStatus'
  | 'HumanReadableProductVersionString'
  | 'PairRecordProtectionClass'
  | 'SIM1IsEmbedded'
  | 'iTunesHasConnected';

const FROM_14 = ['PairRecordProtectionClass', 'SIM1IsEmbedded', 'iTunesHasConnected'] as const;
const FROM_15 = [...FROM_14, 'BootSessionID'] as const;
const FROM_16 = [...FROM_15, 'DeveloperModeStatus', 'HumanReadableProductVersionString'] as const;

type KnownVersion = readonly [productVersion: string, buildVersion: string, firmwareVersion?: string];

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
  databaseSchema: [
    ['0.0', 10],
    ['27.0', 27],
  ],
  statusVersion: [
    ['0.0', '2.4'],
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
  readsFileProviderCatalogue: [
    ['0.0', true],
    ['17.0', false],
  ],
  questions: [
    ['0.0', 'answered'],
    ['10.0', 'seeks-mbdb'],
    ['15.0', 'crashes'],
  ],
  answersMobileGestalt: [
    ['0.0', true],
    ['17.4', false],
  ],
  newestTls: [
    ['0.0', 'TLSv1'],
    ['10.0', 'TLSv1.2'],
    ['13.0', 'TLSv1.3'],
  ],
  carrierGroupIds: [
    ['0.0', 'data'],
    ['12.0', 'data-and-text'],
    ['13.0', 'none'],
    ['14.0', 'data-and-text'],
  ],
  minITunesVersion: [
    ['0.0', '11.1'],
    ['9.0', '12.3.0'],
    ['10.0', '12.5.1'],
    ['11.0', '12.7.0'],
    ['12.0', '12.8.0'],
    ['13.0', '12.10.0'],
    ['15.0', '12.12.0'],
  ],
  recoveryNeedsSession: [
    ['0.0', false],
    ['14.5', true],
  ],
  laterValues: [
    ['0.0', []],
    ['14.0', FROM_14],
    ['15.0', FROM_15],
    ['16.0', FROM_16],
  ],
  retriesChangedFiles: [
    ['0.0', true],
    ['27.0', false],
  ],
  listsContainers: [
    ['0.0', false],
    ['26.4', true],
  ],
  digestIn: [
    ['0.0', 'object'],
    ['27.0', 'record'],
  ],
  restoreClears: [
    ['0.0', []],
    ['27.0', ['CameraRollDomain', 'HomeDomain', 'KeyboardDomain']],
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

/**
 * Versions by their builds, oldest first. Builds of 12.4.8, 12.5.7, 13.3.1, 14.3, 18.4.1, 18.5 and 26.5 stand in logs of real devices, the
 * others are Apple's public ones. Of the boot loaders, those of 12.4.8 and 13.3.1 stand in logs; the others are assumed.
 */
const VERSIONS: readonly KnownVersion[] = [
  ['8.1', '12B411'],
  ['8.4.1', '12H321'],
  ['9.0', '13A344'],
  ['9.3', '13E233'],
  ['9.3.5', '13G36', 'iBoot-2817.60.2'],
  ['10.0.1', '14A403'],
  ['10.1.1', '14B100'],
  ['10.2', '14C92'],
  ['10.3', '14E277'],
  ['10.3.3', '14G60', 'iBoot-3406.60.10'],
  ['10.3.4', '14G61'],
  ['11.0', '15A372'],
  ['11.4.1', '15G77'],
  ['12.0', '16A366'],
  ['12.3.1', '16F203'],
  ['12.4.8', '16G201', 'iBoot-4513.270.14'],
  ['12.5.7', '16H81'],
  ['13.0', '17A577'],
  ['13.3.1', '17D50', 'iBoot-5540.80.2'],
  ['13.7', '17H35'],
  ['14.3', '18C66'],
  ['14.8.1', '18H107'],
  ['15.0', '19A346'],
  ['15.7.1', '19H117'],
  ['15.8.2', '19H384'],
  ['15.8.3', '19H386'],
  ['16.0', '20A362'],
  ['16.1', '20B82'],
  ['16.4', '20E247'],
  ['16.5', '20F66'],
  ['16.6', '20G75'],
  ['16.7.8', '20H343'],
  ['16.7.10', '20H350'],
  ['17.0', '21A329'],
  ['17.4', '21E219'],
  ['17.5.1', '21F90', 'iBoot-10151.122.1'],
  ['17.6.1', '21G93'],
  ['18.0', '22A3354'],
  ['18.1', '22B83'],
  ['18.2.1', '22C161', 'iBoot-11881.62.2'],
  ['18.4.1', '22E252'],
  ['18.5', '22F76'],
  ['26.0', '23A341'],
  ['26.1', '23B85'],
  ['26.5', '23F77'],
  ['26.6.2', '23G90'],
  ['27.0', '24A437'],
  ['27.0.1', '24A446'],
];

/** The newest version of the table: still supported models may be asked for newer ones. */
export const NEWEST_VERSION = VERSIONS.at(-1)?.[0] ?? '';

/** Every version of the table, oldest first. */
export const KNOWN_VERSIONS: readonly string[] = VERSIONS.map(([productVersion]) => productVersion);

/** The row of a version. A version that is not in the table gets a build number of the right shape for its major version. */
export function iosVersion(productVersion: string): IosVersion {
  const { major, minor } = parseVersion(productVersion);
  const [, build, firmware] = VERSIONS.find(([version]) => version === productVersion) ?? [];
  return {
    productVersion,
    buildVersion: build ?? inventedBuild(major, minor),
    firmwareVersion: firmware ?? `iBoot-${600 * major}.${minor}.1`,
  };
}

/** What this version does. Throws `simulator-version-malformed`. */
export function behaviourOf(productVersion: string): IosBehaviour {
  parseVersion(productVersion);
  const values = Object.entries(COLUMNS).map(([name, column]) => [name, valueAt(column as Column<unknown>, productVersion)]);
  const behaviour: unknown = Object.fromEntries(values);
  return behaviour as IosBehaviour;
}

/** Throws `simulator-version-malformed` unless the text is X.Y or X.Y.Z. */
export function parseVersion(productVersion: string): { major: number; minor: number; patch: number } {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(productVersion);
  if (!match) {
    throw new SimulatorError('simulator-version-malformed', 'an iOS version has the form X.Y or X.Y.Z', { data: { productVersion } });
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
