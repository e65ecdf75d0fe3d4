/** Verify Backup (Quick): judges a backup, puts findings into the Problems view and says the verdict. */
import { ProgressLocation, commands, l10n, window } from 'vscode';
import { verifyBackup, type VerifyReport } from '../../backup/index.ts';
import { VERDICT_WORDS, progressWords } from '../../view/index.ts';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { signalOf } from '../cancellation.ts';
import { COMMANDS } from '../ids.ts';
import { settings } from '../settings.ts';

export async function verifyQuick(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target ?? app.browsers.activePath(), l10n.t('Verify which backup?'));
  if (path === undefined) return;
  const report = await verifyWithProgress(app, path);
  const shown = app.problems.show(path, report, settings.maxProblems(), app.reporter.reader.translate);
  app.backups.setVerdict(path, report.verdict);
  app.reporter.log.info(`verified: ${report.verdict}, ${JSON.stringify(report.counts)}`);
  // Said without waiting for an answer: the command has ended.
  void sayVerdict(app, path, report, shown);
}

async function verifyWithProgress(app: App, path: string): Promise<VerifyReport> {
  const title = l10n.t('Verifying the backup');
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
    verifyBackup(path, {
      level: 'quick',
      signal: signalOf(token),
      onProgress: (step) => progress.report({ message: progressWords(step, app.reporter.reader) }),
    }),
  );
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
