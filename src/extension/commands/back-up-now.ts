/** Back Up Now: pulls a backup of a device, with progress where people look, and says how it ended. */
import { ProgressLocation, Uri, commands, l10n, workspace, type Progress as VscodeProgress } from 'vscode';
import { join } from 'node:path';
import { isCodedError } from '../../base/index.ts';
import { BackupError, createBackupOffThread, type CreateBackupOptions, type CreatedBackup } from '../../backup/index.ts';
import { VERDICT_WORDS, deviceLabel, jobWords, unreadWords, verdictSentence, type BackupJob, type Formatter } from '../../view/index.ts';
import type { App } from '../app.ts';
import { folderForNewBackups } from '../backups/backup-folders.ts';
import { signalOf } from '../cancellation.ts';
import type { DeviceEntry } from '../devices/device-registry.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { runEvents } from '../devices/run-events.ts';
import { failureOf } from '../failure-words.ts';
import { COMMANDS, SHOW_PROBLEMS, VIEWS } from '../ids.ts';
import { settings } from '../settings.ts';
import { window } from '../plain-window.ts';

/** How the run differs from the usual one. */
type BackupChoices = Pick<CreateBackupOptions, 'full' | 'setAside'>;

export function backUpNow(app: App, target?: unknown): Promise<void> {
  return backUp(app, target, {});
}

/** Asks for every file again: the way out of damage that an incremental backup would keep. */
export function backUpFull(app: App, target?: unknown): Promise<void> {
  return backUp(app, target, { full: true });
}

/** Puts a folder that makes every device fail aside, under another name, and begins anew. */
export function setAsideAndBackUp(app: App, target?: unknown): Promise<void> {
  return backUp(app, target, { setAside: true });
}

async function backUp(app: App, target: unknown, choices: BackupChoices): Promise<void> {
  const device = await pickDevice(app, target, {
    title: l10n.t('Back up which device?'),
    none: l10n.t('No device is connected. Connect an iPhone or iPad with a cable and unlock it, or start a simulated device.'),
    suits: ({ job }) => job === undefined,
    again: (udid) => commands.executeCommand(COMMANDS.backUpNow, udid),
  });
  if (device === undefined) return;
  const name = deviceLabel(device.state);
  if (app.jobs.find(device.state.udid) !== undefined) {
    await app.reporter.inform(l10n.t('{name} is already being backed up.', { name }));
    return;
  }
  const folder = await folderForNewBackups();
  if (folder !== undefined) await backUpInto(app, device, folder, { name, choices });
}

interface BackupRun {
  readonly name: string;
  readonly choices: BackupChoices;
}

async function backUpInto(app: App, device: DeviceEntry, folder: string, { name, choices }: BackupRun): Promise<void> {
  const { udid } = device.state;
  const listening = app.devices.hold();
  try {
    await makeFolder(folder);
    const path = join(folder, udid);
    const result = await app.jobs.run({ udid, name, path }, (stop, onProgress) =>
      showProgress(app, udid, name, (cancelled) =>
        createBackupOffThread({
          mux: device.mux,
          udid,
          directory: folder,
          ...choices,
          keepPrevious: settings.versionsToKeep() > 0,
          verify: settings.verifyAfterBackup(),
          remember: true,
          signal: AbortSignal.any([stop, cancelled]),
          onProgress,
          onEvent: runEvents(app, udid),
          log: app.reporter.log,
        }),
      ),
    );
    if (result.previous !== undefined) await app.ownVersions.add(path, result.previous, settings.versionsToKeep());
    // Said without waiting for an answer: the command has ended.
    void showResult(app, name, result);
  } catch (error) {
    void sayFailed(app, device, error, name);
  } finally {
    listening.dispose();
    await Promise.all([app.devices.refresh(udid), app.backups.scan()]);
  }
}

