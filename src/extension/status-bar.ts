/** The status bar item: there only while a backup runs, says how far it is, and cancels it. */
import { StatusBarAlignment, l10n, type StatusBarItem } from 'vscode';
import type { Disposable } from '../base/index.ts';
import { jobHeadline, jobWords, type Locale } from '../view/index.ts';
import type { BackupJobs } from './backups/backup-jobs.ts';
import { COMMANDS } from './ids.ts';
import { setStatusText, window } from './plain-window.ts';

export function showJobsInStatusBar(jobs: BackupJobs, locale: Locale): Disposable {
  let item: StatusBarItem | undefined;
  const draw = () => {
    const running = jobs.running();
    const [first] = running;
    if (first === undefined) {
      item?.hide();
      return;
    }
    item ??= makeItem();
    // One number would be wrong for several.
    const text =
      running.length === 1 ? `${first.name}: ${jobHeadline(first.job, locale)}` : l10n.t('{count} running', { count: running.length });
    setStatusText(item, 'sync~spin', text);
    const words = running.map(({ name, job }) => `${name}: ${jobWords(job, locale)}`).join('\n');
    item.tooltip = `${words}\n${l10n.t('Click to cancel')}`;
    item.accessibilityInformation = { label: l10n.t('Running: {words}. Press Enter to cancel.', { words }), role: 'button' };
    item.show();
  };
  const listeners = [jobs.onDidProgress(draw), jobs.onDidEnd(draw)];
  return {
    dispose: () => {
      for (const listener of listeners) listener.dispose();
      item?.dispose();
    },
  };
}

function makeItem(): StatusBarItem {
  const item = window.createStatusBarItem('iosBackup.jobs', StatusBarAlignment.Left);
  item.name = l10n.t('iOS Backup');
  item.command = COMMANDS.cancelBackup;
  return item;
}
