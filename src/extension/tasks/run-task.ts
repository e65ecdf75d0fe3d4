/** What a task does: the same jobs as the commands, without a question. Each ends with the exit status that the command line would have. */
import { join } from 'node:path';
import type { OnProgress } from '../../base/index.ts';
import type { BackupObstacle, CreatedBackup, Finding } from '../../backup/index.ts';
import {
  EXIT,
  EXIT_OF_VERDICT,
  exitOf,
  foreseenBackup,
  isErrorCode,
  notKeptWords,
  phaseWords,
  problemsOf,
  unreadOfRun,
  verdictSentence,
  type TaskWish,
} from '../../view/index.ts';
import type { App } from '../app.ts';
import { requireFolderForNewBackups } from '../backups/backup-folders.ts';
import { foreseePlan } from '../backups/backup-plan.ts';
import { checkBackup } from '../backups/check-backup.ts';
import { runBackup } from '../backups/run-backup.ts';
import { settings } from '../settings.ts';
import { simulateForTask } from './simulate-for-task.ts';
import type { TaskOutput } from './task-output.ts';

/** Throws as the jobs do; a job that was cancelled ends with 'cancelled'. */
export async function runTask(app: App, wish: TaskWish, output: TaskOutput, signal: AbortSignal): Promise<number> {
  switch (wish.action) {
    case 'backup':
      return await backUp(app, wish, output, signal);
    case 'verify':
      return await verify(app, wish, output, signal);
    case 'simulate':
      return await simulateForTask(app, wish, output, signal);
  }
}

type BackupTask = TaskWish & { readonly action: 'backup' };

async function backUp(app: App, wish: BackupTask, output: TaskOutput, signal: AbortSignal): Promise<number> {
  const { device: udid, full, level, requireEncryption } = wish;
  const { translate } = app.reporter.locale;
  const device = await app.devices.requireConnected(udid, signal);
  const folder = wish.folder ?? requireFolderForNewBackups();
  if (requireEncryption && device.state.encrypted !== true) {
    output.problem({
      ...{ path: join(folder, udid), severity: 'error', code: 'encryption-off' },
      message: translate('The task requires an encrypted backup, and the device does not encrypt its backups.', {}),
    });
    return EXIT.assertionFailed;
  }
  const plan = { folder, choices: { full } };
  const refused = sayObstacles(app, join(folder, udid), await foreseePlan(app, device, plan, signal), output);
  if (refused !== undefined) return refused;
  const result = await runBackup(app, device, {
    ...plan,
    verify: level,
    signal,
    onProgress: phases(app, output),
    onEvent: ({ kind, message }) => {
      if (kind === 'prompt' || kind === 'retry') output.say(message);
    },
  });
  return sayBackedUp(app, result, output);
}

/** The exit status if the run would fail for certain; a doubt is only said. */
function sayObstacles(app: App, path: string, obstacles: readonly BackupObstacle[], output: TaskOutput): number | undefined {
  for (const obstacle of obstacles) {
    const [message = ''] = foreseenBackup([obstacle], app.reporter.locale)?.lines ?? [];
    const severity = obstacle.weight === 'blocks' ? 'error' : 'warning';
    if (message !== '') output.problem({ path, severity, code: obstacle.code, message });
  }
  const worst = obstacles.find(({ weight }) => weight === 'blocks');
  if (worst === undefined) return undefined;
  return isErrorCode(worst.code) ? exitOf(worst.code, worst.data) : EXIT.thisComputer;
}

function sayBackedUp(app: App, result: CreatedBackup, output: TaskOutput): number {
  const { locale } = app.reporter;
  const { format, translate } = locale;
  const { path, verdict, fileErrors, filesReceived, bytesReceived, findings = [] } = result;
  sayProblems(app, path, { findings, fileErrors }, output);
  const amount = { files: format.count(filesReceived), size: format.bytes(bytesReceived) };
  output.say(translate('Files received: {files} ({size}).', amount));
  if (result.checkCancelled === true) output.say(translate('Only the check was canceled. The backup is kept, but it was not checked.', {}));
  else if (verdict !== undefined) output.say(verdictSentence(verdict, 0, locale, result.encrypted === true && !app.unlocked.has(path)));
  for (const words of [unreadOfRun(result, locale), notKeptWords(result.previousNotKept, locale)]) if (words !== '') output.say(words);
  output.say(path);
  return verdict === undefined ? EXIT.good : EXIT_OF_VERDICT[verdict];
}

type VerifyTask = TaskWish & { readonly action: 'verify' };

async function verify(
  app: App,
  { backup, level, requireEncryption }: VerifyTask,
  output: TaskOutput,
  signal: AbortSignal,
): Promise<number> {
  const { locale } = app.reporter;
  const { report, verdict } = await checkBackup(app, backup, { level, signal, onProgress: phases(app, output) });
  const { path, encrypted } = report.backup;
  sayProblems(app, path, report, output);
  if (requireEncryption && encrypted !== true) {
    const message = locale.translate('The task requires an encrypted backup, and this one is not encrypted.', {});
    output.problem({ path, severity: 'error', code: 'encryption-off', message });
    return EXIT.assertionFailed;
  }
  // What else is known may have other reasons.
  const isLocked = encrypted === true && verdict === report.verdict && !app.unlocked.has(backup);
  output.say(verdictSentence(verdict, 0, locale, isLocked));
  return EXIT_OF_VERDICT[verdict];
}

interface Wrong {
  readonly findings: readonly Finding[];
  readonly fileErrors?: CreatedBackup['fileErrors'];
}

/** As many as the Problems view is to hold; what is no problem is left out. */
function sayProblems(app: App, path: string, { findings, fileErrors }: Wrong, output: TaskOutput): void {
  const serious = findings.filter(({ severity }) => severity !== 'information');
  const wrong = { findings: serious, ...(fileErrors === undefined ? {} : { fileErrors }) };
  for (const { where, severity, code, message } of problemsOf(wrong, settings.maxProblems(), app.reporter.locale.translate)) {
    // A file on the device is no file on this disk: its problem stands at the list of files.
    const isOnDisk = /^(Manifest\.(plist|db|mbdb)|Status\.plist|Info\.plist|[0-9a-f]{2}\/[0-9a-f]{40})$/.test(where);
    const at = join(path, isOnDisk ? where : 'Manifest.db');
    output.problem({ path: at, severity, code, message: isOnDisk ? message : `${where}: ${message}` });
  }
}

/** A line for each phase that begins. */
function phases(app: App, output: TaskOutput): OnProgress {
  let said: string | undefined;
  return ({ phase }) => {
    if (phase === said) return;
    said = phase;
    output.say(phaseWords(phase, app.reporter.locale.translate));
  };
}
