/** `backup-lab restore`: restores a backup to a device. It overwrites a phone, so a person is asked first. */
import type { RestoreChoices } from '../../backup/index.ts';
import { announceWork } from '../announce-work.ts';
import { isCodedError } from '../../base/index.ts';
import { inEnglish, removalWords, wordsFor } from '../../view/index.ts';
import { BACKUP_ARGUMENT, UDID_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { counted } from '../counted.ts';
import { openEventStream, type EventStream } from '../event-stream.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openJobProgress, reportEvent, withEventOptions, type EventOptions } from '../job-reports.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { givenPassword, withPasswordOptions, type PasswordOptions } from '../password.ts';
import { askSecret, askYesNo, canAsk } from '../prompt.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions, PasswordOptions, EventOptions {
  readonly system?: true;
  /** False with --no-reboot. */
  readonly reboot: boolean;
  readonly copy?: true;
  readonly settings?: true;
  readonly remove?: true;
  readonly skipApps?: true;
  readonly mayEmpty?: string;
  readonly yes?: true;
  readonly json?: true;
}

const MOST_TRIES = 3;

export function registerRestore({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('restore')
    .summary('Restore a backup to a device')
    .description('Restore a backup to a device. This replaces the data on the device, so you are asked first.')
    .argument(...UDID_ARGUMENT)
    .argument(...BACKUP_ARGUMENT)
    .option('--system', 'Restore system files, too')
    .option('--no-reboot', 'Do not restart the device at the end')
    .option('--copy', 'Let the device first copy the backup of another device under its own name')
    .option('--settings', 'Replace the settings of the device with those in the backup')
    .option('--remove', 'Remove everything from the device that is not in the backup')
    .option('--skip-apps', 'Do not install apps')
    .option('--may-empty <DOMAINS>', 'Domains that may end up empty because the backup has nothing for them, separated by commas')
    .option('--yes', 'Do not ask for confirmation');
  withJsonOption(withEventOptions(withMuxOption(withPasswordOptions(command))), 'Print the result as one JSON document');
  withExamples(command, [
    ['Restore everything, and confirm at the terminal', 'backup-lab restore UDID backups/UDID --system --settings'],
    [
      'Restore an encrypted backup in a script',
      'backup-lab restore UDID backups/UDID --system --settings --yes --password-env BACKUP_PASSWORD',
    ],
  ]);
  withExitCodes(command, {
    good: 'The restore is finished',
    usage: 'The command line is wrong, or --yes is missing in a script',
    noSuchDevice: true,
    notTrusted: true,
    phoneRefused: true,
    thisComputer: true,
    linkLost: true,
    damaged: true,
    unconfirmed: 'The backup was not finished',
    cancelled: 'Canceled, or the question was not answered with yes',
    password: true,
  });
  command.action((udid: string, backup: string, options: Options) => run(() => restore(udid, backup, options, terminal), options));
}

async function restore(udid: string, backup: string, options: Options, terminal: Terminal): Promise<number> {
  const choices = choicesOf(options);
  // Comes first: a script without --yes must not overwrite a phone.
  if (options.yes !== true && !canAsk(terminal)) {
    throw new UsageError(
      'A restore overwrites the data on the device. Add --yes to confirm, or run the command in a terminal to be asked.',
    );
  }
  say(terminal, announcement(udid, choices));
  const password = await givenPassword(options, terminal);
  await sayRemovals({ udid, backup, options, choices }, terminal);
  if (options.yes !== true && !(await askYesNo(terminal, 'A restore cannot be undone. Restore now?'))) {
    say(terminal, 'Nothing was restored.');
    return EXIT.cancelled;
  }
  using events = openEventStream(options.events, terminal);
  const result = await restoreAsking({ udid, backup, options, choices, terminal, events }, password);
  if (options.json) await printDocument(terminal, 'restore', { ...result, choices });
  else {
    const { filesSent, filesInBackup, restarts } = result;
    const sent =
      filesSent < filesInBackup
        ? `${counted(filesSent, 'file')} of ${counted(filesInBackup, 'file').replace(/ .*/, '')} sent. The device did not ask for the others.`
        : `${counted(filesSent, 'file')} sent.`;
    say(terminal, `Restore finished: ${sent} ${restarts ? 'The device is restarting.' : 'Restart the device.'}`);
  }
  return EXIT.good;
}

type Plan = Pick<Work, 'udid' | 'backup' | 'options' | 'choices'>;

/** A missing device and an unreadable backup are reported by the restore itself. */
async function sayRemovals({ udid, backup, options, choices }: Plan, terminal: Terminal): Promise<void> {
  const [{ Device, DeviceProtocolError }, { foreseeRestore }] = await Promise.all([
    import('../../device-protocol/index.ts'),
    import('../../backup/index.ts'),
  ]);
  const { signal } = terminal;
  try {
    const device = await Device.open(await openMux(options, terminal), udid, { signal });
    for (const removal of await foreseeRestore({ device, path: backup, choices, signal })) say(terminal, removalWords(removal, inEnglish));
  } catch (error) {
    if (!(error instanceof DeviceProtocolError)) throw error;
  }
}

interface Work {
  readonly udid: string;
  readonly backup: string;
  readonly options: Options;
  readonly choices: RestoreChoices;
  readonly terminal: Terminal;
  readonly events: EventStream;
}

/** Asks for the password of an encrypted backup where there is somebody to ask. */
async function restoreAsking(work: Work, given: string | undefined) {
  const { terminal } = work;
  let password = given;
  for (let tries = 0; ; tries++) {
    try {
      return await restoreOnce(work, password);
    } catch (error) {
      const isLocked = isCodedError(error, 'backup-encrypted') || (isCodedError(error, 'password-wrong') && given === undefined);
      if (!isLocked || tries === MOST_TRIES || !canAsk(terminal)) throw error;
      if (error.code === 'password-wrong') say(terminal, `${wordsFor('terminal', 'password-wrong').message} Try again.`);
      password = await askSecret(terminal, 'Backup password: ');
      if (password === undefined || password === '') throw error;
    }
  }
}

async function restoreOnce({ udid, backup, options, choices, terminal, events }: Work, password: string | undefined) {
  const { restoreBackup } = await import('../../backup/index.ts');
  using progress = openJobProgress(options, terminal, events);
  const mux = await openMux(options, terminal);
  using _announced = await announceWork(mux, udid, 'restore');
  return await restoreBackup({
    mux,
    udid,
    path: backup,
    choices,
    password,
    acceptCost: options.acceptCost === true,
    signal: terminal.signal,
    onProgress: progress.onProgress,
    onEvent: reportEvent(events, terminal),
  });
}

function choicesOf({
  system,
  reboot,
  copy,
  settings,
  remove,
  skipApps,
  mayEmpty,
}: Options): Required<Omit<RestoreChoices, 'applications'>> {
  return {
    system: system === true,
    reboot,
    copy: copy === true,
    settings: settings === true,
    remove: remove === true,
    skipApps: skipApps === true,
    mayEmpty: mayEmpty?.split(',').map((domain) => domain.trim()) ?? [],
  };
}

/** Always shown, so that the log of a script says what was done to the phone. */
function announcement(udid: string, { system, reboot, settings, remove, skipApps }: RestoreChoices): string {
  return [
    `This restore replaces files on ${udid} with those in the backup${system === true ? ', including system files' : ''}.`,
    ...(system === true ? [] : ['System files stay as they are.']),
    settings === true ? 'Settings are replaced.' : 'Settings stay as they are.',
    remove === true ? 'Everything that is not in the backup is removed.' : 'Files that are not in the backup stay.',
    ...(skipApps === true ? ['No apps are installed.'] : []),
    reboot === false ? 'The device is not restarted.' : 'The device restarts at the end.',
  ].join(' ');
}
