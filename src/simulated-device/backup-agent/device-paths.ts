/** Where a file is on the phone: the first name of every uploaded file, which a host may show but must never open. */
import type { PhoneApplication, PhoneFile } from '../content/phone-content.ts';
import { SeededRandom } from '../content/seeded-random.ts';

/** Backup format 5.1. */
const ROOTS: Readonly<Record<string, string>> = {
  HomeDomain: '/var/mobile',
  CameraRollDomain: '/var/mobile',
  MediaDomain: '/var/mobile',
  TonesDomain: '/var/mobile',
  BooksDomain: '/var/mobile/Media/Books',
  HealthDomain: '/var/mobile/Library',
  HomeKitDomain: '/var/mobile',
  KeyboardDomain: '/var/mobile',
  KeychainDomain: '/var/Keychains',
  ManagedPreferencesDomain: '/var/Managed Preferences',
  MobileDeviceDomain: '/var/MobileDevice',
  InstallDomain: '/var/installd',
  DatabaseDomain: '/var/db',
  RootDomain: '/var/root',
  SystemPreferencesDomain: '/var/preferences',
  WirelessDomain: '/var/wireless',
  NetworkDomain: '/var/networkd',
  ProtectedDomain: '/var/protected',
};

/** Containers whose folder is a UUID that stands in no backup, and those named by their id. */
const CONTAINER_ROOTS: readonly (readonly [prefix: string, root: string, isNamedById: boolean])[] = [
  ['AppDomainGroup-', '/var/mobile/Containers/Shared/AppGroup', false],
  ['AppDomainPlugin-', '/var/mobile/Containers/Data/PluginKitPlugin', false],
  ['AppDomain-', '/var/mobile/Containers/Data/Application', false],
  ['SysSharedContainerDomain-', '/var/containers/Shared/SystemGroup', true],
  ['SysContainerDomain-', '/var/containers/Data/System', false],
];

/** A domain of this name can be in a backup of some iOS version. */
export function isKnownDomain(domain: string): boolean {
  return Object.hasOwn(ROOTS, domain) || containerRootOf(domain) !== undefined;
}

/** The files of the domain lie outside of the user's folder (which of them a restore without system files leaves alone is assumed). */
export function isSystemDomain(domain: string): boolean {
  const root = ROOTS[domain] ?? containerRootOf(domain) ?? '';
  return root !== '/var/mobile' && !root.startsWith('/var/mobile/');
}

function containerRootOf(domain: string): string | undefined {
  return CONTAINER_ROOTS.find(([prefix]) => domain.startsWith(prefix) && domain.length > prefix.length)?.[1];
}

/** Backups read from a file-system snapshot that is mounted here. */
const SNAPSHOT_MOUNT = '/.b/3';

export class DevicePaths {
  readonly #seed: number;
  readonly #roots = new Map<string, string>(Object.entries(ROOTS));

  constructor(seed: number, applications: readonly PhoneApplication[]) {
    this.#seed = seed;
    const prefixes = {
      'Data/Application': 'AppDomain-',
      'Data/PluginKitPlugin': 'AppDomainPlugin-',
      'Shared/AppGroup': 'AppDomainGroup-',
    } as const;
    for (const { id, containerClass, dataPath } of applications) this.#roots.set(`${prefixes[containerClass]}${id}`, dataPath);
  }

  /** As the agent reads it for a backup. */
  pathOf(file: PhoneFile): string {
    return `${SNAPSHOT_MOUNT}${this.originalPathOf(file)}`;
  }

  /** Where the file itself lies. */
  originalPathOf({ domain, relativePath }: Pick<PhoneFile, 'domain' | 'relativePath'>): string {
    let root = this.#roots.get(domain);
    if (root === undefined) {
      root = this.#containerRoot(domain);
      this.#roots.set(domain, root);
    }
    return relativePath === '' ? root : `${root}/${relativePath}`;
  }

  /** A file that the agent made for the upload. */
  temporary(number: number): string {
    return `/var/tmp/tmp.${number}.${new SeededRandom(this.#seed, `temporary file ${number}`).hex(6)}`;
  }

  #containerRoot(domain: string): string {
    for (const [prefix, root, isNamedById] of CONTAINER_ROOTS) {
      if (!domain.startsWith(prefix)) continue;
      return `${root}/${isNamedById ? domain.slice(prefix.length) : new SeededRandom(this.#seed, `container of ${domain}`).uuid()}`;
    }
    return `/var/${domain}`;
  }
}
