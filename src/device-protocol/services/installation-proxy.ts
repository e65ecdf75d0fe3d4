/** Client of com.apple.mobile.installation_proxy: the applications on a device. */
import { arrayAt, dataAt, dict, stringAt, type PlistDict } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { Connection } from '../transport/connection.ts';
import { ask, readAnswer } from './plist-service.ts';

export const INSTALLATION_PROXY_SERVICE = 'com.apple.mobile.installation_proxy';

/** What a backup's Info.plist keeps of an application. */
export interface InstalledApplication {
  readonly bundleId: string;
  readonly applicationSinf: Uint8Array | undefined;
  readonly iTunesMetadata: Uint8Array | undefined;
}

const RETURN_ATTRIBUTES = ['CFBundleIdentifier', 'ApplicationSINF', 'iTunesMetadata'];

/** Applications that the user installed. The device sends them in pages. Throws `service-unavailable` (`data.reason`) when it refuses. */
export async function browseUserApplications(connection: Connection, signal?: AbortSignal): Promise<InstalledApplication[]> {
  const options = dict({ ApplicationType: 'User', ReturnAttributes: RETURN_ATTRIBUTES });
  const found: InstalledApplication[] = [];
  for (
    let page = await ask(connection, { Command: 'Browse', ClientOptions: options }, 'xml', signal);
    ;
    page = await readAnswer(connection, signal)
  ) {
    const reason = stringAt(page, 'Error');
    if (reason !== undefined) {
      throw new DeviceProtocolError('service-unavailable', `installation_proxy refused: ${reason}`, {
        data: { service: INSTALLATION_PROXY_SERVICE, reason },
      });
    }
    found.push(...applicationsIn(page));
    if (stringAt(page, 'Status') === 'Complete') return found;
  }
}

function applicationsIn(page: PlistDict): InstalledApplication[] {
  return (arrayAt(page, 'CurrentList') ?? []).flatMap((entry) => {
    if (!(entry instanceof Map)) return [];
    const bundleId = stringAt(entry, 'CFBundleIdentifier');
    if (bundleId === undefined) return [];
    return [{ bundleId, applicationSinf: dataAt(entry, 'ApplicationSINF'), iTunesMetadata: dataAt(entry, 'iTunesMetadata') }];
  });
}
