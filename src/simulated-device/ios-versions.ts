/** iOS versions as data: what depends on the version stands in a row here, not in conditions elsewhere. */
import { SimulatorError } from './errors.ts';

export interface IosVersion {
  /** Always "X.Y" or "X.Y.Z": a version without a dot makes libimobiledevice believe in a device older than iOS 7. */
  readonly productVersion: string;
  readonly buildVersion: string;
  readonly firmwareVersion: string;
}

/**
 * What every version of a family shares; the newest row whose `from` is not above the version applies.
 * Sources: DeviceLink 300 on 8.1.2 and 400 on 16.1 from published logs, the border at 14 from libimobiledevice's issues.
 */
export interface IosFamily {
  /** Major version from which the row applies. */
  readonly from: number;
  /** The version that the device announces in the DeviceLink handshake. */
  readonly deviceLinkVersion: readonly [major: number, minor: number];
}

const FAMILIES: readonly IosFamily[] = [
  { from: 14, deviceLinkVersion: [400, 0] },
  { from: 0, deviceLinkVersion: [300, 0] },
];

const VERSIONS: readonly IosVersion[] = [
  { productVersion: '13.3.1', buildVersion: '17D50', firmwareVersion: 'iBoot-5540.80.2' },
  { productVersion: '17.5.1', buildVersion: '21F90', firmwareVersion: 'iBoot-10151.122.1' },
  { productVersion: '18.2.1', buildVersion: '22C161', firmwareVersion: 'iBoot-11881.62.2' },
];

/** diagnostics_relay answers MobileGestalt questions only below this version. */
const FIRST_WITHOUT_MOBILE_GESTALT = { major: 17, minor: 4 };

/** The row of a version. A version that is not in the table gets a build number of the right shape for its major version. */
export function iosVersion(productVersion: string): IosVersion {
  const known = VERSIONS.find((version) => version.productVersion === productVersion);
  if (known) return known;
  const { major, minor } = parseVersion(productVersion);
  return { productVersion, buildVersion: inventedBuild(major, minor), firmwareVersion: `iBoot-${600 * major}.${minor}.1` };
}

export function iosFamily(productVersion: string): IosFamily {
  const { major } = parseVersion(productVersion);
  const family = FAMILIES.find(({ from }) => major >= from);
  if (family === undefined) throw malformed(productVersion);
  return family;
}

export function isMobileGestaltDeprecated(productVersion: string): boolean {
  const { major, minor } = parseVersion(productVersion);
  const border = FIRST_WITHOUT_MOBILE_GESTALT;
  return major > border.major || (major === border.major && minor >= border.minor);
}

/** Throws `simulator-version-malformed` unless the text is X.Y or X.Y.Z. */
export function parseVersion(productVersion: string): { major: number; minor: number; patch: number } {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(productVersion);
  if (!match) throw malformed(productVersion);
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

/** Build numbers are major + 4 (26 and later: major - 3), a letter that counts minor versions from A, and a number. */
function inventedBuild(major: number, minor: number): string {
  const train = major >= 26 ? major - 3 : major + 4;
  return `${train}${String.fromCharCode(0x41 + Math.min(minor, 25))}100`;
}

function malformed(productVersion: string): SimulatorError {
  return new SimulatorError('simulator-version-malformed', 'an iOS version is written X.Y or X.Y.Z', { data: { productVersion } });
}
