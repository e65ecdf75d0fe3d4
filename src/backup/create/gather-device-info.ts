/** Asks a device for everything that goes into Info.plist; what it does not offer is simply absent. */
import { isCodedError, type Log } from '../../base/index.ts';
import {
  INSTALLATION_PROXY_SERVICE,
  SPRINGBOARD_SERVICE,
  browseUserApplications,
  readIcon,
  type AfcClient,
  type DeviceProtocolErrorCode,
  type DeviceSession,
} from '../../device-protocol/index.ts';
import { dict } from '../../formats/index.ts';
import type { ApplicationInfo, DeviceInfo } from './info-plist.ts';

export interface DeviceSources {
  readonly udid: string;
  readonly session: DeviceSession;
  /** Absent when the device offers no AFC. */
  readonly afc: AfcClient | undefined;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const ITUNES_FOLDER = '/iTunes_Control/iTunes';
/** The files that iTunes keeps in a backup, as idevicebackup2 asks for them. */
const ITUNES_FILES = [
  'ApertureAlbumPrefs',
  'IC-Info.sidb',
  'IC-Info.sidv',
  'PhotosFolderAlbums',
  'PhotosFolderName',
  'PhotosFolderPrefs',
  'VoiceMemos.plist',
  'iPhotoAlbumPrefs',
  'iTunesApplicationIDs',
  'iTunesPrefs',
  'iTunesPrefs.plist',
];
const IBOOKS_DATA = '/Books/iBooksData2.plist';

/** A refusal of these kinds means that the device has nothing to say; anything else means that the link or the run is over. */
const MEANS_ABSENT: readonly DeviceProtocolErrorCode[] = ['service-unavailable', 'service-limit', 'lockdown-error', 'afc-error'];

/** Throws 'link-lost', 'cancelled', 'protocol-violation', 'device-locked'. */
export async function gatherDeviceInfo(sources: DeviceSources): Promise<DeviceInfo> {
  const { udid, session } = sources;
  const values = await session.getValues();
  const iTunesSettings = await optional(sources, 'iTunes settings', () => session.getValues('com.apple.iTunes'));
  const minVersion = await optional(sources, 'MinITunesVersion', () => session.getValue('com.apple.mobile.iTunes', 'MinITunesVersion'));
  return {
    udid,
    values,
    iTunesSettings: iTunesSettings ?? dict({}),
    minITunesVersion: typeof minVersion === 'string' ? minVersion : undefined,
    applications: (await optional(sources, 'applications', () => gatherApplications(sources))) ?? [],
    iTunesFiles: await gatherITunesFiles(sources),
    iBooksData: await readDeviceFile(sources, IBOOKS_DATA),
  };
}

async function gatherApplications(sources: DeviceSources): Promise<ApplicationInfo[]> {
  const { session, signal } = sources;
  await using browsing = await session.startService(INSTALLATION_PROXY_SERVICE, signal);
  const found = await browseUserApplications(browsing, signal);
  const applications = found.map(({ bundleId, applicationSinf, iTunesMetadata }) => ({
    bundleId,
    sinf: applicationSinf,
    metadata: iTunesMetadata,
  }));
  return (await optional(sources, 'icons', () => withIcons(sources, applications))) ?? applications;
}

/** Icons are asked for only where Info.plist has a place for them. */
async function withIcons(sources: DeviceSources, applications: readonly ApplicationInfo[]): Promise<ApplicationInfo[]> {
  const { session, signal } = sources;
  await using springboard = await session.startService(SPRINGBOARD_SERVICE, signal);
  const result: ApplicationInfo[] = [];
  for (const application of applications) {
    const isListed = application.sinf !== undefined && application.metadata !== undefined;
    result.push(isListed ? { ...application, icon: await readIcon(springboard, application.bundleId, signal) } : application);
  }
  return result;
}

async function gatherITunesFiles(sources: DeviceSources): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of ITUNES_FILES) {
    const content = await readDeviceFile(sources, `${ITUNES_FOLDER}/${name}`);
    if (content !== undefined) files.set(name, content);
  }
  return files;
}

async function readDeviceFile(sources: DeviceSources, path: string): Promise<Uint8Array | undefined> {
  return optional(sources, path, async () => sources.afc?.readFile(path, { signal: sources.signal }));
}

async function optional<T>(sources: DeviceSources, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isCodedError(error) || !MEANS_ABSENT.some((code) => code === error.code)) throw error;
    sources.log.warn(`the device offers no ${what}: ${error.message}`);
    return undefined;
  }
}
