/** Cancel Backup: stops the running backup, or one of several. */
import { l10n } from 'vscode';
import { jobWords } from '../../view/index.ts';
import type { App } from '../app.ts';
import { udidOf } from '../devices/pick-device.ts';
import { window } from '../plain-window.ts';

export async function cancelBackup(app: App, target?: unknown): Promise<void> {
  const udid = udidOf(target) ?? (await pickRunning(app));
  if (udid !== undefined) app.jobs.cancel(udid);
}

async function pickRunning(app: App): Promise<string | undefined> {
  const running = app.jobs.running();
  if (running.length === 0) await app.reporter.inform(l10n.t('No backup is running.'));
  if (running.length <= 1) return running[0]?.udid;
  const items = running.map(({ udid, name, job }) => ({ label: name, description: jobWords(job, app.reporter.locale), detail: udid }));
  return (await window.showQuickPick(items, { title: l10n.t('Cancel which backup?') }))?.detail;
}
