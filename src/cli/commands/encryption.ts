/** `backup-lab encryption`: sets, changes or removes the backup password of a device. */
import type { ChangedPassword } from '../../backup/index.ts';
import { announceWork } from '../announce-work.ts';
import { UDID_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { openEventStream } from '../event-stream.ts';
import { UsageError } from '../failure.ts';
import { openJobProgress, reportEvent, withEventOptions, type EventOptions } from '../job-reports.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import {
  givenNewPassword,
  givenPassword,
  withCurrentPasswordOptions,
  withNewPasswordOptions,
  type GivenPasswordOptions,
  type NewPasswordOptions,
} from '../password.ts';
import { askSecret, canAsk } from '../prompt.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions, EventOptions, NewPasswordOptions, GivenPasswordOptions {
  readonly json?: true;
}

interface Action {
  readonly name: 'on' | 'off' | 'change';
  readonly summary: string;
  readonly description: string;
  /** What becomes of a backup in DIR. */
  readonly aboutDirectory: string;
  readonly needsOld: boolean;
  readonly needsNew: boolean;
  readonly examples: readonly (readonly [what: string, line: string])[];
}

const ACTIONS: readonly Action[] = [
  {
    name: 'on',
    summary: 'Set a backup password',
    description: 'Set the backup password of a device. From then on, the device encrypts its backups.',
    aboutDirectory: 'An existing backup in DIR/UDID stays as it is until the next backup',
    needsOld: false,
    needsNew: true,
    examples: [
      ['Set a password, which you are asked to type twice', 'backup-lab encryption on UDID'],
      ['Set the password that an environment variable contains', 'backup-lab encryption on UDID --new-password-env BACKUP_PASSWORD'],
    ],
  },
  {
    name: 'off',
    summary: 'Remove the backup password',
    description: 'Remove the backup password of a device. Its backups are then no longer encrypted.',
    aboutDirectory: 'An existing backup in DIR/UDID stays encrypted until the next backup',
    needsOld: true,
    needsNew: false,
    examples: [
      ['Remove the password, which you are asked to type', 'backup-lab encryption off UDID'],
      ['Remove the password in a script', 'backup-lab encryption off UDID --password-env BACKUP_PASSWORD'],
    ],
  },
  {
    name: 'change',
    summary: 'Change the backup password',
    description: 'Change the backup password of a device.',
    aboutDirectory: 'An existing backup in DIR/UDID then opens with the new password, too',
    needsOld: true,
    needsNew: true,
    examples: [
      ['Change the password of the device and of its backup in backups/UDID', 'backup-lab encryption change UDID backups'],
      ['Change the password in a script', 'backup-lab encryption change UDID --password-env OLD_PASSWORD --new-password-env NEW_PASSWORD'],
    ],
  },
];

const MOST_TRIES = 3;
const NO_WAY_BACK = 'Keep the password safe. Nobody can recover it, and without it no backup made from now on can be read or restored.';

export function registerEncryption({ program, terminal, run }: CommandContext): void {
  const encryption = program
    .command('encryption')
    .summary('Set, change or remove the backup password')
    .description("Set, change or remove a device's backup password. With a backup password, the device encrypts its backups.");
  for (const action of ACTIONS) {
    const command = encryption
      .command(action.name)
      .summary(action.summary)
      .description(action.description)
      .argument(...UDID_ARGUMENT)
      .argument('[DIR]', `The folder for backups. ${action.aboutDirectory}`);
    if (action.needsOld) withCurrentPasswordOptions(command);
    if (action.needsNew) withNewPasswordOptions(command);
    withJsonOption(withEventOptions(withMuxOption(command)), 'Print the result as one JSON document');
    withExamples(command, action.examples);
    withExitCodes(command, {
      good: 'The device confirms the change',
      noSuchDevice: true,
      notTrusted: true,
      phoneRefused: true,
      thisComputer: true,
      linkLost: true,
      unconfirmed: 'The device accepted the request, but does not confirm the change',
      password: 'The current password is wrong, a password is needed, or one is already set',
    });
    command.action((udid: string, directory: string | undefined, options: Options) =>
      run(() => change({ action, udid, directory, options, terminal }), options),
    );
  }
}

