/** How a backup has ended, in one message: what came, the verdict, the files that the device could not read, and what to do next. */
import { commands, l10n } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import type { CreatedBackup } from '../../backup/index.ts';
import { deviceLabel, isGoodVerdict, notKeptWords, unreadList, unreadOfRun, verdictSentence, type Formatter } from '../../view/index.ts';
import type { App } from '../app.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { failureOf } from '../failure-words.ts';
import { COMMANDS, SHOW_PROBLEMS } from '../ids.ts';
import { remediesFor } from '../remedies.ts';
import { settings } from '../settings.ts';
import { commandFor, type BackupChoices } from './backup-choices.ts';
import { unlockAndVerify } from './unlock-and-verify.ts';

/** Puts what is wrong into the Problems view; resolves when the person has answered. */
export async function sayBackedUp(app: App, name: string, result: CreatedBackup): Promise<void> {
  const { format, translate } = app.reporter.locale;
  const { path, verdict, fileErrors } = result;
  const wrong = { fileErrors, findings: (result.findings ?? []).filter(({ severity }) => severity !== 'information') };
  const shown = await app.problems.show(path, wrong, settings.maxProblems(), translate);
  const browse = { title: l10n.t('Browse'), run: () => commands.executeCommand(COMMANDS.openBrowser, path) };
  const verify = { title: l10n.t('Verify'), run: () => commands.executeCommand(COMMANDS.verifyQuick, path) };
  const problems = { title: l10n.t('Show Problems'), run: () => commands.executeCommand(SHOW_PROBLEMS) };
  const missed = fileErrors.filter(({ isHarmless }) => !isHarmless);
  // The Problems view is cut where the settings say; the list is not.
  const list =
    missed.length > settings.maxProblems()
      ? [
          {
            title: l10n.t('List Files'),
            run: () => app.deviceDocuments.show(l10n.t('Files that {name} could not read', { name }), unreadList(missed)),
          },
        ]
      : [];
  const again = missed.length > 0 ? [{ title: l10n.t('Back Up Again'), run: () => backUpAgain(path) }] : [];
  const unread = unreadOfRun(result, app.reporter.locale);
  const notKept = notKeptWords(result.previousNotKept, app.reporter.locale);
  const message = [receivedWords(name, result, format), judgedWords(app, result, shown), unread, notKept]
    .filter((part) => part !== '')
    .join(' ');
  const isSerious = verdict !== undefined && result.checkCancelled !== true && !isGoodVerdict(verdict);
  const remedies = verdict === 'damaged' ? remediesFor(app, ['back-up-full', 'salvage'], { target: path }) : [];
  if (shown > 0) await app.reporter.warn(message, [problems, ...list, ...again, ...remedies, browse]);
  else if (isSerious) await app.reporter.warn(message, [isLocked(app, result) ? unlockAndVerify(app, path) : verify, browse]);
  else await app.reporter.inform(message, [browse, verify]);

  function backUpAgain(backup: string): Thenable<unknown> {
    const udid = app.backups.find(backup)?.udid;
    return commands.executeCommand(COMMANDS.backUpNow, ...(udid === undefined ? [] : [udid]));
  }
}

/** Nobody has typed its password here, so that only what is not encrypted could be checked. */
function isLocked(app: App, { encrypted, path, verdict }: CreatedBackup): boolean {
  return encrypted === true && verdict === 'unconfirmed' && !app.unlocked.has(path);
}

function judgedWords(app: App, result: CreatedBackup, problems: number): string {
  const { verdict, checkCancelled } = result;
  if (checkCancelled === true) return l10n.t('Only the check was canceled. The backup is kept, but it was not checked.');
  return verdict === undefined ? '' : verdictSentence(verdict, problems, app.reporter.locale, isLocked(app, result));
}

function receivedWords(name: string, { filesReceived, bytesReceived }: CreatedBackup, format: Formatter): string {
  const time = format.time(new Date());
  if (filesReceived === 0) return l10n.t('Backup of {name} finished at {time}. Nothing had changed.', { name, time });
  const amount = { files: format.count(filesReceived), size: format.bytes(bytesReceived) };
  return l10n.t('Backup of {name} finished at {time}. Files received: {files} ({size}).', { name, time, ...amount });
}

/** What has to be done before the same run can go better. */
const NEEDS_MORE = ['not-trusted', 'pair-record-invalid', 'trust-declined', 'previous-broken'];

/** Resolves when the person has answered. Try Again makes the run that `choices` stand for. */
export async function sayNotBackedUp(app: App, { state }: DeviceEntry, choices: BackupChoices, error: unknown): Promise<void> {
  if (isCodedError(error, 'cancelled')) {
    const { action } = failureOf(error, app.reporter.locale.translate);
    await app.reporter.inform(`${l10n.t('Backup of {name} canceled.', { name: deviceLabel(state) })} ${action}`);
    return;
  }
  const again = { title: l10n.t('Try Again'), run: () => commands.executeCommand(COMMANDS[commandFor(choices)], state.udid) };
  const isInVain = NEEDS_MORE.some((code) => isCodedError(error, code));
  await app.reporter.show(error, isInVain ? [] : [again], { target: state.udid, again: again.run });
}
