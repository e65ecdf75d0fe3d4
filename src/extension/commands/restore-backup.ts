/** Restore to Device: checks first whether it can go well, says what the device will lose, and asks in a way that nobody answers by accident. */
import { commands, l10n, type QuickPickItem } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import {
  checkRestorability,
  readDeviceFacts,
  restoreBackup as restore,
  unconfirmedLosses,
  unlockBackup,
  type BackupKeys,
  type Restorability,
  type RestoreChoices,
  type RestoredBackup,
} from '../../backup/index.ts';
import { Device } from '../../device-protocol/index.ts';
import { deviceLabel, obstacleWords, removalWords, restoredWords } from '../../view/index.ts';
import type { App } from '../app.ts';
import { withPasswordOf } from '../backups/password-for.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { requireIdle } from '../backups/require-idle.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { announceWork, mayBegin } from '../devices/device-work.ts';
import { pickDevice } from '../devices/pick-device.ts';
import { runEvents } from '../devices/run-events.ts';
import { COMMANDS } from '../ids.ts';
import { withJobNotification } from '../job-notification.ts';
import { window } from '../plain-window.ts';

interface Plan {
  readonly device: DeviceEntry;
  readonly name: string;
  readonly path: string;
  readonly choices: RestoreChoices;
  readonly password?: string;
}

export async function restoreBackup(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, {
    orPage: true,
    title: l10n.t('Restore which backup?'),
    suits: ({ job }) => job === undefined,
  });
  if (path === undefined) return;
  requireIdle(app, path);
  const device = await pickDevice(app, undefined, {
    title: l10n.t('Restore to which device?'),
    none: l10n.t('No connected device can be restored. Connect one, unlock it, and let it trust this computer.'),
    suits: ({ condition, job }) => condition === 'ready' && job === undefined,
  });
  const again = () => commands.executeCommand(COMMANDS.restoreBackup, path);
  if (device === undefined || !(await mayBegin(app, device, again))) return;
  const name = deviceLabel(device.state);
  const choices = await chooseOptions(name);
  if (choices === undefined) return;
  const title = l10n.t('Restore the backup of {name}', { name: app.backups.nameOf(path) });
  // The phone gets the password itself: keys are not enough.
  const answer = await withPasswordOf(app, path, title, async (password) => {
    const plan: Plan = { device, name, path, choices, ...(password === undefined ? {} : { password }) };
    return { plan, checked: await check(app, plan) };
  });
  if (answer === undefined) return;
  const { plan, checked } = answer.result;
  if (!(await allows(app, plan, checked))) return;
  await run(app, { ...plan, choices: { ...choices, mayEmpty: unconfirmedLosses(checked.removals) } });
}

type Option = QuickPickItem & { readonly choice: RestoreChoices };

/** What is picked at first is what Finder does; whoever leaves something out gets the careful way. */
async function chooseOptions(name: string): Promise<RestoreChoices | undefined> {
  const options: Option[] = [
    { label: l10n.t('System files'), detail: l10n.t('Also files outside of the user’s folders'), picked: true, choice: { system: true } },
    {
      label: l10n.t('Settings'),
      detail: l10n.t('Replace the settings of the device with those in the backup'),
      picked: true,
      choice: { settings: true },
    },
    { label: l10n.t('Apps'), detail: l10n.t('Let the device install the apps of the backup'), picked: true, choice: { skipApps: false } },
    { label: l10n.t('Restart'), detail: l10n.t('Restart the device at the end'), picked: true, choice: { reboot: true } },
    {
      label: l10n.t('Remove everything else'),
      detail: l10n.t('Remove from the device what is not in the backup'),
      choice: { remove: true },
    },
  ];
  const picked = await window.showQuickPick(options, { title: l10n.t('What should be restored to {name}?', { name }), canPickMany: true });
  if (picked === undefined) return undefined;
  return picked.reduce<RestoreChoices>((all, { choice }) => ({ ...all, ...choice }), { skipApps: true, reboot: false });
}

