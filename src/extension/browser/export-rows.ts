/** Save As… of the rows that the page of a database shows: asks where to, and writes them while the person goes on working. */
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { Uri, l10n, workspace } from 'vscode';
import { BackupError, exportRows, openBackup, type BackupKeys, type RowFormat } from '../../backup/index.ts';
import type { Params, Result } from '../../view/index.ts';
import { withJobNotification } from '../job-notification.ts';
import { window } from '../plain-window.ts';
import type { Reporter } from '../reporter.ts';

const KINDS: Readonly<Record<RowFormat, string>> = { csv: 'CSV', json: 'JSON', ndjson: 'NDJSON' };

interface ExportOptions {
  readonly reporter: Reporter;
  readonly keys: BackupKeys | undefined;
}

/** @throws as `exportRows` of the backup room */
export async function exportRowsAsking(
  path: string,
  { fileID, rows, format }: Params<'databaseExport'>,
  { reporter, keys }: ExportOptions,
): Promise<Result<'databaseExport'>> {
  await using backup = await openBackup(path, { keys });
  const details = await backup.details(fileID);
  if (details === undefined) throw new BackupError('no-such-file', `no row ${fileID}`);
  const { file } = details;
  const name = 'sql' in rows ? basename(file.relativePath) : rows.table;
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(defaultFolder(), `${fileName(name)}.${format}`)),
    filters: { [KINDS[format]]: [format] },
    title: l10n.t('Save Rows As'),
  });
  if (target === undefined) return {};
  if (target.scheme !== 'file') {
    throw new BackupError('folder-missing', `${target.scheme} is not a folder on this computer`, { data: { path: target.path } });
  }
  // The dialog has asked whether a file that is there may go.
  const options = { rows, format, keys, overwrite: true };
  const exported = await withJobNotification(l10n.t('Saving rows'), reporter.locale, (signal) =>
    exportRows(backup, file, target.fsPath, { ...options, signal }),
  );
  const { format: words } = reporter.locale;
  void reporter.inform(
    exported.rows === 1
      ? l10n.t('1 row saved ({size}).', { size: words.bytes(exported.bytes) })
      : l10n.t('{rows} rows saved ({size}).', { rows: words.count(exported.rows), size: words.bytes(exported.bytes) }),
  );
  return { rows: exported.rows };
}

function defaultFolder(): string {
  const [folder] = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folder?.uri.fsPath ?? homedir();
}

/** The name of a table can be anything. */
function fileName(name: string): string {
  const clean = name
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^[. ]+/, '')
    .slice(0, 80);
  return clean === '' ? 'rows' : clean;
}
