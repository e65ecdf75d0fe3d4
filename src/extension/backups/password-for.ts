/** Runs what needs the password of a backup itself, not its keys: with a remembered one, or with one that a person types until it is right. */
import { l10n } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import type { App } from '../app.ts';
import { askForCurrentPassword } from '../devices/new-password.ts';

/** The result, or undefined when the person closes the box. `work` is called without a password for a backup that is not encrypted. */
export async function withPasswordOf<Result>(
  app: App,
  path: string,
  title: string,
  work: (password: string | undefined) => Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  if (app.backups.find(path)?.encrypted !== true) return { result: await work(undefined) };
  const remembered = await app.passwords.recall(path);
  for (let password = remembered ?? (await askForCurrentPassword(title)); password !== undefined;) {
    try {
      return { result: await work(password) };
    } catch (error) {
      if (!isCodedError(error, 'password-wrong')) throw error;
      // The folder holds another backup by now.
      if (password === remembered) await app.passwords.forget(path);
      password = await askForCurrentPassword(title, l10n.t('That was not the password of the backup. Try again.'));
    }
  }
  return undefined;
}