/** The folder that was chosen may not be there yet. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await workspace.fs.createDirectory(Uri.file(folder));
  } catch (cause) {
    throw new BackupError('folder-unwritable', 'the folder for backups cannot be made', { data: { path: folder }, cause });
  }
}

/** A notification with numbers and Cancel, and a moving bar over the view. */
async function showProgress<Result>(app: App, udid: string, name: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const title = l10n.t('Backing up {name}', { name });
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (notification, token) => {
    const reportTo = progressReporter(notification, app);
    // What the other places say already.
    const known = app.jobs.find(udid);
    if (known !== undefined) reportTo(known.job);
    const listener = app.jobs.onDidProgress((running) => {
      if (running.udid === udid) reportTo(running.job);
    });
    try {
      const working = work(signalOf(token));
      void window.withProgress({ location: { viewId: VIEWS.devices } }, () => working.then(undefined, () => undefined));
      return await working;
    } finally {
      listener.dispose();
    }
  });
}

/** VS Code wants increments; a job says how far it is. */
function progressReporter(notification: VscodeProgress<{ message?: string; increment?: number }>, app: App): (job: BackupJob) => void {
  let shown = 0;
  return (job) => {
    const percent = (job.fraction ?? 0) * 100;
    notification.report({ message: jobWords(job, app.reporter.locale), increment: Math.max(0, percent - shown) });
    shown = Math.max(shown, percent);
  };
}

async function showResult(app: App, name: string, result: CreatedBackup): Promise<void> {
  const { format, translate } = app.reporter.locale;
  const { path, verdict, fileErrors } = result;
  const wrong = { fileErrors, findings: (result.findings ?? []).filter(({ severity }) => severity !== 'information') };
  const shown = app.problems.show(path, wrong, settings.maxProblems(), translate);
  const browse = { title: l10n.t('Browse'), run: () => commands.executeCommand(COMMANDS.openBrowser, path) };
  const verify = { title: l10n.t('Verify'), run: () => commands.executeCommand(COMMANDS.verifyQuick, path) };
  const problems = { title: l10n.t('Show Problems'), run: () => commands.executeCommand(SHOW_PROBLEMS) };
  const unread = unreadWords(fileErrors.filter(({ isHarmless }) => !isHarmless).length, app.reporter.locale);
  const message = [receivedWords(name, result, format), judgedWords(app, result, shown), unread].filter((part) => part !== '').join(' ');
  const isSerious = verdict !== undefined && result.checkCancelled !== true && VERDICT_WORDS[verdict].severity !== 'information';
  if (shown > 0) await app.reporter.warn(message, [problems, browse]);
  else if (isSerious) await app.reporter.warn(message, [verify, browse]);
  else await app.reporter.inform(message, [browse, verify]);
}

function judgedWords(app: App, { verdict, checkCancelled }: CreatedBackup, problems: number): string {
  if (checkCancelled === true) return l10n.t('Only the check was canceled. The backup is kept, but it was not checked.');
  return verdict === undefined ? '' : verdictSentence(verdict, problems, app.reporter.locale);
}

function receivedWords(name: string, { filesReceived, bytesReceived }: CreatedBackup, format: Formatter): string {
  const time = format.time(new Date());
  if (filesReceived === 0) return l10n.t('Backup of {name} finished at {time}. Nothing had changed.', { name, time });
  const amount = { files: format.count(filesReceived), size: format.bytes(bytesReceived) };
  return l10n.t('Backup of {name} finished at {time}. Files received: {files} ({size}).', { name, time, ...amount });
}

async function sayFailed(app: App, device: DeviceEntry, error: unknown, name: string): Promise<void> {
  if (isCodedError(error, 'cancelled')) {
    const { action } = failureOf(error, app.reporter.locale.translate);
    await app.reporter.inform(`${l10n.t('Backup of {name} canceled.', { name })} ${action}`);
    return;
  }
  const { udid } = device.state;
  const trust = { title: l10n.t('Trust This Computer…'), run: () => commands.executeCommand(COMMANDS.pairDevice, udid) };
  const again = { title: l10n.t('Try Again'), run: () => commands.executeCommand(COMMANDS.backUpNow, udid) };
  const setAside = { title: l10n.t('Set Aside and Back Up'), run: () => commands.executeCommand(COMMANDS.setAsideAndBackUp, udid) };
  const untrusted = ['not-trusted', 'pair-record-invalid', 'trust-declined'].some((code) => isCodedError(error, code));
  await app.reporter.show(error, [isCodedError(error, 'previous-broken') ? setAside : untrusted ? trust : again], {
    target: udid,
    again: again.run,
  });
}
