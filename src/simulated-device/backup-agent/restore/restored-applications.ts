/** The apps of a phone after a restore: Manifest.plist names them, and RestoreApplications.plist has what App Store apps need. */
import { dataAt, dictAt, parsePlist, stringAt, type PlistDict } from '../../../formats/index.ts';
import type { ContainerClass, PhoneApplication } from '../../content/phone-content.ts';
import type { SeededRandom } from '../../content/seeded-random.ts';

const CONTAINER_FOLDERS: Readonly<Record<ContainerClass, string>> = {
  'Data/Application': '/var/mobile/Containers/Data/Application',
  'Data/PluginKitPlugin': '/var/mobile/Containers/Data/PluginKitPlugin',
  'Shared/AppGroup': '/var/mobile/Containers/Shared/AppGroup',
};

const NOTHING: PlistDict = new Map();

interface ApplicationSources {
  /** `Applications` of Manifest.plist. */
  readonly manifest: PlistDict;
  /** /iTunesRestore/RestoreApplications.plist; undefined when the host has put none there. */
  readonly restoreApplications: Uint8Array | undefined;
  readonly present: readonly PhoneApplication[];
  /** By bundle id: the host may have limited the restore. */
  readonly isWanted: (id: string) => boolean;
  readonly random: (purpose: string) => SeededRandom;
}

interface RestoredApplications {
  readonly applications: readonly PhoneApplication[];
  /** Bundle ids of those that were not there before. */
  readonly installed: readonly string[];
}

/**
 * What is there stays. An application of the shop is installed when the host has brought its licence; its plug-ins come with it, and groups are
 * made in any case. Containers get new folders, as whenever an application is installed (assumed).
 */
export function restoredApplications(sources: ApplicationSources): RestoredApplications {
  const present = new Map(sources.present.map((application) => [application.id, application]));
  const licences = licencesOf(sources.restoreApplications);
  const listed = [...sources.manifest].flatMap(([id, entry]) => (entry instanceof Map ? [{ id, entry, kind: kindOf(entry) }] : []));
  const applications = new Map<string, PhoneApplication>();
  const installed: string[] = [];
  for (const { id, entry, kind } of listed) {
    const standing = present.get(id);
    const licence = dictAt(licences, id);
    if (standing !== undefined) applications.set(id, standing);
    else if (kind === 'Data/Application') {
      if (licence === undefined || !sources.isWanted(id)) continue;
      applications.set(id, install(sources, { id, entry, kind }, licence));
      installed.push(id);
    }
  }
  for (const { id, entry, kind } of listed) {
    if (applications.has(id) || kind === 'Data/Application') continue;
    if (kind === 'Shared/AppGroup' || hasOwner(id, applications)) applications.set(id, install(sources, { id, entry, kind }));
  }
  const inOrder = listed.flatMap(({ id }) => applications.get(id) ?? []);
  return { applications: [...inOrder, ...sources.present.filter(({ id }) => !applications.has(id))], installed };
}

interface Listed {
  readonly id: string;
  readonly entry: PlistDict;
  readonly kind: ContainerClass;
}

function install({ random }: ApplicationSources, { id, entry, kind }: Listed, licence?: PlistDict): PhoneApplication {
  const sinf = licence && dataAt(licence, 'ApplicationSINF');
  const metadata = licence && dataAt(licence, 'iTunesMetadata');
  const icon = licence && dataAt(licence, 'PlaceholderIcon');
  const shop = metadata === undefined ? NOTHING : dictionaryIn(metadata);
  const containers = random(`container of restored ${id}`);
  const bundlePath = stringAt(entry, 'Path')?.replace(/(\/Bundle\/Application\/)[0-9A-F-]{36}/, `$1${containers.uuid()}`);
  return {
    id,
    name: stringAt(shop, 'bundleDisplayName') ?? stringAt(shop, 'itemName') ?? id,
    version: stringAt(entry, 'CFBundleVersion') ?? '1',
    shortVersion: stringAt(shop, 'bundleShortVersionString') ?? '1.0',
    origin: 'user',
    containerClass: kind,
    ...(kind !== 'Shared/AppGroup' && bundlePath !== undefined ? { bundlePath } : {}),
    dataPath: `${CONTAINER_FOLDERS[kind]}/${containers.uuid()}`,
    ...(sinf !== undefined && metadata !== undefined ? { store: { sinf, metadata } } : {}),
    icon: () => icon,
  };
}

function hasOwner(id: string, applications: ReadonlyMap<string, PhoneApplication>): boolean {
  return [...applications.keys()].some((application) => id.startsWith(`${application}.`));
}

function kindOf(entry: PlistDict): ContainerClass {
  const named = stringAt(entry, 'ContainerContentClass');
  return named === 'Data/PluginKitPlugin' || named === 'Shared/AppGroup' ? named : 'Data/Application';
}

/** What cannot be read installs nothing. */
function licencesOf(bytes: Uint8Array | undefined): PlistDict {
  return bytes === undefined ? NOTHING : dictionaryIn(bytes);
}

function dictionaryIn(bytes: Uint8Array): PlistDict {
  try {
    const value = parsePlist(bytes);
    return value instanceof Map ? value : NOTHING;
  } catch {
    return NOTHING;
  }
}
