/** The weights of all steps of a run, from the first directory to the last status. */
import { BATCH_FILES } from './host-drive.ts';
import { weight } from './progress-plan.ts';
import type { BackupLayout } from './layout.ts';
import type { ScanResult } from './scan.ts';

const STATUS_UPLOADS = 4;
const MANIFESTS = 2;
/** Snapshot, and the index of iOS 4. */
const SINGLE_REMOVALS = 2;

export function runWeight({ sendFiles, sendBytes, moveFiles, removeFiles }: ScanResult, { payloadFolders }: BackupLayout): number {
  // The folder, Snapshot, and the folders for payloads in each.
  const directories = 2 * (1 + payloadFolders.length) * weight.directory;
  const uploads =
    (STATUS_UPLOADS + MANIFESTS) * weight.transfer(1, 0) +
    inBatches(sendFiles, (files) => weight.transfer(files, 0)) +
    weight.bytes(sendBytes);
  const moves = inBatches(moveFiles, weight.move) + MANIFESTS * weight.move(1);
  return directories + uploads + moves + inBatches(removeFiles, weight.remove) + SINGLE_REMOVALS * weight.remove(1);
}

function inBatches(files: number, weigh: (files: number) => number): number {
  const rest = files % BATCH_FILES;
  return Math.floor(files / BATCH_FILES) * weigh(BATCH_FILES) + (rest > 0 ? weigh(rest) : 0);
}
