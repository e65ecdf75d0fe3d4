/** What the staging service does to the staged iCloud of a phone. */
import { decodeCloudChanges, encodeCloudBackup, encodeCloudProgress, encodeStagedCloud } from '../../device-protocol/index.ts';
import { dict, stringAt, type PlistDict } from '../../formats/index.ts';
import type { CloudBackup } from './cloud-backup.ts';
import { cloudFailure } from './cloud-failure.ts';

interface CloudRequest {
  readonly cloud: CloudBackup;
  readonly request: PlistDict;
  /** Fires when the host has gone. */
  readonly signal: AbortSignal;
  /** Sends a message before the answer. */
  readonly tell: (message: PlistDict) => void;
}

type Handler = (request: CloudRequest) => Promise<PlistDict>;

/** By the name of the request. A handler throws `simulator-cloud-failed` for what the phone refuses. */
export const CLOUD_REQUESTS: Readonly<Record<string, Handler>> = {
  Cloud: async ({ cloud }) => encodeStagedCloud(await cloud.state()),
  StageCloud: async ({ cloud, request }) => {
    const changes = decodeCloudChanges(request);
    if (changes === undefined) throw cloudFailure('refused', 'That cannot be staged');
    cloud.stage(changes);
    return encodeStagedCloud(await cloud.state());
  },
  DeleteCloudBackup: async ({ cloud, request }) => {
    cloud.delete(stringAt(request, 'ID') ?? '');
    return encodeStagedCloud(await cloud.state());
  },
  BackUpToCloud: async ({ cloud, signal, tell }) => {
    const backup = await cloud.backUpNow({
      signal,
      onProgress: (progress) => {
        tell(dict({ Progress: encodeCloudProgress(progress) }));
      },
    });
    return encodeCloudBackup(backup);
  },
  CancelCloudBackup: ({ cloud }) => Promise.resolve(dict({ WasRunning: cloud.cancel() })),
};
