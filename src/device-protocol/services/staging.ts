/**
 * org.iosbackuplab.staging: what only simulated phones have. Through it, another process stages what happens to the phone. A real phone is never
 * asked: who wants to stage something on one gets `not-simulated`.
 */
import { boolAt, dict, dictAt, numberAt, stringAt, type PlistDict } from '../../formats/index.ts';
import type { Device } from '../device.ts';
import { DeviceProtocolError } from '../errors.ts';
import { readPlistFrame, writePlistFrame } from '../lockdown/plist-frame.ts';
import { shortText } from '../short-text.ts';
import { ANSWER_LIMIT_MS, answerWithin } from '../transport/answer-within.ts';
import type { Connection } from '../transport/connection.ts';
import {
  decodeCloudBackup,
  decodeCloudProgress,
  decodeStagedCloud,
  encodeCloudChanges,
  type CloudProgress,
  type StagedCloud,
  type StagedCloudBackup,
  type StagedCloudChanges,
} from './staged-cloud.ts';

/** The service by which a simulated phone is staged from another process. */
export const STAGING_SERVICE = 'org.iosbackuplab.staging';

/** A list of ten thousand apps fits in. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

interface StagedBackupOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CloudProgress) => void) | undefined;
}

/**
 * A conversation with the staging service of a simulated phone. One request at a time. Methods throw `device-refused` with the phone's reason
 * (`deviceCode`, `description`, `operation` 'staging'), `link-lost` and `device-silent`.
 *
 * @example
 * ```ts
 * const device = await Device.open(mux, udid);
 * await using staging = await Staging.open(device);
 * await staging.stageCloud({ wifi: false });
 * console.log((await staging.cloud()).blockedBy);
 * ```
 */
export class Staging implements AsyncDisposable {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Throws `not-simulated` for a real phone, which is not asked, and what `Device.startService` throws. A locked phone can be staged as well. */
  static async open(device: Device, signal?: AbortSignal): Promise<Staging> {
    const { attached, udid } = device;
    if (attached.isSimulated !== true) {
      throw new DeviceProtocolError('not-simulated', 'only a simulated device can be staged', { data: { udid } });
    }
    return new Staging(await device.startService(STAGING_SERVICE, signal));
  }

  /** The staged iCloud as it is now. */
  async cloud(signal?: AbortSignal): Promise<StagedCloud> {
    return decodeStagedCloud(await this.#ask('Cloud', dict({}), signal));
  }

  /** Changes what is staged, and returns the result. */
  async stageCloud(changes: StagedCloudChanges, signal?: AbortSignal): Promise<StagedCloud> {
    return decodeStagedCloud(await this.#ask('StageCloud', encodeCloudChanges(changes), signal));
  }

  /** Deletes a backup from the staged iCloud, and returns what is left. Deleting the phone's own one turns its iCloud Backup off. */
  async deleteCloudBackup(id: string, signal?: AbortSignal): Promise<StagedCloud> {
    return decodeStagedCloud(await this.#ask('DeleteCloudBackup', dict({ ID: id }), signal));
  }

  /** Back Up Now. If `signal` fires or the connection ends, the phone stops, and its last backup stays as it was. */
  async backUpToCloud({ signal, onProgress }: StagedBackupOptions = {}): Promise<StagedCloudBackup> {
    try {
      await this.#send('BackUpToCloud', dict({}));
      for (;;) {
        const answer = await this.#receive(signal);
        const progress = decodeCloudProgress(dictAt(answer, 'Progress'));
        if (progress === undefined) return decodeCloudBackup(accepted(answer));
        onProgress?.(progress);
      }
    } catch (error) {
      // A phone whose host is gone stops.
      if (signal?.aborted === true) this.#connection.destroy();
      throw error;
    }
  }

  /** Ends the backup that runs, whoever began it. False if none did. */
  async cancelCloudBackup(signal?: AbortSignal): Promise<boolean> {
    return boolAt(await this.#ask('CancelCloudBackup', dict({}), signal), 'WasRunning') ?? false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  #ask(request: string, message: PlistDict, signal: AbortSignal | undefined): Promise<PlistDict> {
    const limit = { connection: this.#connection, question: `${STAGING_SERVICE} ${request}`, limitMs: ANSWER_LIMIT_MS, signal };
    return answerWithin(limit, async (limited) => {
      await this.#send(request, message);
      return accepted(await this.#receive(limited));
    });
  }

  async #send(request: string, message: PlistDict): Promise<void> {
    await writePlistFrame(this.#connection, new Map([...message, ['Request', request]]), 'binary');
  }

  async #receive(signal: AbortSignal | undefined): Promise<PlistDict> {
    const answer = await readPlistFrame(this.#connection, { signal, maxLength: MAX_ANSWER_BYTES });
    if (answer instanceof Map) return answer;
    this.#connection.destroy();
    throw new DeviceProtocolError('protocol-violation', 'the staging service did not answer with a dictionary');
  }
}

function accepted(answer: PlistDict): PlistDict {
  const deviceCode = numberAt(answer, 'ErrorCode') ?? 0;
  if (deviceCode === 0) return answer;
  const description = shortText(stringAt(answer, 'ErrorDescription') ?? '');
  throw new DeviceProtocolError('device-refused', `the staging service refused: ${description}`, {
    data: { deviceCode, description, operation: 'staging' },
  });
}
