/** What a task does: the same jobs as the commands, without a question. Each ends with the exit status that the command line would have. */
import { join } from 'node:path';
import type { OnProgress } from '../../base/index.ts';
import { BackupError, CheckMemory, foreseeBackup, verifyBackup, type CreatedBackup, type Finding } from '../../backup/index.ts';
import { DeviceProtocolError } from '../../device-protocol/index.ts';
import {
  EXIT,
  EXIT_OF_VERDICT,
  exitOf,
  foreseenBackup,
  isErrorCode,
  phaseWords,
  problemsOf,
  unreadWords,
  verdictSentence,
  worseVerdict,
  type TaskWish,
} from '../../view/index.ts';
import type { App } from '../app.ts';
import { folderOfNewBackups } from '../backups/backup-folders.ts';
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
  await app.devices.listNow(signal);
  const device = app.devices.find(udid);
  if (device === undefined) throw new DeviceProtocolError('no-such-device', 'no such device is connected', { data: { udid } });
  const folder = wish.folder ?? folderOfNewBackups();
  if (folder === undefined) throw new BackupError('folder-missing', 'no folder for backups was chosen');
  if (requireEncryption && device.state.encrypted !== true) {
    output.problem({
      ...{ path: join(folder, udid), severity: 'error', code: 'encryption-off' },
      message: translate('The task requires an encrypted backup, and the device does not encrypt its backups.', {}),
    });
    return EXIT.assertionFailed;
  }
  const refused = await foresee(app, device, { folder, full }, output, signal);
  if (refused !== undefined) return refused;
  const result = await runBackup(app, device, {
    folder,
    choices: { full },
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
async function foresee(
  app: App,
  { mux, state }: { readonly mux: Parameters<typeof foreseeBackup>[0]['mux']; readonly state: { readonly udid: string } },
  { folder, full }: { readonly folder: string; readonly full: boolean },
  output: TaskOutput,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { udid } = state;
  const obstacles = await foreseeBackup({ mux, udid, directory: folder, full, signal, log: app.reporter.log });
  for (const obstacle of obstacles) {
    const [message = ''] = foreseenBackup([obstacle], app.reporter.locale)?.lines ?? [];
    const severity = obstacle.weight === 'blocks' ? 'error' : 'warning';
    if (message !== '') output.problem({ path: join(folder, udid), severity, code: obstacle.code, message });
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
  const missed = fileErrors.filter(({ isHarmless }) => !isHarmless);
  const amount = { files: format.count(filesReceived), size: format.bytes(bytesReceived) };
  output.say(translate('Files received: {files} ({size}).', amount));
  if (result.checkCancelled === true) output.say(translate('Only the check was canceled. The backup is kept, but it was not checked.', {}));
  else if (verdict !== undefined) output.say(verdictSentence(verdict, 0, locale, result.encrypted === true && !app.unlocked.has(path)));
  const names = missed.map(({ item }) => item);
  if (missed.length > 0) output.say(unreadWords(missed.length + (result.moreFileErrors ?? 0), locale, names));
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
  const keys = app.unlocked.use(backup);
  const held = app.unlocked.hold(backup);
  try {
    const memory = await CheckMemory.begin(backup, { signal });
    const options = { level, signal, onProgress: phases(app, output), ...(keys === undefined ? {} : { keys }) };
    const report = await verifyBackup(backup, options);
    const remembered = await memory.keepCheck(report);
    sayProblems(app, report.backup.path, report, output);
    if (requireEncryption && report.backup.encrypted !== true) {
      const message = locale.translate('The task requires an encrypted backup, and this one is not encrypted.', {});
      output.problem({ path: report.backup.path, severity: 'error', code: 'encryption-off', message });
      return EXIT.assertionFailed;
    }
    // What is known of files that never came counts here too.
    const verdict = worseVerdict(report.verdict, remembered?.verdict);
    // What else is known may have other reasons.
    const isLocked = report.backup.encrypted === true && verdict === report.verdict && !app.unlocked.has(backup);
    output.say(verdictSentence(verdict, 0, locale, isLocked));
    return EXIT_OF_VERDICT[verdict];
  } finally {
    held.dispose();
    await app.backups.recheck();
    app.browsers.changed(backup);
  }
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
