/** Client of com.apple.mobile.installation_proxy: the apps on a device. */
import { arrayAt, dataAt, dict, stringAt, type PlistDict } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import { shortText } from '../short-text.ts';
import { ANSWER_LIMIT_MS, answerWithin } from '../transport/answer-within.ts';
import type { Connection } from '../transport/connection.ts';
import { ask, readAnswer } from './plist-service.ts';

/** The service that lists applications. */
export const INSTALLATION_PROXY_SERVICE = 'com.apple.mobile.installation_proxy';

/** What the Info.plist of a backup contains about an application. */
export interface InstalledApplication {
  readonly bundleId: string;
  readonly applicationSinf: Uint8Array | undefined;
  readonly iTunesMetadata: Uint8Array | undefined;
}

interface BrowseOptions {
  readonly signal?: AbortSignal | undefined;
  /** For each page. */
  readonly answerMs?: number;
}

const RETURN_ATTRIBUTES = ['CFBundleIdentifier', 'ApplicationSINF', 'iTunesMetadata'];
/** Far above what a phone holds; a device that names more is not listened to any longer. */
const MOST_PAGES = 20_000;
const MOST_APPLICATIONS = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_ID_CHARACTERS = 255;
const MOST_MS = 120_000;

/**
 * The applications that the user installed. The device sends them in pages. Throws `service-unavailable` (`data.reason`) if it refuses,
 * `device-silent`, and `frame-too-long` if the list does not end.
 */
export async function browseUserApplications(
  connection: Connection,
  { signal, answerMs = ANSWER_LIMIT_MS }: BrowseOptions = {},
): Promise<InstalledApplication[]> {
  const limit = { connection, question: 'installation_proxy Browse', limitMs: answerMs, signal };
  const startedAt = performance.now();
  const options = dict({ ApplicationType: 'User', ReturnAttributes: RETURN_ATTRIBUTES });
  const found: InstalledApplication[] = [];
  let bytes = 0;
  let page = await answerWithin(limit, (limited) =>
    ask(connection, { Command: 'Browse', ClientOptions: options }, 'xml', { signal: limited }),
  );
  for (let pages = 1; ; pages++) {
    throwIfRefused(page);
    for (const application of applicationsIn(page)) {
      bytes += (application.applicationSinf?.length ?? 0) + (application.iTunesMetadata?.length ?? 0);
      found.push(application);
    }
    if (stringAt(page, 'Status') === 'Complete') return found;
    const isTooMuch = pages === MOST_PAGES || found.length > MOST_APPLICATIONS || bytes > MOST_BYTES;
    if (isTooMuch || performance.now() - startedAt > MOST_MS) {
      connection.destroy();
      throw new DeviceProtocolError('frame-too-long', 'installation_proxy does not stop listing apps', { data: { pages, bytes } });
    }
    page = await answerWithin(limit, (limited) => readAnswer(connection, { signal: limited }));
  }
}

function throwIfRefused(page: PlistDict): void {
  const error = stringAt(page, 'Error');
  if (error === undefined) return;
  const reason = shortText(error);
  throw new DeviceProtocolError('service-unavailable', `installation_proxy refused: ${reason}`, {
    data: { service: INSTALLATION_PROXY_SERVICE, reason },
  });
}

/** Copies: the page itself is let go. */
function applicationsIn(page: PlistDict): InstalledApplication[] {
  return (arrayAt(page, 'CurrentList') ?? []).flatMap((entry) => {
    if (!(entry instanceof Map)) return [];
    const bundleId = stringAt(entry, 'CFBundleIdentifier');
    if (bundleId === undefined || bundleId.length > MOST_ID_CHARACTERS) return [];
    return [
      { bundleId, applicationSinf: dataAt(entry, 'ApplicationSINF')?.slice(), iTunesMetadata: dataAt(entry, 'iTunesMetadata')?.slice() },
    ];
  });
}
