/** A backup and a phone to restore it to, for tests of whole restores. */
import { restoreBackup, type RestoreBackupOptions, type RestoredBackup } from '../../src/backup/index.ts';
import type { TraceEvent } from '../../src/simulated-device/index.ts';
import { arrayAt, boolAt, dictAt, stringAt, type PlistDict, type PlistValue } from '../../src/formats/index.ts';
import type { BackupRun } from './backup-run.ts';

/** With our client, from the folder of the run to its phone. */
export function restoreWith(run: BackupRun, options: Partial<RestoreBackupOptions> = {}): Promise<RestoredBackup> {
  return restoreBackup({ mux: run.mux, udid: run.phone.udid, path: run.path, ...options });
}

/** Resolves when the phone is on the bus again under another DeviceID than `before`. */
export async function untilBack({ phone }: Pick<BackupRun, 'phone'>, before: number | undefined): Promise<void> {
  while (phone.deviceId === undefined || phone.deviceId === before) {
    await new Promise<void>((resolve) => {
      const subscription = phone.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
  }
}

/** The Restore request as it went over the wire. */
export function restoreRequest(trace: readonly TraceEvent[]): PlistDict | undefined {
  return messages(trace, 'host', 'DLMessageProcessMessage')
    .map(([, payload]) => payload)
    .find((payload): payload is PlistDict => payload instanceof Map && stringAt(payload, 'MessageName') === 'Restore');
}

/** The options of the request; those that were not sent are undefined. */
export function restoreOptions(trace: readonly TraceEvent[]): Record<string, boolean | undefined> {
  const options = dictAt(restoreRequest(trace) ?? new Map<string, PlistValue>(), 'Options') ?? new Map<string, PlistValue>();
  const names = ['RestoreSystemFiles', 'RestoreShouldReboot', 'RestoreDontCopyBackup', 'RestorePreserveSettings', 'RemoveItemsNotRestored'];
  return Object.fromEntries(names.map((name) => [name, boolAt(options, name)]));
}

/** What the phone asked for, list by list, names without the folder. */
export function downloads(trace: readonly TraceEvent[]): string[][] {
  return messages(trace, 'device', 'DLMessageDownloadFiles').map(([, paths]) =>
    (Array.isArray(paths) ? paths : []).map((path) => (typeof path === 'string' ? path.replace(/^[^/]*\//, '') : '')),
  );
}

/** The last answer of the phone's agent: code and description. */
export function lastResponse(trace: readonly TraceEvent[]): { code: number; description: string | undefined } | undefined {
  const [, payload] = messages(trace, 'device', 'DLMessageProcessMessage').at(-1) ?? [];
  if (!(payload instanceof Map)) return undefined;
  return { code: Number(payload.get('ErrorCode')), description: stringAt(payload, 'ErrorDescription') };
}

function messages(trace: readonly TraceEvent[], from: TraceEvent['from'], name: string): PlistValue[][] {
  return trace
    .filter((event) => event.from === from && event.channel === 'com.apple.mobilebackup2')
    .map(({ message }) => arrayAt(new Map([['message', message]]), 'message') ?? [])
    .filter(([first]) => first === name)
    .map((items) => [...items]);
}
