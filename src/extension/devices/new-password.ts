/** Asks for backup passwords in VS Code's own boxes: never in a page, a setting or a log. */
import { InputBoxValidationSeverity, l10n, type InputBoxOptions, type InputBoxValidationMessage } from 'vscode';
import { strengthHint, type Locale } from '../../view/index.ts';
import { window } from '../plain-window.ts';

/** Whose backups a new password is for, and how to speak of it. */
interface NewPassword {
  /** Of the device. */
  readonly name: string;
  readonly locale: Locale;
}

/** Typed twice, because it cannot be seen, with a hint at how easily it could be guessed. Undefined when the person closes a box. */
export async function askForNewPassword(title: string, about: NewPassword): Promise<string | undefined> {
  // Asked for only now: most people never choose a password.
  const { passwordStrength } = await import('../encryption/password-strength.ts');
  const first = await ask({
    title,
    prompt: l10n.t('Choose a password that you can remember, and write it down. If it is lost, nobody can recover it.'),
    placeHolder: l10n.t('New backup password'),
    validateInput: (typed) =>
      typed === ''
        ? l10n.t('Enter the password first.')
        : hintFor(strengthHint(passwordStrength(typed, about.name), about.locale.translate)),
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

/** Says what it says and lets the password through. */
function hintFor({ severity, text }: ReturnType<typeof strengthHint>): InputBoxValidationMessage {
  return { message: text, severity: severity === 'warning' ? InputBoxValidationSeverity.Warning : InputBoxValidationSeverity.Info };
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
