/** Verify Backup (Quick) and (Full): judges a backup, puts findings into the Problems view and says the verdict. */
import { commands, l10n } from 'vscode';
import { isGoodVerdict } from '../../view/index.ts';
import type { App } from '../app.ts';
import { checkAndShow, checkedWords, isLocked, type ShownCheck } from '../backups/check-and-show.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { unlockAndVerify } from '../backups/unlock-and-verify.ts';
import { unlockWithPassword } from '../backups/unlock-with-password.ts';
import { COMMANDS, SHOW_PROBLEMS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
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
    checkAndShow(app, path, { level, signal, onProgress }),
  );
  // Said without waiting for an answer: the command has ended.
  void sayVerdict(app, path, checked);
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
async function sayVerdict(app: App, path: string, checked: ShownCheck): Promise<void> {
  const { verdict, shown } = checked;
  const words = checkedWords(app, path, checked);
  const problems = { title: l10n.t('Show Problems'), run: () => commands.executeCommand(SHOW_PROBLEMS) };
  const browse = { title: l10n.t('Browse'), run: () => commands.executeCommand(COMMANDS.openBrowser, path) };
  const unlock = verdict === 'unconfirmed' && isLocked(app, path, checked) ? [unlockAndVerify(app, path)] : [];
  const remedies = verdict === 'damaged' ? remediesFor(app, ['back-up-full', 'salvage'], { target: path }) : [];
  const actions = [...(shown > 0 ? [problems] : []), ...unlock, ...remedies, browse];
  if (isGoodVerdict(verdict)) await app.reporter.inform(words, actions);
  else await app.reporter.warn(words, actions);
}
