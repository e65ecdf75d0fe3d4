/** Contracts held against a backup that is on the disk: which one, with which keys, and whether it stayed the same meanwhile. */
import { l10n, type Uri } from 'vscode';
import { checkContract, closeMarkOf, openBackup, type ContractReport } from '../../backup/index.ts';
import { isCodedError, throwIfAborted } from '../../base/index.ts';
import { progressWords, visible, type BackupState } from '../../view/index.ts';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { canRead } from '../backups/unlock-with-password.ts';
import { Throttle } from '../throttle.ts';
import type { ChosenBackups } from './chosen-backups.ts';
import type { ContractJob, MadeReport, PrepareRun, RunTools } from './contract-run.ts';

const PROGRESS_EVERY_MS = 1000;

export function onABackup(app: App, chosen: ChosenBackups): PrepareRun {
  return async (uris) => {
    await app.backups.scan();
    const undecided = uris.filter((uri) => app.backups.find(chosen.get(uri) ?? '') === undefined);
    if (undecided.length > 0 && !(await chooseBackup(app, chosen, undecided))) return undefined;
    const pathOf = (uri: Uri) => chosen.get(uri) ?? '';
    // Of one that stays locked, the run says what it needs the password for.
    for (const path of new Set(uris.map(pathOf))) await canRead(app, path);
    return async (job, tools) => [await holdAgainst(app, pathOf(job.uri), job, tools)];
  };
}

/** Asks if there are several; remembered for these contracts. */
export async function chooseBackup(app: App, chosen: ChosenBackups, uris: readonly Uri[]): Promise<boolean> {
  const title = l10n.t('Hold the contract against which backup?');
  const path = await pickBackup(app, undefined, { title, suits: isReadable });
  if (path !== undefined) await chosen.set(uris, path);
  return path !== undefined;
}

/** @throws CancelledError, and as `openBackup` and `checkContract` */
export async function holdAgainst(app: App, path: string, { uri, contract }: ContractJob, { signal, say }: RunTools): Promise<MadeReport> {
  const { locale } = app.reporter;
  say(l10n.t('Against the backup of {name} in {path}', { name: app.backups.nameOf(path), path: visible(path) }));
  const throttle = new Throttle<string>(PROGRESS_EVERY_MS, say);
  const held = app.unlocked.hold(path);
  try {
    for (;;) {
      throwIfAborted(signal);
      const keys = app.unlocked.use(path);
      const mark = await closeMarkOf(path);
      await using backup = await openBackup(path, { keys });
      const onProgress = (progress: Parameters<typeof progressWords>[0]) => throttle.push(progressWords(progress, locale));
      const report = await unlessChanged(checkContract(backup, contract, { keys, path: uri.fsPath, signal, onProgress }));
      // What was read in two states of the folder is true of neither.
      if (report !== undefined && (await closeMarkOf(path)) === mark) return { report, note: '', backup: { path, mark } };
      say(l10n.t('The backup has changed meanwhile. It is read again.'));
    }
  } finally {
    throttle.dispose();
    held.dispose();
  }
}

async function unlessChanged(report: Promise<ContractReport>): Promise<ContractReport | undefined> {
  try {
    return await report;
  } catch (error) {
    if (isCodedError(error, 'backup-changed')) return undefined;
    throw error;
  }
}

function isReadable({ errorMessage, neverFinished }: BackupState): boolean {
  return errorMessage === undefined && neverFinished !== true;
}