interface Work {
  readonly action: Action;
  readonly udid: string;
  readonly directory: string | undefined;
  readonly options: Options;
  readonly terminal: Terminal;
}

async function change(work: Work): Promise<number> {
  const { action, udid, directory, options, terminal } = work;
  if (options.passwordFd !== undefined && options.passwordFd === options.newPasswordFd) {
    throw new UsageError('--password-fd and --new-password-fd need different file descriptors.');
  }
  if (action.needsNew) say(terminal, NO_WAY_BACK);
  const oldPassword = action.needsOld ? await currentPasswordOf(work) : undefined;
  const newPassword = action.needsNew ? await newPasswordOf(work) : undefined;
  const { changeBackupPassword } = await import('../../backup/index.ts');
  using events = openEventStream(options.events, terminal);
  using progress = openJobProgress(options, terminal, events);
  const mux = await openMux(options, terminal);
  using _announced = await announceWork(mux, udid, 'encryption');
  const result = await changeBackupPassword({
    mux,
    udid,
    directory,
    oldPassword,
    newPassword,
    signal: terminal.signal,
    onProgress: progress.onProgress,
    onEvent: reportEvent(events, terminal),
  });
  if (options.json) await printDocument(terminal, 'encryption', { udid, action: action.name, ...result });
  for (const sentence of outcome(action, result)) say(terminal, sentence);
  return result.isConfirmed ? EXIT.good : EXIT.unconfirmed;
}

async function currentPasswordOf({ options, terminal }: Work): Promise<string> {
  const given = (await givenPassword(options, terminal)) ?? (await ask(terminal, 'Current backup password: '));
  return given ?? (await noPassword());
}

/** Typed twice, because it is not shown. */
async function newPasswordOf({ options, terminal }: Work): Promise<string> {
  const given = await givenNewPassword(options, terminal);
  if (given !== undefined) return given;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const typed = await ask(terminal, 'New backup password: ');
    if (typed === undefined) break;
    if ((await ask(terminal, 'New backup password again: ')) === typed) return typed;
    say(terminal, 'The passwords do not match. Try again.');
  }
  return await noPassword();
}

/** Undefined when nobody can be asked, or gives up. */
async function ask(terminal: Terminal, question: string): Promise<string | undefined> {
  const typed = canAsk(terminal) ? await askSecret(terminal, question) : undefined;
  return typed === '' ? undefined : typed;
}

async function noPassword(): Promise<never> {
  const { BackupError } = await import('../../backup/index.ts');
  throw new BackupError('password-needed', 'no password was given');
}

function outcome({ name }: Action, { willEncrypt, isConfirmed, backup }: ChangedPassword): string[] {
  if (willEncrypt === undefined) {
    return [
      `The device accepted the request, but the result is unknown because it no longer answers. Connect it again and run "backup-lab devices".`,
    ];
  }
  if (!isConfirmed) {
    return [`The device accepted the request, but reports that it ${willEncrypt ? 'encrypts' : 'does not encrypt'} its backups.`];
  }
  return [DONE[name], ...(backup === undefined ? [] : [aboutBackup(name, backup)])];
}

const DONE: Readonly<Record<Action['name'], string>> = {
  on: 'From now on, the device encrypts its backups. The next backup is a full backup.',
  off: 'The device no longer encrypts its backups. The next backup is a full backup.',
  change: 'The backup password of the device was changed.',
};

function aboutBackup(name: Action['name'], { path, state }: NonNullable<ChangedPassword['backup']>): string {
  switch (state) {
    case 'plain':
      return `${path} is not encrypted. The next backup changes that.`;
    case 'opens-with-new':
      return `${path} opens with the new password.`;
    case 'opens-with-old':
      return name === 'off'
        ? `${path} stays encrypted with the old password until the next backup.`
        : `${path} opens only with the old password. The next backup is a full backup with the new password.`;
    case 'opens-with-neither':
      return `${path} is encrypted with a different password, which this device does not know. The next backup is a full backup.`;
  }
}
