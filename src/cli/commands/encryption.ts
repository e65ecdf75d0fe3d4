/** `backup-lab encryption`: sets, changes or removes the backup password of a device; a backup in DIR follows. */
import type { ChangedPassword } from '../../backup/index.ts';
import { EXIT } from '../exit-codes.ts';
import { openEventStream, progressEvents } from '../event-stream.ts';
import { UsageError } from '../failure.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { givenNewPassword, givenPassword, withNewPasswordOptions, type NewPasswordOptions, type PasswordOptions } from '../password.ts';
import { openProgressLine } from '../progress-line.ts';
import { askSecret, canAsk } from '../prompt.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions, NewPasswordOptions, Pick<PasswordOptions, 'passwordEnv' | 'passwordFd'> {
  readonly json?: true;
  readonly events?: string;
  readonly progress?: true;
}

interface Action {
  readonly name: 'on' | 'off' | 'change';
  readonly description: string;
  /** What becomes of a backup in DIR. */
  readonly aboutDirectory: string;
  readonly needsOld: boolean;
  readonly needsNew: boolean;
}

const ACTIONS: readonly Action[] = [
  {
    name: 'on',
    description: 'set a backup password: the device encrypts its backups from then on',
    aboutDirectory: 'DIR/UDID stays as it is until the next backup',
    needsOld: false,
    needsNew: true,
  },
  {
    name: 'off',
    description: 'remove the backup password: backups are no longer encrypted',
    aboutDirectory: 'DIR/UDID stays encrypted until the next backup',
    needsOld: true,
    needsNew: false,
  },
  {
    name: 'change',
    description: 'replace the backup password by another',
    aboutDirectory: 'DIR/UDID then opens with the new password, too',
    needsOld: true,
    needsNew: true,
  },
];

const MOST_TRIES = 3;
const NO_WAY_BACK =
  'Nobody can recover a backup password that is lost: without it no backup that is made from now on can be read or restored.';

export function registerEncryption({ program, terminal, run }: CommandContext): void {
  const encryption = program.command('encryption').description('the backup password of a device, on which it decides alone');
  for (const action of ACTIONS) {
    const command = withMuxOption(encryption.command(action.name))
      .description(action.description)
      .argument('<udid>', 'the device, as devices prints it')
      .argument('[dir]', `the folder that holds backups: ${action.aboutDirectory}`);
    if (action.needsOld) {
      command
        .option('--password-env <name>', 'take the present backup password from this environment variable')
        .option('--password-fd <n>', 'take it from this open file descriptor, up to the first line break');
    }
    if (action.needsNew) withNewPasswordOptions(command);
    command
      .option('--json', 'one JSON document with the result')
      .option('--events <file>', 'what happens, as NDJSON; - for stdout')
      .option('--progress', 'progress on stderr even when it is no terminal')
      .action((udid: string, directory: string | undefined, options: Options) =>
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
    throw new UsageError('--password-fd and --new-password-fd take one file descriptor each.');
  }
  if (action.needsNew) say(terminal, NO_WAY_BACK);
  const oldPassword = action.needsOld ? await presentPassword(work) : undefined;
  const newPassword = action.needsNew ? await newPasswordOf(work) : undefined;
  const { changeBackupPassword } = await import('../../backup/index.ts');
  using events = openEventStream(options.events, terminal);
  using line = openProgressLine(terminal, options.progress === true);
  const tellProgress = progressEvents(events);
  const result = await changeBackupPassword({
    mux: await openMux(options, terminal),
    udid,
    directory,
    oldPassword,
    newPassword,
    signal: terminal.signal,
    onProgress: (progress) => {
      line.show(progress);
      tellProgress(progress);
    },
    onEvent: (event) => {
      events.write(event);
      if (event.kind === 'prompt' || event.kind === 'retry') say(terminal, event.message);
    },
  });
  if (options.json) await printDocument(terminal, 'encryption', { udid, action: action.name, ...result });
  for (const sentence of outcome(action, result)) say(terminal, sentence);
  return result.isConfirmed ? EXIT.good : EXIT.unconfirmed;
}

async function presentPassword({ options, terminal }: Work): Promise<string> {
  const given = (await givenPassword(options, terminal)) ?? (await ask(terminal, 'Present backup password of the device: '));
  return given ?? (await noPassword());
}

/** Typed twice, for nobody sees what is typed. */
async function newPasswordOf({ options, terminal }: Work): Promise<string> {
  const given = await givenNewPassword(options, terminal);
  if (given !== undefined) return given;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const typed = await ask(terminal, 'New backup password: ');
    if (typed === undefined) break;
    if ((await ask(terminal, 'The same once more: ')) === typed) return typed;
    say(terminal, 'These are two different passwords. Try again.');
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
    return ['The device took the request, but cannot be asked any more. Connect it again and look at its settings.'];
  }
  if (!isConfirmed) {
    return [`The device took the request, but says now that it ${willEncrypt ? 'encrypts' : 'does not encrypt'} its backups.`];
  }
  return [DONE[name], ...(backup === undefined ? [] : [aboutBackup(name, backup)])];
}

const DONE: Readonly<Record<Action['name'], string>> = {
  on: 'The device encrypts its backups from now on. The next one is a full backup.',
  off: 'The device no longer encrypts its backups. The next one is a full backup.',
  change: 'The backup password of the device is changed.',
};

function aboutBackup(name: Action['name'], { path, state }: NonNullable<ChangedPassword['backup']>): string {
  switch (state) {
    case 'plain':
      return `${path} is not encrypted; it stays so until the next backup.`;
    case 'opens-with-new':
      return `${path} opens with the new password.`;
    case 'opens-with-old':
      return name === 'off'
        ? `${path} stays encrypted with the old password until the next backup.`
        : `${path} opens with the old password only; the next backup is a full one under the new password.`;
    case 'opens-with-neither':
      return `${path} is encrypted with another password, which this device does not know; the next backup is a full one.`;
  }
}
