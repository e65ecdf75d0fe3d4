/** Asks for backup passwords in VS Code's own boxes: never in a page, a setting or a log. */
import { l10n, type InputBoxOptions } from 'vscode';
import { window } from '../plain-window.ts';

/** Typed twice, because it cannot be seen. Undefined when the person closes a box. */
export async function askForNewPassword(title: string): Promise<string | undefined> {
  const first = await ask({
    title,
    prompt: l10n.t('Choose a password that you can remember, and write it down. If it is lost, nobody can recover it.'),
    placeHolder: l10n.t('New backup password'),
    validateInput: (typed) => (typed === '' ? l10n.t('Enter the password first.') : undefined),
  });
  if (first === undefined) return undefined;
  const second = await ask({
    title,
    prompt: l10n.t('Enter the new password again.'),
    placeHolder: l10n.t('New backup password again'),
    validateInput: (typed) => (typed === first ? undefined : l10n.t('The passwords do not match.')),
  });
  return second === undefined ? undefined : first;
}

/** `prompt` says more than what is asked for. Undefined when the person closes the box. */
export function askForCurrentPassword(title: string, prompt?: string): Promise<string | undefined> {
  return ask({
    title,
    prompt: prompt ?? l10n.t('The password of encrypted backups, which is not the passcode of the device.'),
    placeHolder: l10n.t('Current backup password'),
    validateInput: (typed) => (typed === '' ? l10n.t('Enter the password first.') : undefined),
  });
}

async function ask(options: InputBoxOptions): Promise<string | undefined> {
  const typed = await window.showInputBox({ ...options, password: true, ignoreFocusOut: true });
  return typed === '' ? undefined : typed;
}
