/** A check whose findings go into the Problems view, and what is said of it, for the commands and for the Test Explorer alike. */
import { l10n } from 'vscode';
import { checkWords, unreadWords, verdictSentence } from '../../view/index.ts';
import type { App } from '../app.ts';
import { settings } from '../settings.ts';
import { checkBackup, type CheckOptions, type CheckedBackup } from './check-backup.ts';

export interface ShownCheck extends CheckedBackup {
  /** Entries in the Problems view. */
  readonly shown: number;
}

/** @throws as `checkBackup` */
export async function checkAndShow(app: App, path: string, options: CheckOptions): Promise<ShownCheck> {
  const checked = await checkBackup(app, path, options);
  const { report, remembered } = checked;
  // A lighter look that finds nothing does not undo what a deeper one has found, nor what it lists.
  const isOutweighed = remembered !== undefined && remembered.verdict !== report.verdict && report.findings.length === 0;
  const shown = isOutweighed ? 0 : await app.problems.show(path, report, settings.maxProblems(), app.reporter.locale.translate);
  app.reporter.log.info(`verified (${report.level}): ${report.verdict}, ${JSON.stringify(report.counts)}`);
  return { ...checked, shown };
}

/** What the row says: that which counts of all that is known, with its level and age where it was not this check. */
export function checkedWords(app: App, path: string, checked: ShownCheck): string {
  const { report, remembered, verdict, shown } = checked;
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
  const unread = unreadWords(remembered?.unreadFiles ?? 0, locale);
  const sentence = verdictSentence(verdict, shown, locale, isLocked(app, path, checked));
  return [sentence, basis, unread, counts].filter((part) => part !== '').join(' ');
}

/** Whether the password would tell more; what else is known may have other reasons. */
export function isLocked(app: App, path: string, { report, verdict }: CheckedBackup): boolean {
  return report.backup.encrypted === true && verdict === report.verdict && !app.unlocked.has(path);
}
