/** Scans the phone before anything is sent: which files to send, and which stay on the host as they are. */
import { throwIfAborted, nextTurn } from '../../base/index.ts';
import { fileIdOf, isDigestedDomain, type MBFile } from '../../formats/index.ts';
import type { PhoneFile } from '../content/phone-content.ts';
import type { CatalogueReader, StoredPayload } from './catalogue/catalogue.ts';
import type { PreviousBackup } from './previous-backup.ts';

/** What happens to an entry. */
export const FATE = {
  /** Directories and links: a row and no payload. */
  rowOnly: 0,
  /** The payload is sent. */
  send: 1,
  /** The host has the payload in its place. */
  keep: 2,
  /** The host has the payload in Snapshot. */
  move: 3,
  /** The payload was to be sent and did not get there. */
  absent: 4,
} as const;

export interface ScanResult {
  /** One FATE for each entry in the order of the walk: a byte each, so that a million files cost a megabyte. */
  readonly fates: Uint8Array;
  readonly sendFiles: number;
  readonly sendBytes: number;
  /** Payloads that will lie in Snapshot. */
  readonly moveFiles: number;
  /** Payloads of the last backup that no entry names any more. */
  readonly removeFiles: number;
}

/** A pause for other work of the process after this many milliseconds of making files. */
const PAUSE_AFTER_MS = 15;

/** Throws 'cancelled' when `signal` fires: nobody waits for what would come out. */
export async function scan(files: Iterable<PhoneFile>, previous: PreviousBackup, signal?: AbortSignal): Promise<ScanResult> {
  let fates = new Uint8Array(1024);
  let count = 0;
  let [sendFiles, sendBytes, moveFiles, known] = [0, 0, 0, 0];
  let pausedAt = performance.now();
  for (const file of files) {
    if (count === fates.length) fates = grown(fates);
    if (file.kind === 'file') {
      const fileId = fileIdOf(file.domain, file.relativePath);
      const before = previous.manifest?.file(fileId);
      if (before !== undefined) known++;
      const fate = fateOf(file, fileId, before, previous);
      fates[count] = fate;
      if (fate === FATE.send || fate === FATE.move) moveFiles++;
      if (fate === FATE.send) {
        sendFiles++;
        sendBytes += file.size;
      }
    }
    count++;
    if (performance.now() - pausedAt < PAUSE_AFTER_MS) continue;
    await nextTurn();
    throwIfAborted(signal);
    pausedAt = performance.now();
  }
  const removeFiles = (previous.manifest?.countFiles() ?? 0) - known;
  return { fates, sendFiles, sendBytes, moveFiles, removeFiles };
}

function fateOf(file: PhoneFile, fileId: string, before: MBFile | undefined, previous: PreviousBackup): number {
  if (previous.alreadySent?.get(fileId) === identityOf(file)) return FATE.move;
  if (previous.isFull || before === undefined || isContentChanged(file, before)) return FATE.send;
  if (previous.keybag !== undefined && before.encryptionKey === undefined) return FATE.send;
  return FATE.keep;
}

/** Size, date, inode or class differ: the payload goes again. Other differences only change the row. (Assumed; no source says which count.) */
function isContentChanged(file: PhoneFile, before: MBFile): boolean {
  return (
    before.size !== file.size ||
    before.lastModified !== file.lastModified ||
    before.inode !== file.inode ||
    before.protectionClass !== file.protectionClass ||
    (before.digest === undefined && isDigestedDomain(file.domain))
  );
}

/** 64 bits that differ whenever isContentChanged would see a difference, but for one chance in 2⁶⁴. */
export function identityOf(file: PhoneFile): bigint {
  const mixed =
    file.inode * 0x9e3779b97f4a7c15n +
    BigInt(file.lastModified) * 0xc2b2ae3d27d4eb4fn +
    BigInt(file.size) * 0x165667b19e3779f9n +
    BigInt(file.protectionClass) * 0x27d4eb2f165667c5n;
  return BigInt.asUintN(64, mixed);
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

/** What a row keeps together with its payload. */
export function keptPayload(manifest: CatalogueReader | undefined, fileId: string): StoredPayload {
  const row = manifest?.file(fileId);
  return { digest: row?.digest, encryptionKey: row?.encryptionKey };
}
