/** Makes a changed copy from beginning to end, but for its verification. It blocks now and then, and belongs into a worker. */
import { basename } from 'node:path';
import { throwIfAborted, type OnProgress } from '../../base/index.ts';
import { dataAt, isFileId, type ClassKeys } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { openRankedRows } from '../read/catalogue/open-ranked-rows.ts';
import { dictionaryOf } from '../read/plist-reading.ts';
import { loadSqlite } from '../read/sqlite/load-sqlite.ts';
import { inspectFolder, udidOfName, type InspectedFolder } from '../read/summary.ts';
import { SalvageTarget } from '../salvage/salvage-target.ts';
import { writeDatabase, writeMbdb } from '../salvage/write-catalogue.ts';
import type { CopiedBackup, CopyChange, CopyPhase } from './changed-copy.ts';
import { copyPlists } from './copy-plists.ts';
import { CopyWriter } from './copy-writer.ts';

interface CopyRequest {
  readonly path: string;
  readonly target: string;
  readonly change: CopyChange;
}

interface CopyContext {
  readonly classKeys: ClassKeys | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<CopyPhase>;
}

/** @throws as `thinBackup` and `editBackup` */
export async function runChangedCopy({ path, target, change }: CopyRequest, context: CopyContext): Promise<CopiedBackup> {
  const { classKeys, signal, onProgress } = context;
  onProgress({ phase: 'reading-catalogue', done: 0, unit: 'files' });
  const inspected = await inspectFolder(path);
  if (!inspected.summary.isFinished) throw new BackupError('backup-unfinished', 'the backup is not finished', { data: { path } });
  const isMbdb = inspected.summary.era === 'mbdb';
  const manifestKey = openManifestKey(inspected, classKeys);
  try {
    await using rows = await openRankedRows(inspected, classKeys, signal);
    await using catalogue = isMbdb ? await writeMbdb() : await writeDatabase(await loadSqlite(), iosMajorOf(inspected));
    using written = SalvageTarget.begin(target, { keepsList: false });
    const name = nameOf(inspected);
    const writer = new CopyWriter({ inspected, rows, catalogue, written, name, isMbdb, classKeys, signal, onProgress });
    const copied = await writer.write(change);
    copyPlists(inspected, written, name, change, copied);
    await catalogue.finish(written.pathOf(`${name}/${isMbdb ? 'Manifest.mbdb' : 'Manifest.db'}`), manifestKey);
    throwIfAborted(signal);
    written.finish();
    return { ...copied, path: written.pathOf(name) };
  } finally {
    manifestKey?.fill(0);
  }
}

/** Of an encrypted catalog, which is encrypted again with the same key: the keybag and Manifest.plist stay as they are. */
function openManifestKey({ probe, plists }: InspectedFolder, classKeys: ClassKeys | undefined): Uint8Array | undefined {
  if (probe.kind !== 'opaque') return undefined;
  const manifest = dictionaryOf(plists['Manifest.plist']);
  const wrapped = manifest && dataAt(manifest, 'ManifestKey');
  // What is missing is told by whoever opens the rows.
  return wrapped === undefined ? undefined : classKeys?.unwrap(wrapped);
}

function iosMajorOf({ summary }: InspectedFolder): number {
  const major = Number.parseInt(summary.productVersion ?? '', 10);
  return Number.isNaN(major) ? NEWEST_SCHEMA : major;
}

const NEWEST_SCHEMA = 17;

function nameOf({ summary, folder }: InspectedFolder): string {
  const name = udidOfName(summary.udid ?? '') ?? udidOfName(basename(folder.path)) ?? 'backup';
  return isFileId(name) || /^[\w-]{1,64}$/.test(name) ? name : 'backup';
}
