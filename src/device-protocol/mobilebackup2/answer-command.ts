/** Answers the commands other than file transfers: directories, moves, removals, copies, free space. */
import { Breather, systemErrorCode } from '../../base/index.ts';
import type { BackupHost, DirectoryEntry, Steps } from './backup-host.ts';
import type { DeviceMessage } from './device-link.ts';
import { checkDevicePath, type DevicePath } from './device-path.ts';
import { DeviceLinkStatus, beginListing, encodePathFailures, type HostMessage, type PathFailure } from './host-message.ts';
import { statusOfError } from './status-of-error.ts';

type FileCommand = Extract<
  DeviceMessage,
  {
    kind:
      | 'contents-of-directory'
      | 'create-directory'
      | 'move-items'
      | 'remove-items'
      | 'copy-item'
      | 'free-disk-space'
      | 'purge-disk-space'
      | 'unknown';
  }
>;

const FILE_TYPE: Readonly<Record<DirectoryEntry['kind'], string>> = {
  file: 'DLFileTypeRegular',
  directory: 'DLFileTypeDirectory',
  other: 'DLFileTypeUnknown',
};

/** Of a million files each of the 256 folders has four thousand; up to iOS 9 all files of a backup lie in one. Here 200,000 have room. */
const MOST_LISTING_BYTES = 28 * 1024 * 1024;
/** More failures than this are not told one by one; the batches of phones have 128 items. */
export const MOST_FAILURES_TOLD = 10_000;

/**
 * Does the work and returns the status to send; one message may be long work, in which others get their turn. Throws 'unsafe-path',
 * 'cancelled' and whatever the host throws that is no system error.
 */
export async function answerCommand(command: FileCommand, host: BackupHost, signal?: AbortSignal): Promise<HostMessage> {
  const breather = new Breather(signal);
  switch (command.kind) {
    case 'contents-of-directory':
      return await listing(host, command.path, breather);
    case 'create-directory':
      return answered(() => {
        host.createDirectory(checkDevicePath(command.path));
        return undefined;
      });
    case 'move-items':
      return await eachOf(command.moves.map(checkedMove), breather, ({ from, to }) => {
        host.move(from, to);
        return undefined;
      });
    case 'remove-items':
      return await eachOf(command.paths.map(checkedRemoval), breather, ({ from }) => host.remove(from));
    case 'copy-item':
      return await eachOf([checkedMove([command.from, command.to])], breather, ({ from, to }) => host.copy(from, to));
    case 'free-disk-space':
      return answered(() => BigInt(Math.trunc(host.freeDiskSpace())));
    case 'purge-disk-space':
      // This host has nothing that it could throw away for a backup; the device then ends with 105 and says how much is missing.
      return { kind: 'status', code: DeviceLinkStatus.failed, text: 'Operation not supported', value: new Map() };
    case 'unknown':
      return { kind: 'status', code: DeviceLinkStatus.notImplemented, text: 'Not implemented', value: new Map() };
  }
}

/** All of a message are checked before anything is done for the first. */
function checkedMove([from, to]: readonly [string, string]): { from: DevicePath; to: DevicePath } {
  return { from: checkDevicePath(from), to: checkDevicePath(to) };
}

function checkedRemoval(path: string): { from: DevicePath } {
  return { from: checkDevicePath(path) };
}

async function listing(host: BackupHost, path: string, breather: Breather): Promise<HostMessage> {
  const entries = beginListing();
  try {
    for (const { name, kind, size, modified } of host.listDirectory(checkDevicePath(path))) {
      if (breather.isDue) await breather.breathe();
      if (entries.length > MOST_LISTING_BYTES) {
        return { kind: 'status', code: DeviceLinkStatus.failed, text: 'Too many files', value: new Map() };
      }
      entries.add(name, [FILE_TYPE[kind], BigInt(size), modified]);
    }
  } catch (error) {
    // A device lists directories that need not exist yet; the tools in the field answer those with an empty listing.
    if (systemErrorCode(error) !== 'ENOENT') return failed(error);
  }
  return { kind: 'status', code: DeviceLinkStatus.ok, encoded: entries.finish() };
}

function answered(action: () => bigint | undefined): HostMessage {
  try {
    return { kind: 'status', code: DeviceLinkStatus.ok, value: action() ?? new Map() };
  } catch (error) {
    return failed(error);
  }
}

/** Throws what is no system error. */
function failed(error: unknown): HostMessage {
  const failure = statusOfError(error);
  if (failure === undefined) throw error;
  return { kind: 'status', ...failure, value: new Map() };
}

/** One bad item does not stop the others. A single item fails with its own code, several with a code for each path. */
async function eachOf<T extends { from: DevicePath }>(
  items: readonly T[],
  breather: Breather,
  action: (item: T) => Steps | undefined,
): Promise<HostMessage> {
  const failures: PathFailure[] = [];
  for (const item of items) {
    if (breather.isDue) await breather.breathe();
    try {
      for (const _ of action(item) ?? []) if (breather.isDue) await breather.breathe();
    } catch (error) {
      const failure = statusOfError(error);
      if (failure === undefined) throw error;
      if (failures.length < MOST_FAILURES_TOLD) failures.push({ path: item.from, ...failure });
    }
  }
  const [first] = failures;
  if (first === undefined) return { kind: 'status', code: DeviceLinkStatus.ok, value: new Map() };
  if (items.length === 1) return { kind: 'status', code: first.code, text: first.text, value: new Map() };
  return { kind: 'status', code: DeviceLinkStatus.multiStatus, text: 'Multi status', value: encodePathFailures(failures) };
}
