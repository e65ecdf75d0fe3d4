/** Move Backup to Trash: asks first, naming what would be lost. */
import { Uri, l10n, workspace } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import { BackupError, measureBackup, moveToTrash, type BackupSize } from '../../backup/index.ts';
import { isGoodVerdict, type BackupState } from '../../view/index.ts';
import type { App } from '../app.ts';
import { closeReaders } from '../backups/open-readers.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { requireIdle } from '../backups/require-idle.ts';
import { logLinesOf } from '../failure-words.ts';
import { window } from '../plain-window.ts';

/** Nobody waits longer for a number in a question. */
const LONGEST_MEASURE_MS = 2000;

export async function deleteBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { title: l10n.t('Move which backup to the trash?'), suits: ({ job }) => job === undefined });
  if (path === undefined) return;
  requireIdle(app, path);
  if (!(await confirms(app, path))) return;
  requireIdle(app, path);
  // Open files would keep the folder where it is on Windows, and keys open nothing any more.
  await Promise.all([app.unlocked.lock(path), closeReaders(app, path)]);
  try {
    const left = await takeAway(app, path);
    if (left === undefined) return;
    app.problems.clear(path);
    await app.passwords.forget(path);
    if (left.length > 0) {
      void window.showWarningMessage(l10n.t('Parts of the backup still exist: {paths}', { paths: left.join(', ') }));
    }
  } finally {
    await app.backups.scan();
  }
}

/** To the trash, or away for good where there is none and the person wants that. What could not be moved; undefined when nothing was. */
async function takeAway(app: App, path: string): Promise<readonly string[] | undefined> {
  try {
    return await moveToTrash(path, (each) => remove(each, true));
  } catch (error) {
    // A host in a container, or reached over a network, may have no trash. Nothing has changed so far.
    if (!isCodedError(error, 'trash-unavailable')) throw error;
    app.reporter.log.warn(logLinesOf(error));
    if (!(await confirmsForGood(app, path))) return undefined;
  }
  try {
    return await moveToTrash(path, (each) => remove(each, false));
  } catch (error) {
    if (!isCodedError(error, 'trash-unavailable')) throw error;
    throw new BackupError('folder-unwritable', 'the backup cannot be deleted', { data: { path }, cause: error.cause });
  }
}

async function remove(path: string, useTrash: boolean): Promise<void> {
  await workspace.fs.delete(Uri.file(path), { recursive: true, useTrash });
}

async function confirmsForGood(app: App, path: string): Promise<boolean> {
  const forGood = l10n.t('Delete Permanently');
  const question = l10n.t('There is no trash here. Delete the backup of {name} permanently?', { name: app.backups.nameOf(path) });
  const detail = [l10n.t('It cannot be recovered.'), ...(await sizeAndAge(app, path)), path].join('\n');
  return (await window.showWarningMessage(question, { modal: true, detail }, forGood)) === forGood;
}

/** Undefined when it takes too long to find out. */
async function sizeOf(path: string): Promise<BackupSize | undefined> {
  return measureBackup(path, { signal: AbortSignal.timeout(LONGEST_MEASURE_MS) }).catch(() => undefined);
}

async function confirms(app: App, path: string): Promise<boolean> {
  const backup = app.backups.find(path);
  const siblings = app.backups.backups().filter(({ udid }) => udid !== undefined && udid === backup?.udid);
  const lines = [
    ...(await sizeAndAge(app, path)),
    siblings.length === 1 ? l10n.t('It is the only backup of this device that was found.') : undefined,
    path,
  ];
  const move = l10n.t('Move to Trash');
  const question = l10n.t('Move the backup of {name} to the trash?', { name: app.backups.nameOf(path) });
  const detail = lines.filter((line) => line !== undefined).join('\n');
  if ((await window.showWarningMessage(question, { modal: true, detail }, move)) !== move) return false;
  return !isLastGood(path, siblings) || (await confirmsLastGood(app, path));
}

/** No other backup of the device was checked and found good. */
function isLastGood(path: string, siblings: readonly BackupState[]): boolean {
  const good = siblings.filter(({ check }) => check !== undefined && isGoodVerdict(check.verdict));
  return good.length === 1 && good[0]?.path === path;
}

async function confirmsLastGood(app: App, path: string): Promise<boolean> {
  const anyway = l10n.t('Move It Anyway');
  const question = l10n.t('This is the only backup of {name} that was checked and found good.', { name: app.backups.nameOf(path) });
  const detail = l10n.t('Without it, no backup of this device is known to be complete.');
  return (await window.showWarningMessage(question, { modal: true, detail }, anyway)) === anyway;
}

async function sizeAndAge(app: App, path: string): Promise<string[]> {
  const { format } = app.reporter.locale;
  const date = app.backups.find(path)?.date;
  const size = await sizeOf(path);
  return [
    ...(date === undefined ? [] : [l10n.t('Made {date}, {age}.', { date: format.dateTime(date), age: format.age(date, new Date()) })]),
    ...(size === undefined
      ? []
      : [l10n.t('It holds {size} (number of files: {files}).', { size: format.bytes(size.bytes), files: format.count(size.files) })]),
  ];
}
