/** Gets the keys of a backup: those that are there already, those of a remembered password, or those that a person types the password for. */
import { l10n } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import { unlockBackup, type BackupKeys } from '../../backup/index.ts';
import type { App } from '../app.ts';
import { failureOf } from '../failure-words.ts';
import { withJobNotification } from '../job-notification.ts';
import { askForPassword, type AttemptOutcome, type PasswordAttempt } from './password-box.ts';
import { window } from '../plain-window.ts';

/** Undefined when nobody wants to unlock it any more. @throws as unlockBackup, but for 'password-wrong', 'keybag-costly' and cancelling */
export async function unlockWithPassword(app: App, path: string): Promise<BackupKeys | undefined> {
  return app.unlocked.use(path) ?? (await unlockAsRemembered(app, path)) ?? (await unlockByAsking(app, path));
}

/**
 * Unlocks several backups, those of one device with one question if they have the same password. True if all of them can be read; nobody is asked again
 * after a question was closed.
 */
export async function unlockAll(app: App, paths: readonly string[]): Promise<boolean> {
  const locked = () => paths.filter((path) => app.backups.find(path)?.encrypted === true && app.unlocked.use(path) === undefined);
  for (let [next] = locked(); next !== undefined; [next] = locked()) {
    const others = locked().filter((path) => path !== next);
    const keys = (await unlockAsRemembered(app, next)) ?? (await unlockByAsking(app, next, others));
    if (keys === undefined) return false;
  }
  return true;
}

/** False when the contents stay locked, because nobody types the password. Throws as above. */
export async function canRead(app: App, path: string): Promise<boolean> {
  if (app.backups.find(path)?.encrypted !== true) return true;
  return (await unlockWithPassword(app, path)) !== undefined;
}

async function unlockAsRemembered(app: App, path: string): Promise<BackupKeys | undefined> {
  const password = await app.passwords.recall(path);
  if (password === undefined) return undefined;
  try {
    return await deriveKeys(app, path, password);
  } catch (error) {
    // Who cancels may still want to type another password.
    if (isCodedError(error, 'cancelled')) return undefined;
    if (!isCodedError(error, 'password-wrong')) throw error;
    // The folder holds another backup by now.
    await app.passwords.forget(path);
    return undefined;
  }
}

async function unlockByAsking(app: App, path: string, others: readonly string[] = []): Promise<BackupKeys | undefined> {
  return askForPassword(app.backups.nameOf(path), async (attempt) => {
    const outcome = await tryPassword(app, path, attempt);
    if ('result' in outcome && outcome.result !== undefined) for (const other of others) await tryOnOther(app, other, attempt.password);
    return outcome;
  });
}

/** The versions of a backup nearly always have the password of the backup. Where not, its own is asked for. */
async function tryOnOther(app: App, path: string, password: string): Promise<void> {
  try {
    await deriveKeys(app, path, password);
  } catch (error) {
    if (!isCodedError(error, 'password-wrong') && !isCodedError(error, 'cancelled')) throw error;
  }
}

async function tryPassword(
  app: App,
  path: string,
  { password, remember, signal }: PasswordAttempt,
): Promise<AttemptOutcome<BackupKeys | undefined>> {
  try {
    const keys = await deriveKeys(app, path, password, signal);
    if (keys !== undefined) await app.passwordProofs.prove(app.backups.find(path)?.udid);
    if (keys !== undefined && remember) await rememberIfPossible(app, path, password);
    return { result: keys };
  } catch (error) {
    if (isCodedError(error, 'cancelled')) return { result: undefined };
    if (!isCodedError(error, 'password-wrong')) throw error;
    const { message, action } = failureOf(error, app.reporter.locale.translate);
    return { tryAgain: `${message} ${action}` };
  }
}

/** The backup is open already; a system without a safe place for passwords changes nothing about that. */
async function rememberIfPossible(app: App, path: string, password: string): Promise<void> {
  try {
    await app.passwords.remember(path, password);
  } catch (error) {
    app.reporter.log.warn(`the password was not remembered: ${String(error)}`);
    void window.showWarningMessage(l10n.t('The backup is unlocked, but its password could not be remembered.'));
  }
}

/** Undefined when the person shrinks from the cost. */
async function deriveKeys(app: App, path: string, password: string, signal?: AbortSignal): Promise<BackupKeys | undefined> {
  const derive = async (acceptCost: boolean): Promise<BackupKeys> => {
    const { locale } = app.reporter;
    const title = l10n.t('Unlocking the backup');
    const keys = await withJobNotification(title, locale, (cancelled, onProgress) =>
      unlockBackup(path, password, {
        acceptCost,
        onProgress,
        signal: signal === undefined ? cancelled : AbortSignal.any([cancelled, signal]),
      }),
    );
    return app.unlocked.add(path, keys);
  };
  try {
    return await derive(false);
  } catch (error) {
    if (!isCodedError(error, 'keybag-costly')) throw error;
    return (await agreesToCost(app, error)) ? derive(true) : undefined;
  }
}

async function agreesToCost(app: App, error: unknown): Promise<boolean> {
  const { message, action } = failureOf(error, app.reporter.locale.translate);
  const tryAnyway = l10n.t('Try Anyway');
  return (await window.showWarningMessage(message, { modal: true, detail: action }, tryAnyway)) === tryAnyway;
}
