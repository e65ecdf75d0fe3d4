/** Answers the commands that come between the files: directories, moves, removals, copies, space. */
import { dict, type PlistDict } from '../../formats/index.ts';
import { systemErrorCode } from '../../base/index.ts';
import type { BackupHost, DirectoryEntry } from './backup-host.ts';
import type { DeviceMessage } from './device-link.ts';
import { checkDevicePath } from './device-path.ts';
import { DeviceLinkStatus, encodePathFailures, type HostMessage, type PathFailure } from './host-message.ts';
import { statusOfError } from './status-of-error.ts';

export type FileCommand = Extract<
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

/** Does the work and returns the status to send. Throws 'unsafe-path' and whatever the host throws that is no system error. */
export function answerCommand(command: FileCommand, host: BackupHost): HostMessage {
  switch (command.kind) {
    case 'contents-of-directory':
      return answered(() => listing(host, command.path));
    case 'create-directory':
      return answered(() => {
        host.createDirectory(checkDevicePath(command.path));
        return undefined;
      });
    case 'move-items':
      return moveItems(command.moves, host);
    case 'remove-items':
      return eachOf(
        command.paths.map((path) => [path, checkDevicePath(path)] as const),
        (path) => {
          host.remove(path);
        },
      );
    case 'copy-item':
      return answered(() => {
        host.copy(checkDevicePath(command.from), checkDevicePath(command.to));
        return undefined;
      });
    case 'free-disk-space':
      return answered(() => BigInt(Math.trunc(host.freeDiskSpace())));
    case 'purge-disk-space':
      // This host has nothing that it could throw away for a backup; the device then ends with 105 and says how much is missing.
      return { kind: 'status', code: DeviceLinkStatus.failed, text: 'Operation not supported', value: new Map() };
    case 'unknown':
      return { kind: 'status', code: DeviceLinkStatus.notImplemented, text: 'Not implemented', value: new Map() };
  }
}

function moveItems(moves: readonly (readonly [string, string])[], host: BackupHost): HostMessage {
  const checked = moves.map(([from, to]) => [from, { from: checkDevicePath(from), to: checkDevicePath(to) }] as const);
  return eachOf(checked, ({ from, to }) => {
    host.move(from, to);
  });
}

function listing(host: BackupHost, path: string): PlistDict {
  const entries: PlistDict = new Map();
  try {
    for (const { name, kind, size, modified } of host.listDirectory(checkDevicePath(path))) {
      entries.set(name, dict({ DLFileType: FILE_TYPE[kind], DLFileSize: BigInt(size), DLFileModificationDate: modified }));
    }
  } catch (error) {
    // A device lists directories that need not exist yet; the tools in the field answer those with an empty listing.
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  return entries;
}

function answered(action: () => bigint | PlistDict | undefined): HostMessage {
  try {
    return { kind: 'status', code: DeviceLinkStatus.ok, value: action() ?? new Map() };
  } catch (error) {
    const failure = statusOfError(error);
    if (failure === undefined) throw error;
    return { kind: 'status', ...failure, value: new Map() };
  }
}

/** One bad item does not stop the others. A single item fails with its own code, several with a code for each path. */
function eachOf<T>(items: readonly (readonly [path: string, item: T])[], action: (item: T) => void): HostMessage {
  const failures: PathFailure[] = [];
  for (const [path, item] of items) {
    try {
      action(item);
    } catch (error) {
      const failure = statusOfError(error);
      if (failure === undefined) throw error;
      failures.push({ path, ...failure });
    }
  }
  const [first] = failures;
  if (first === undefined) return { kind: 'status', code: DeviceLinkStatus.ok, value: new Map() };
  if (items.length === 1) return { kind: 'status', code: first.code, text: first.text, value: new Map() };
  return { kind: 'status', code: DeviceLinkStatus.multiStatus, text: 'Multi status', value: encodePathFailures(failures) };
}
