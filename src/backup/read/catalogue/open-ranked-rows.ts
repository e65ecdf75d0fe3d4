/** Opens the catalogue of a backup of any era: the one way for everybody who reads rows. */
import type { ClassKeys } from '../../../formats/index.ts';
import { BackupError } from '../../errors.ts';
import { catalogueSourceOf, type CatalogueSource } from './catalogue-source.ts';
import { RankedRows } from './ranked-rows.ts';
import { decryptCatalogue, type EncryptedCatalogue } from './decrypt-catalogue.ts';
import { convertMbdb } from './mbdb-catalogue.ts';
import { makePrivateFolder, type PrivateFolder } from '../private-folder.ts';
import { loadSqlite } from '../sqlite/load-sqlite.ts';
import type { InspectedFolder } from '../summary.ts';

interface CatalogueOptions {
  /** Of a damaged Manifest.mbdb, give the rows before the damage; `damage` of the store then says where that is. */
  readonly acceptDamage?: boolean;
}

/**
 * A Manifest.db in the clear is read where it lies. Of an encrypted one a decrypted copy is read, and of a Manifest.mbdb its rows as a Manifest.db
 * would have them; both in a private folder that goes with the store. Names in a Manifest.mbdb and in the Manifest.db of iOS 10.0 and 10.1 need no
 * keys although the files do.
 * @throws BackupError 'catalogue-missing', 'catalogue-unreadable' with its `reason`, 'too-old', 'backup-encrypted' without keys,
 * 'plist-unreadable' where that would tell an encrypted catalogue from a damaged one, 'file-io'; CancelledError
 */
export async function openRankedRows(
  inspected: InspectedFolder,
  classKeys?: ClassKeys,
  signal?: AbortSignal,
  options: CatalogueOptions = {},
): Promise<RankedRows> {
  return openRankedRowsFrom(catalogueSourceOf(inspected, classKeys !== undefined), classKeys, signal, options);
}

/** As `openRankedRows`, for a thread that was told where the catalogue is. */
export async function openRankedRowsFrom(
  source: CatalogueSource,
  classKeys: ClassKeys | undefined,
  signal?: AbortSignal,
  options: CatalogueOptions = {},
): Promise<RankedRows> {
  switch (source.kind) {
    case 'database':
      return RankedRows.open(source.path, source.log);
    case 'encrypted-database':
      if (classKeys === undefined) throw new BackupError('backup-encrypted', 'Manifest.db is encrypted', { data: { path: source.path } });
      return inPrivateFolder((folder) => openDecrypted(source, classKeys, folder, signal));
    case 'mbdb':
      return inPrivateFolder((folder) => openConverted(source.path, folder, signal, options));
  }
}

async function openDecrypted(
  source: EncryptedCatalogue,
  classKeys: ClassKeys,
  folder: PrivateFolder,
  signal: AbortSignal | undefined,
): Promise<RankedRows> {
  const { path, log } = await decryptCatalogue(source, classKeys, folder, signal);
  return RankedRows.openPrivate({ shownPath: source.path, path, folder, log });
}

async function openConverted(
  from: string,
  folder: PrivateFolder,
  signal: AbortSignal | undefined,
  { acceptDamage = false }: CatalogueOptions,
): Promise<RankedRows> {
  const { path, damage } = await convertMbdb(from, folder, await loadSqlite(), signal);
  if (damage !== undefined && !acceptDamage) throw damage;
  return RankedRows.openPrivate({ shownPath: from, path, folder, log: 'none', ...(damage === undefined ? {} : { damage }) });
}

/** The store takes the folder over. */
async function inPrivateFolder(work: (folder: PrivateFolder) => Promise<RankedRows>): Promise<RankedRows> {
  const folder = await makePrivateFolder();
  try {
    return await work(folder);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}
