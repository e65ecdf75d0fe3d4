/** Turn On, Change and Turn Off Backup Encryption: asks for the passwords, has the device change its setting, and says what that proves. */
import { basename, dirname } from 'node:path';
import { commands, l10n } from 'vscode';
import { isCodedError, type CodedError } from '../../base/index.ts';
import { changeBackupPassword, type ChangedPassword } from '../../backup/index.ts';
import { deviceLabel, encryptionWords, newestFirst, type DeviceState, type EncryptionChange, type Locale } from '../../view/index.ts';
import type { App } from '../app.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { announceWork, mayBegin } from '../devices/device-work.ts';
import { askForCurrentPassword, askForNewPassword } from '../devices/new-password.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { runEvents } from '../devices/run-events.ts';
import { COMMANDS, type CommandId } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
import { window } from '../plain-window.ts';

export function turnOnEncryption(app: App, target?: unknown): Promise<void> {
  return change(app, target, 'on');
}

export function changePassword(app: App, target?: unknown): Promise<void> {
  return change(app, target, 'change');
}

export function turnOffEncryption(app: App, target?: unknown): Promise<void> {
  return change(app, target, 'off');
}

interface Passwords {
  readonly oldPassword?: string;
  readonly newPassword?: string;
}

async function change(app: App, target: unknown, wanted: EncryptionChange): Promise<void> {
  const entry = await pickDevice(app, target, { ...questions()[wanted], suits: (state) => suits(state, wanted) });
  if (entry === undefined) return;
  const name = deviceLabel(entry.state);
  const again = () => commands.executeCommand(COMMAND_OF[wanted], entry.state.udid);
  if (!(await mayBegin(app, entry, again))) return;
  const passwords = await askForPasswords(wanted, { name, locale: app.reporter.locale });
  // Another window may have begun while the password was typed.
  if (passwords === undefined || !(await mayBegin(app, entry, again))) return;
  const announced = announceWork(entry, 'encryption');
  try {
    const result = await changeWithProgress(app, entry, name, passwords);
    if (result.isConfirmed && passwords.newPassword !== undefined) await app.passwordProofs.prove(entry.state.udid);
    // Said without waiting for an answer: the command has ended.
    void sayChanged(app, entry, wanted, result);
  } catch (error) {
    // What the device says now tells whether a cancelled change came too late.
    await app.devices.refresh(entry.state.udid);
    void sayFailed(app, entry, wanted, error);
  } finally {
    announced[Symbol.dispose]();
    app.devices.setPrompt(entry.state.udid, undefined);
    await Promise.all([app.devices.refresh(entry.state.udid), app.backups.scan()]);
  }
}

function questions(): Readonly<Record<EncryptionChange, { title: string; none: string }>> {
  return {
    on: {
      title: l10n.t('Turn on backup encryption for which device?'),
      none: l10n.t('No connected device has backup encryption off.'),
    },
    change: { title: l10n.t('Change the backup password of which device?'), none: l10n.t('No connected device encrypts its backups.') },
    off: { title: l10n.t('Turn off backup encryption for which device?'), none: l10n.t('No connected device encrypts its backups.') },
  };
}

function suits({ condition, encrypted, job }: DeviceState, wanted: EncryptionChange): boolean {
  return condition === 'ready' && job === undefined && (encrypted === true) === (wanted !== 'on');
}

async function askForPasswords(
  wanted: EncryptionChange,
  about: { readonly name: string; readonly locale: Locale },
): Promise<Passwords | undefined> {
  const { name } = about;
  if (wanted === 'on') {
    if (!(await understandsLoss(name))) return undefined;
    const newPassword = await askForNewPassword(l10n.t('Backup password of {name}', { name }), about);
    return newPassword === undefined ? undefined : { newPassword };
  }
  const oldPassword = await askForCurrentPassword(l10n.t('Backup password of {name}', { name }));
  if (oldPassword === undefined) return undefined;
  if (wanted === 'off') return (await wantsItOff(name)) ? { oldPassword } : undefined;
  const newPassword = await askForNewPassword(l10n.t('New backup password of {name}', { name }), about);
  return newPassword === undefined ? undefined : { oldPassword, newPassword };
}

