/** Verify Backup (Quick) and (Full): judges a backup, puts findings into the Problems view and says the verdict. */
import { commands, l10n } from 'vscode';
import { verifyBackup, type VerifyReport } from '../../backup/index.ts';
import { VERDICT_WORDS } from '../../view/index.ts';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { unlockWithPassword } from '../backups/unlock-with-password.ts';
import { COMMANDS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
import { settings } from '../settings.ts';
import { window } from '../plain-window.ts';

type Level = 'quick' | 'full';

export function verifyQuick(app: App, target?: unknown): Promise<void> {
  return verify(app, target, 'quick');
}

export function verifyFull(app: App, target?: unknown): Promise<void> {
  return verify(app, target, 'full');
}

async function verify(app: App, target: unknown, level: Level): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Verify which backup?') });
  if (path === undefined || !(await decideOnPassword(app, path))) return;
  const report = await verifyWithProgress(app, path, level);
  const shown = app.problems.show(path, report, settings.maxProblems(), app.reporter.reader.translate);
  app.backups.setVerdict(path, report.verdict);
  app.reporter.log.info(`verified (${level}): ${report.verdict}, ${JSON.stringify(report.counts)}`);
  // Said without waiting for an answer: the command has ended.
  void sayVerdict(app, path, report, shown);
}

/** Offers to unlock what is locked; without its password, less can be checked. False when the person wants neither. */
async function decideOnPassword(app: App, path: string): Promise<boolean> {
  const backup = app.backups.find(path);
  if (backup?.encrypted !== true || app.unlocked.has(path)) return true;
  const unlock = l10n.t('Unlock and Verify');
  const without = l10n.t('Verify Without Password');
  const detail = l10n.t('With the backup password every key and every file can be checked; without it, only what is not encrypted.');
  const answer = await window.showInformationMessage(l10n.t('The backup is encrypted.'), { modal: true, detail }, unlock, without);
  if (answer === unlock) return (await unlockWithPassword(app, path)) !== undefined;
  return answer === without;
}

async function verifyWithProgress(app: App, path: string, level: Level): Promise<VerifyReport> {
  const keys = app.unlocked.use(path);
  const held = app.unlocked.hold(path);
  try {
    return await withJobNotification(l10n.t('Verifying the backup'), app.reporter.reader, (signal, onProgress) =>
      verifyBackup(path, { level, signal, onProgress, ...(keys === undefined ? {} : { keys }) }),
    );
  } finally {
    held.dispose();
  }
}

async function sayVerdict(app: App, path: string, report: VerifyReport, shown: number): Promise<void> {
  const { format, translate } = app.reporter.reader;
  const { message, severity } = VERDICT_WORDS[report.verdict];
  const { proven, consistent } = report.counts;
  const counts = l10n.t('{proven} files proven, {consistent} consistent.', {
    proven: format.count(proven),
    consistent: format.count(consistent),
  });
  const problems = { title: l10n.t('Show Problems'), run: () => commands.executeCommand('workbench.actions.view.problems') };
  const browse = { title: l10n.t('Browse'), run: () => commands.executeCommand(COMMANDS.openBrowser, path) };
  const words = `${translate(message, {})} ${counts}`;
  const actions = shown > 0 ? [problems, browse] : [browse];
  if (severity === 'information') await app.reporter.inform(words, actions);
  else await app.reporter.warn(words, actions);
}
