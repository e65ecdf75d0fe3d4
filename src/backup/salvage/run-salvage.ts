/** A salvage from beginning to end, but for the verification of its result. It blocks now and then, and belongs into a worker. */
import { throwIfAborted } from '../../base/index.ts';
import { parseKeybag } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { loadSqlite } from '../read/sqlite/load-sqlite.ts';
import type { SqliteEngine } from '../read/sqlite/sqlite.ts';
import { contentIsEncryptedIn, filesAreEncryptedIn } from './encryption-of.ts';
import { keyMaterialOf, saysEncrypted, type KeyMaterial } from './key-material.ts';
import { findOrphans, nameOrphans, type NamingContext } from './name-orphans.ts';
import { hasClearCatalogue, readSources } from './read-sources.ts';
import { RowStore } from './row-store.ts';
import { placesOf, type SalvagePlace } from './salvage-places.ts';
import { backupDate, phoneFacts } from './salvage-plists.ts';
import type { Findings, SalvageRun } from './salvage-findings.ts';
import type { SalvageReport } from './salvage-report.ts';
import { checkTarget, FILE_LIST, SalvageTarget } from './salvage-target.ts';
import { SalvageWriter } from './salvage-writer.ts';

/** @throws BackupError 'backup-encrypted', 'nothing-to-salvage', 'target-exists', 'target-inside-backup', 'disk-full', …; CancelledError */
export async function runSalvage(run: SalvageRun): Promise<SalvageReport> {
  const target = checkTarget(run.target, run.path);
  run.onProgress({ phase: 'reading-catalogue', done: 0, unit: 'files' });
  const places = placesOf(run.path);
  const material = keyMaterialOf(places);
  if (saysEncrypted(material) === true && !(await hasClearCatalogue(places))) demandKeys(run, material);
  const engine = await loadSqlite();
  await using store = await RowStore.make(engine);
  const findings = await investigate(run, places, material, engine, store);
  using written = SalvageTarget.begin(target);
  const writer = new SalvageWriter(findings, written, run);
  const outcome = await writer.write();
  throwIfAborted(run.signal);
  written.finish();
  return { ...aboutBackup(findings), target, verdict: null, fileList: FILE_LIST, ...outcome };
}

async function investigate(
  run: SalvageRun,
  places: readonly SalvagePlace[],
  material: readonly KeyMaterial[],
  engine: SqliteEngine,
  store: RowStore,
): Promise<Findings> {
  const { path, classKeys, keybag, signal, onProgress } = run;
  const onRows = (done: number, bytes?: number) => {
    onProgress({ phase: 'searching-rows', done, unit: 'items', ...(bytes === undefined ? {} : { bytes }) });
  };
  const sources = await readSources({ places, material, classKeys, engine, store, signal, onRows });
  const claimsEncrypted = saysEncrypted(material) ?? (await filesAreEncryptedIn(store, places));
  const storesEncrypted = contentIsEncryptedIn(store, places) ?? claimsEncrypted;
  // No password is needed where neither records nor content know of any encryption, whatever Manifest.plist claims.
  const needsKeys = classKeys !== undefined || storesEncrypted || (await filesAreEncryptedIn(store, places));
  const isEncrypted = claimsEncrypted && needsKeys;
  if (isEncrypted) demandKeys(run, material);
  const onSeen = (done: number) => {
    onProgress({ phase: 'reading-catalogue', done, unit: 'files' });
  };
  const onHashed = (done: number, item: string) => {
    onProgress({ phase: 'naming-files', done, unit: 'items', item });
  };
  const naming: NamingContext = { places, engine, isEncrypted, signal, onSeen, onHashed };
  const { orphans } = store;
  await findOrphans(store, naming);
  if (orphans.count > 0) await nameOrphans(orphans, naming);
  if (store.count + orphans.named === 0 && (isEncrypted || orphans.count === 0)) {
    throw new BackupError('nothing-to-salvage', `nothing can be recovered from ${path}`, { data: { path, encrypted: isEncrypted } });
  }
  return { path, places, material, engine, store, sources, isEncrypted, storesEncrypted, classKeys, keybag };
}

/** Without keys there is nothing to be had of encrypted files; only where no keybag is left either, the list of names is all that remains. */
function demandKeys({ path, classKeys }: SalvageRun, material: readonly KeyMaterial[]): void {
  if (classKeys !== undefined || !material.some(hasKeybag)) return;
  throw new BackupError('backup-encrypted', 'the backup is encrypted', { data: { path } });
}

function hasKeybag({ keybag }: KeyMaterial): boolean {
  if (keybag === undefined) return false;
  try {
    return parseKeybag(keybag).classes.length > 0;
  } catch {
    return false; // damaged beyond use: as good as none
  }
}

function aboutBackup({ path, places, isEncrypted }: Findings): Pick<SalvageReport, 'backup'> {
  const { UniqueDeviceID, ProductVersion } = phoneFacts(path, places);
  const date = backupDate(places)?.toISOString() ?? null;
  return { backup: { path, udid: UniqueDeviceID ?? null, productVersion: ProductVersion ?? null, encrypted: isEncrypted, date } };
}
