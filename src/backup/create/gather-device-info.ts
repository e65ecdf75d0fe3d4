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

interface DeviceSources {
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

/** Real ones have some KiB. */
const ITUNES_FILES_BYTES = 8 * 1024 * 1024;
const ITUNES_FILES_MS = 30_000;
/** Together with the licences and metadata of applications; Info.plist stays one that is read everywhere. */
const APPLICATIONS_BYTES = 20 * 1024 * 1024;
const ICONS_MS = 60_000;
const ICON_MS = 15_000;

/** What only one service says of itself: a run goes on without it. Where it is the whole link, the next question shows it. */
const SERVICE_IS_BROKEN: readonly DeviceProtocolErrorCode[] = ['device-silent', 'frame-too-long', 'protocol-violation', 'link-lost'];

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
    applications: (await optional(sources, 'applications', () => gatherApplications(sources), SERVICE_IS_BROKEN)) ?? [],
    ...(await gatherFiles(sources)),
  };
}

async function gatherApplications(sources: DeviceSources): Promise<ApplicationInfo[]> {
  const { session, signal } = sources;
  await using browsing = await session.startService(INSTALLATION_PROXY_SERVICE, signal);
  const found = await browseUserApplications(browsing, { signal });
  const applications = found.map(({ bundleId, applicationSinf, iTunesMetadata }) => ({
    bundleId,
    sinf: applicationSinf,
    metadata: iTunesMetadata,
  }));
  const icons = new Map<string, Uint8Array>();
  // Those that came before something broke are kept.
  await optional(sources, 'icons', () => gatherIcons(sources, applications, icons), SERVICE_IS_BROKEN);
  return applications.map((application) => ({ ...application, icon: icons.get(application.bundleId) }));
}

/** Icons are asked for only where Info.plist has a place for them, and as long as there is room and time. */
async function gatherIcons(
  sources: DeviceSources,
  applications: readonly ApplicationInfo[],
  icons: Map<string, Uint8Array>,
): Promise<void> {
  const { session, signal, log } = sources;
  const startedAt = performance.now();
  let room = APPLICATIONS_BYTES - applications.reduce((sum, { sinf, metadata }) => sum + (sinf?.length ?? 0) + (metadata?.length ?? 0), 0);
  await using springboard = await session.startService(SPRINGBOARD_SERVICE, signal);
  for (const { bundleId, sinf, metadata } of applications) {
    if (sinf === undefined || metadata === undefined) continue;
    const icon = await readIcon(springboard, bundleId, { signal, answerMs: ICON_MS });
    room -= icon?.length ?? 0;
    if (room < 0 || performance.now() - startedAt > ICONS_MS) {
      log.warn(`kept only ${String(icons.size)} icons: more would take too much space or time`);
      return;
    }
    if (icon !== undefined) icons.set(bundleId, icon);
  }
}

/** What iTunes and iBooks keep on the device, as long as there is room and time. */
async function gatherFiles(sources: DeviceSources): Promise<Pick<DeviceInfo, 'iTunesFiles' | 'iBooksData'>> {
  const startedAt = performance.now();
  let room = ITUNES_FILES_BYTES;
  const read = async (path: string) => {
    const maxMs = ITUNES_FILES_MS - (performance.now() - startedAt);
    if (maxMs <= 0) return undefined;
    const options = { maxBytes: room, maxMs, signal: sources.signal };
    const content = await optional(sources, path, async () => sources.afc?.readFile(path, options), ['frame-too-long']);
    room -= content?.length ?? 0;
    return content;
  };
  const iTunesFiles = new Map<string, Uint8Array>();
  for (const name of ITUNES_FILES) {
    const content = await read(`${ITUNES_FOLDER}/${name}`);
    if (content !== undefined) iTunesFiles.set(name, content);
  }
  return { iTunesFiles, iBooksData: await read(IBOOKS_DATA) };
}

async function optional<T>(
  sources: DeviceSources,
  what: string,
  work: () => Promise<T>,
  alsoAbsent: readonly DeviceProtocolErrorCode[] = [],
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isCodedError(error) || ![...MEANS_ABSENT, ...alsoAbsent].some((code) => code === error.code)) throw error;
    sources.log.warn(`the device offers no ${what}: ${error.message}`);
    return undefined;
  }
}
