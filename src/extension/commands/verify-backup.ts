/** Verify Backup (Quick) and (Full): judges a backup, puts findings into the Problems view and says the verdict. */
import { commands, l10n } from 'vscode';
import { checkWords, isGoodVerdict, unreadWords, verdictSentence } from '../../view/index.ts';
import type { App } from '../app.ts';
import { checkBackup, type CheckedBackup } from '../backups/check-backup.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { unlockAndVerify } from '../backups/unlock-and-verify.ts';
import { unlockWithPassword } from '../backups/unlock-with-password.ts';
import { COMMANDS, SHOW_PROBLEMS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
import { settings } from '../settings.ts';
import { window } from '../plain-window.ts';
import { remediesFor } from '../remedies.ts';

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
  const checked = await withJobNotification(l10n.t('Verifying the backup'), app.reporter.locale, (signal, onProgress) =>
    checkBackup(app, path, { level, signal, onProgress }),
  );
  const { report, remembered } = checked;
  // A lighter look that finds nothing does not undo what a deeper one has found, nor what it lists.
  const isOutweighed = remembered !== undefined && remembered.verdict !== report.verdict && report.findings.length === 0;
  const shown = isOutweighed ? 0 : await app.problems.show(path, report, settings.maxProblems(), app.reporter.locale.translate);
  app.reporter.log.info(`verified (${level}): ${report.verdict}, ${JSON.stringify(report.counts)}`);
  // Said without waiting for an answer: the command has ended.
  void sayVerdict(app, path, checked, shown);
}

/** Offers to unlock what is locked; without its password, less can be checked. False when the person wants neither. */
async function decideOnPassword(app: App, path: string): Promise<boolean> {
  const backup = app.backups.find(path);
  if (backup?.encrypted !== true || app.unlocked.has(path)) return true;
  const unlock = l10n.t('Unlock and Verify');
  const without = l10n.t('Verify Without Password');
  const detail = l10n.t(
    'With the backup password, every key and every file can be checked. Without it, only what is not encrypted can be.',
  );
  const answer = await window.showInformationMessage(l10n.t('The backup is encrypted.'), { modal: true, detail }, unlock, without);
  if (answer === unlock) return (await unlockWithPassword(app, path)) !== undefined;
  return answer === without;
}

/** What is said here is what the row says: that which counts of all that is known, with its level and age where it was not this check. */
async function sayVerdict(app: App, path: string, { report, remembered, verdict }: CheckedBackup, shown: number): Promise<void> {
  const { locale } = app.reporter;
  const { format } = locale;
  const basis =
    remembered !== undefined && verdict !== report.verdict && remembered.level !== report.level
      ? `(${checkWords(remembered, locale, new Date())})`
      : '';
  const { proven, consistent } = report.counts;
  const counts = l10n.t('Files proven: {proven}, consistent: {consistent}.', {
    proven: format.count(proven),
    consistent: format.count(consistent),
  });
  const problems = { title: l10n.t('Show Problems'), run: () => commands.executeCommand(SHOW_PROBLEMS) };
  const browse = { title: l10n.t('Browse'), run: () => commands.executeCommand(COMMANDS.openBrowser, path) };
  const unread = unreadWords(remembered?.unreadFiles ?? 0, locale);
  // What else is known may have other reasons.
  const isLocked = report.backup.encrypted === true && verdict === report.verdict && !app.unlocked.has(path);
  const words = [verdictSentence(verdict, shown, locale, isLocked), basis, unread, counts].filter((part) => part !== '').join(' ');
  const unlock = isLocked && verdict === 'unconfirmed' ? [unlockAndVerify(app, path)] : [];
  const remedies = verdict === 'damaged' ? remediesFor(app, ['back-up-full', 'salvage'], { target: path }) : [];
  const actions = [...(shown > 0 ? [problems] : []), ...unlock, ...remedies, browse];
  if (isGoodVerdict(verdict)) await app.reporter.inform(words, actions);
  else await app.reporter.warn(words, actions);
}
