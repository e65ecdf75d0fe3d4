/** Fetches the payloads of a catalogue in batches and puts every row into the spool. */
import { DeviceLinkStatus } from '../../../device-protocol/index.ts';
import { decodeExtendedAttributes, flagsOfMode, FLAG_FILE, type ClassKeys, type MBFile } from '../../../formats/index.ts';
import type { SpooledAttributes, SpooledBytes, SpooledFiles } from '../../content/spooled-files.ts';
import type { CatalogueRow } from '../catalogue/catalogue.ts';
import { importKeychain, isKeychain } from '../encryption/keychain-export.ts';
import { BATCH_FILES } from '../host-drive.ts';
import type { BackupLayout } from '../layout.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import type { RunContext } from '../run-context.ts';
import type { RestoreRecord } from './restore-target.ts';
import { RestoredFile } from './restored-file.ts';

interface RowReceiver {
  readonly context: RunContext;
  readonly layout: BackupLayout;
  readonly keys: ClassKeys | undefined;
  readonly spool: SpooledFiles;
  readonly record: RestoreRecord;
}

/** Throws 205 for what the host cannot supply and for content that is not that of the catalogue. An empty batch ends the series, as in a log. */
export async function receiveRows(to: RowReceiver, rows: Iterable<CatalogueRow>): Promise<void> {
  const { drive } = to.context;
  let batch: CatalogueRow[] = [];
  for (const row of rows) {
    if (!isFile(row)) {
      to.spool.add(row.domain, row.record.relativePath, attributesOf(to, row.record));
      continue;
    }
    if (await isSkipped(to, row)) continue;
    batch.push(row);
    if (batch.length < BATCH_FILES) continue;
    await receiveBatch(to, batch);
    batch = [];
  }
  if (batch.length > 0) await receiveBatch(to, batch);
  await drive.downloadBatch([], 0, { onFile: () => false, onData: () => undefined, onEnd: () => undefined, onError: () => undefined });
}

export function isFile({ record }: CatalogueRow): boolean {
  return flagsOfMode(record.mode) === FLAG_FILE;
}

async function isSkipped({ context }: RowReceiver, row: CatalogueRow): Promise<boolean> {
  const effect = await context.drive.link.meet('file.download', subjectOf(row));
  if (effect?.kind === 'answer') throw effect.error;
  return effect?.kind === 'skip';
}

async function receiveBatch(to: RowReceiver, batch: readonly CatalogueRow[]): Promise<void> {
  const { context, layout, keys, spool, record } = to;
  const waiting = new Map(batch.map((row) => [layout.payload(row.fileId), row]));
  const came: (readonly [row: CatalogueRow, bytes: SpooledBytes | undefined])[] = [];
  let file: RestoredFile | undefined;
  const plannedBytes = batch.reduce((bytes, row) => bytes + row.record.size, 0);
  const status = await context.drive.downloadBatch([...waiting.keys()], plannedBytes, {
    onFile: (path) => {
      const row = waiting.get(path);
      if (row === undefined) return false;
      waiting.delete(path);
      file = new RestoredFile(row, spool, keys);
      return true;
    },
    onData: (bytes) => file?.data(bytes),
    onEnd: () => {
      if (file === undefined) return;
      came.push([file.row, file.finish()]);
      record.files++;
      record.bytes += file.bytes;
    },
    onError: () => undefined,
  });
  if (status.code !== DeviceLinkStatus.ok || came.length < batch.length) {
    throw new MobileBackupError(MBCode.corrupt, 'Multiple errors downloading files');
  }
  for (const [row, bytes] of came) await place(to, row, bytes);
}

async function place(to: RowReceiver, row: CatalogueRow, bytes: SpooledBytes | undefined): Promise<void> {
  if (bytes === undefined) throw new MobileBackupError(MBCode.corrupt, "Digest didn't match for some files");
  const effect = await to.context.drive.link.meet('file.place', subjectOf(row));
  if (effect?.kind === 'answer') throw effect.error;
  to.spool.add(
    row.domain,
    row.record.relativePath,
    attributesOf(to, row.record),
    isKeychain(placeOf(row)) ? takeKeychain(to, bytes) : bytes,
  );
}

/** Items that this phone cannot open are lost. */
function takeKeychain({ context, spool, keys }: RowReceiver, bytes: SpooledBytes): SpooledBytes {
  const content = spool.read(bytes);
  const whole = content instanceof Uint8Array ? content : Buffer.concat([...content]);
  const imported = importKeychain(context, whole, keys);
  const offset = spool.length;
  spool.write(imported);
  return { offset, length: imported.length };
}

export function placeOf({ domain, record }: CatalogueRow): { readonly domain: string; readonly relativePath: string } {
  return { domain, relativePath: record.relativePath };
}

function subjectOf({ domain, record }: CatalogueRow): string {
  return `${domain}/${record.relativePath}`;
}

/** All that a row says; only the status change is of now, as on any file system. */
function attributesOf({ context }: RowReceiver, record: MBFile): SpooledAttributes {
  const { mode, userId, groupId, lastModified, birth, protectionClass, flags, target, extendedAttributes } = record;
  const lastStatusChange = Math.floor(context.device.now().getTime() / 1000);
  return {
    ...{ mode, userId, groupId, lastModified, lastStatusChange, birth, protectionClass, flags },
    ...(target === undefined ? {} : { target }),
    ...(extendedAttributes === undefined ? {} : { extendedAttributes: decodeExtendedAttributes(extendedAttributes) }),
  };
}