async function understandsLoss(name: string): Promise<boolean> {
  const choose = l10n.t('Choose Password…');
  const detail = [
    l10n.t(
      'Only encrypted backups contain Health and activity data of the device and of an Apple Watch, saved passwords, Wi-Fi passwords, call history, and website history.',
    ),
    l10n.t(
      'If you lose the password, there is no way to recover it, and no way to read or restore the backups made with it. Write it down.',
    ),
  ].join('\n\n');
  return (
    (await window.showInformationMessage(l10n.t('Encrypt the backups of {name}?', { name }), { modal: true, detail }, choose)) === choose
  );
}

async function wantsItOff(name: string): Promise<boolean> {
  const turnOff = l10n.t('Turn Off Encryption');
  const detail = l10n.t(
    'The next backups can be read by anyone who has the folder. They no longer contain Health and activity data, saved passwords, Wi-Fi passwords, call history, and website history.',
  );
  const question = l10n.t('Stop encrypting the backups of {name}?', { name });
  return (await window.showWarningMessage(question, { modal: true, detail }, turnOff)) === turnOff;
}

function changeWithProgress(app: App, { mux, state }: DeviceEntry, name: string, passwords: Passwords): Promise<ChangedPassword> {
  const directory = folderOfBackup(app, state.udid);
  return withJobNotification(l10n.t('Changing the backup password of {name}', { name }), app.reporter.locale, (signal, onProgress) =>
    changeBackupPassword({
      mux,
      udid: state.udid,
      ...(directory === undefined ? {} : { directory }),
      ...passwords,
      signal,
      onProgress,
      onEvent: runEvents(app, state.udid),
      log: app.reporter.log,
    }),
  );
}

/** The folder with the backup that the device may change with its password: the one that its next backup goes into. */
function folderOfBackup(app: App, udid: string): string | undefined {
  const [newest] = app.backups
    .backups()
    .filter((backup) => backup.udid === udid && basename(backup.path) === udid)
    .toSorted(newestFirst);
  return newest === undefined ? undefined : dirname(newest.path);
}

async function sayChanged(app: App, { state }: DeviceEntry, wanted: EncryptionChange, result: ChangedPassword): Promise<void> {
  const words = encryptionWords(wanted, deviceLabel(state), result, app.reporter.locale.translate);
  const backUp = { title: l10n.t('Back Up Now'), run: () => commands.executeCommand(COMMANDS.backUpNow, state.udid) };
  const needsFull = wanted !== 'change' || result.backup?.state === 'opens-with-old';
  const actions = needsFull && result.isConfirmed ? [backUp] : [];
  if (result.isConfirmed && result.backup?.state !== 'opens-with-neither') await app.reporter.inform(words, actions);
  else await app.reporter.warn(words, actions);
}

const COMMAND_OF: Readonly<Record<EncryptionChange, CommandId>> = {
  on: COMMANDS.turnOnEncryption,
  change: COMMANDS.changePassword,
  off: COMMANDS.turnOffEncryption,
};

async function sayFailed(app: App, { state }: DeviceEntry, wanted: EncryptionChange, error: unknown): Promise<void> {
  if (isCodedError(error, 'cancelled')) {
    await app.reporter.inform(cancelledWords(app, state, wanted, error));
    return;
  }
  const again = { title: l10n.t('Try Again'), run: () => commands.executeCommand(COMMAND_OF[wanted], state.udid) };
  await app.reporter.show(error, [again], { target: state.udid, again: again.run });
}

function cancelledWords(app: App, { udid, ...state }: DeviceState, wanted: EncryptionChange, error: CodedError): string {
  const name = deviceLabel({ udid, ...state });
  const encryptsNow = app.devices.find(udid)?.state.encrypted;
  const hasChanged = error.data.hasChanged === true || (wanted !== 'change' && encryptsNow === (wanted === 'on'));
  if (hasChanged) return l10n.t('Canceled, but {name} had already changed its backup password.', { name });
  if (wanted === 'change') {
    return l10n.t('Canceled before {name} confirmed the change. Verify the password after the next backup.', { name });
  }
  return l10n.t('Canceled. The backup password of {name} was not changed.', { name });
}