/** Throws what makes the backup or the device unreadable, and 'password-wrong'. */
function check(app: App, { device, path, choices, password }: Plan): Promise<Restorability> {
  return withJobNotification(l10n.t('Checking whether the backup can be restored'), app.reporter.locale, async (signal, onProgress) => {
    await using keys: BackupKeys | undefined =
      password === undefined ? undefined : await unlockBackup(path, password, { signal, onProgress });
    const facts = await readDeviceFacts(new Device(device.mux, device.attached), signal);
    return await checkRestorability(path, { device: facts, choices, signal, onProgress, ...(keys === undefined ? {} : { keys }) });
  });
}

/** Whatever stands in the way is told before anything happens to the device. */
async function allows(app: App, { device, name, path }: Plan, { isRestorable, obstacles, removals }: Restorability): Promise<boolean> {
  const { format, translate } = app.reporter.locale;
  const told = obstacles.filter(({ code }) => code !== 'password-needed').map((each) => obstacleWords(each, translate));
  if (!isRestorable) {
    const verify = { title: l10n.t('Verify'), run: () => commands.executeCommand(COMMANDS.verifyQuick, path) };
    void app.reporter.warn([l10n.t('The backup cannot be restored to {name}.', { name }), ...told].join(' '), [verify]);
    return false;
  }
  const date = app.backups.find(path)?.date;
  const detail = [
    date === undefined
      ? l10n.t('Files on the device are replaced by those in the backup.')
      : l10n.t('Files on the device are replaced by those in the backup of {date}.', { date: format.dateTime(date) }),
    ...removals.map((removal) => removalWords(removal, translate)),
    ...told,
    l10n.t('This cannot be undone.'),
  ].join('\n');
  const restoreNow = l10n.t('Restore');
  const question = l10n.t('Restore the backup to {name}?', { name });
  if ((await window.showWarningMessage(question, { modal: true, detail }, restoreNow)) !== restoreNow) return false;
  return device.state.simulated || (await typesName(name));
}

/** A real device: its name typed, so that nobody overwrites one by pressing Enter twice. */
async function typesName(name: string): Promise<boolean> {
  const typed = await window.showInputBox({
    title: l10n.t('Restore to {name}', { name }),
    prompt: l10n.t('Type the name of the device to confirm: {name}', { name }),
    ignoreFocusOut: true,
    validateInput: (text) => (text === name ? undefined : l10n.t('This is not the name of the device.')),
  });
  return typed === name;
}

async function run(app: App, { device, name, path, choices, password }: Plan): Promise<void> {
  const { udid } = device.state;
  if (!(await mayBegin(app, device, () => commands.executeCommand(COMMANDS.restoreBackup, path)))) return;
  const listening = app.devices.hold();
  const announced = announceWork(device, 'restore');
  try {
    const result = await app.jobs.run({ udid, name, path, kind: 'restore' }, (stop, tell) =>
      withJobNotification(l10n.t('Restoring to {name}', { name }), app.reporter.locale, (cancelled, onProgress) =>
        restore({
          mux: device.mux,
          udid,
          path,
          choices,
          ...(password === undefined ? {} : { password }),
          signal: AbortSignal.any([stop, cancelled]),
          onProgress: (progress) => {
            tell(progress);
            onProgress(progress);
          },
          onEvent: runEvents(app, udid),
          log: app.reporter.log,
        }),
      ),
    );
    void sayRestored(app, name, result);
  } catch (error) {
    void sayFailed(app, name, path, error);
  } finally {
    announced[Symbol.dispose]();
    listening.dispose();
    await app.devices.refresh(udid);
  }
}

async function sayRestored(app: App, name: string, result: RestoredBackup): Promise<void> {
  await app.reporter.inform(restoredWords(name, result, app.reporter.locale));
}

async function sayFailed(app: App, name: string, path: string, error: unknown): Promise<void> {
  if (isCodedError(error, 'cancelled')) {
    await app.reporter.warn(
      l10n.t('Restore to {name} canceled. The device may hold a part of the backup. Restore again to complete it.', { name }),
    );
    return;
  }
  const again = () => commands.executeCommand(COMMANDS.restoreBackup, path);
  await app.reporter.show(error, [{ title: l10n.t('Try Again'), run: again }], { target: path, again });
}
