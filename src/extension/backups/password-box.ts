/** Asks for the password of a backup in VS Code's own input box: it never passes through a page, a setting or a log. */
import { ThemeIcon, l10n, type Disposable, type InputBox, type QuickInputButton } from 'vscode';
import { window } from '../plain-window.ts';

export interface PasswordAttempt {
  readonly password: string;
  /** The person wants it remembered. */
  readonly remember: boolean;
  /** Fires when the box is closed while the attempt is still going on. */
  readonly signal: AbortSignal;
}

/** What became of an attempt: a result, or a sentence that says what to do better. */
export type AttemptOutcome<Result> = { readonly result: Result } | { readonly tryAgain: string };

/** Asks until an attempt has a result. Undefined when the box was closed; rejects when an attempt does. */
export function askForPassword<Result>(
  backupName: string,
  attempt: (attempt: PasswordAttempt) => Promise<AttemptOutcome<Result>>,
): Promise<Result | undefined> {
  const box = window.createInputBox();
  const closed = new AbortController();
  let remember = false;
  const listeners: Disposable[] = [];
  return new Promise<Result | undefined>((resolve, reject) => {
    const tryOnce = async () => {
      if (box.value === '') {
        box.validationMessage = l10n.t('Enter the password first.');
        return;
      }
      busy(box, true);
      const outcome = await attempt({ password: box.value, remember, signal: closed.signal });
      if ('result' in outcome) resolve(outcome.result);
      else {
        box.value = '';
        busy(box, false);
        box.validationMessage = outcome.tryAgain;
      }
    };
    listeners.push(
      box.onDidAccept(() => void tryOnce().catch(reject)),
      box.onDidChangeValue(() => (box.validationMessage = undefined)),
      box.onDidTriggerButton(() => {
        remember = !remember;
        describe(box, remember);
      }),
      box.onDidHide(() => {
        closed.abort();
        resolve(undefined);
      }),
    );
    box.title = l10n.t('Unlock the backup of {name}', { name: backupName });
    box.placeholder = l10n.t('Backup password');
    box.password = true;
    box.ignoreFocusOut = true;
    describe(box, remember);
    box.show();
  }).finally(() => {
    for (const listener of listeners) listener.dispose();
    box.value = '';
    box.dispose();
  });
}

function busy(box: InputBox, working: boolean): void {
  box.busy = working;
  box.enabled = !working;
}

function describe(box: InputBox, remember: boolean): void {
  box.buttons = [rememberButton(remember)];
  const what = l10n.t('The password of encrypted backups. It is not the passcode of the device, and it cannot be recovered if it is lost.');
  box.prompt = remember ? `${what} ${l10n.t('It will be remembered in the secret storage of this computer.')}` : what;
}

function rememberButton(remember: boolean): QuickInputButton {
  return remember
    ? { iconPath: new ThemeIcon('pass-filled'), tooltip: l10n.t('Do Not Remember for This Backup') }
    : { iconPath: new ThemeIcon('save'), tooltip: l10n.t('Remember for This Backup') };
}
