/** `backup-lab restore`: puts a backup onto a device. It overwrites a phone, so a person is asked first. */
import type { RestoreChoices } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import { inEnglish, removalWords, wordsFor } from '../../view/index.ts';
import { openEventStream, progressEvents, type EventStream } from '../event-stream.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { givenPassword, withPasswordOptions, type PasswordOptions } from '../password.ts';
import { openProgressLine } from '../progress-line.ts';
import { askSecret, askYesNo, canAsk } from '../prompt.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions, PasswordOptions {
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
  readonly events?: string;
}

const MOST_TRIES = 3;

export function registerRestore({ program, terminal, run }: CommandContext): void {
  withPasswordOptions(withMuxOption(program.command('restore')))
    .description('restore a backup to a device; what the device holds is replaced')
    .argument('<udid>', 'the device, as devices prints it')
    .argument('<backup>', 'the folder that holds Manifest.plist')
    .option('--system', 'restore system files, too')
    .option('--no-reboot', 'leave the restart of the device to its user')
    .option('--copy', 'let the device copy the backup of another device under its own name first')
    .option('--settings', 'replace the settings of the device by those of the backup')
    .option('--remove', 'remove from the device what the backup does not hold')
    .option('--skip-apps', 'install no applications')
    .option(
      '--may-empty <domains>',
      'domains that may be left empty because the backup holds nothing of them, by name, with commas between',
    )
    .option('--yes', 'do not ask whether to go on')
    .option('--json', 'one JSON document with the result')
    .option('--events <file>', 'what happens, as NDJSON; - for stdout')
    .action((udid: string, backup: string, options: Options) => run(() => restore(udid, backup, options, terminal), options));
}

async function restore(udid: string, backup: string, options: Options, terminal: Terminal): Promise<number> {
  const choices = choicesOf(options);
  // Before anything is read or asked: a script that forgot to say yes must not overwrite a phone.
  if (options.yes !== true && !canAsk(terminal)) {
    throw new UsageError('restore overwrites what the device holds, and nobody is there to ask: give --yes, or run it in a terminal.');
  }
  say(terminal, announcement(udid, choices));
  const password = await givenPassword(options, terminal);
  await sayRemovals({ udid, backup, options, choices }, terminal);
  if (options.yes !== true && !(await askYesNo(terminal, 'This cannot be undone. Restore?'))) {
    say(terminal, 'Nothing was restored.');
    return EXIT.cancelled;
  }
  using events = openEventStream(options.events, terminal);
  const result = await restoreAsking({ udid, backup, options, choices, terminal, events }, password);
  if (options.json) await printDocument(terminal, 'restore', { ...result, choices });
  else {
    const { filesSent, filesInBackup, restarts } = result;
    const rest = filesSent < filesInBackup ? ` of ${String(filesInBackup)}; the device did not ask for the others` : '';
    say(
      terminal,
      `Restore finished: ${String(filesSent)} files sent${rest}.${restarts ? ' The device restarts now.' : ' Restart the device.'}`,
    );
  }
  return EXIT.good;
}

type Plan = Pick<Work, 'udid' | 'backup' | 'options' | 'choices'>;

/** A device that is not there, and a backup that cannot be read, are told by the restore itself. */
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
      if (error.code === 'password-wrong') say(terminal, `${wordsFor('password-wrong').message} Try again.`);
      password = await askSecret(terminal, 'Password of the backup: ');
      if (password === undefined || password === '') throw error;
    }
  }
}

async function restoreOnce({ udid, backup, options, choices, terminal, events }: Work, password: string | undefined) {
  const { restoreBackup } = await import('../../backup/index.ts');
  using line = openProgressLine(terminal, options.progress === true);
  const tellProgress = progressEvents(events);
  return await restoreBackup({
    mux: await openMux(options, terminal),
    udid,
    path: backup,
    choices,
    password,
    acceptCost: options.acceptCost === true,
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

/** Said in any case: whoever reads the log of a script learns from it what was done to the phone. */
function announcement(udid: string, { system, reboot, settings, remove, skipApps }: RestoreChoices): string {
  const parts = [
    `Files of the backup replace those on ${udid}`,
    system === true ? 'system files among them' : 'system files stay as they are',
    settings === true ? 'the settings are replaced' : 'the settings stay',
    remove === true ? 'what the backup does not hold is removed' : 'what the backup does not hold stays',
    ...(skipApps === true ? ['no application is installed'] : []),
    reboot === false ? 'the device is not restarted' : 'the device restarts at the end',
  ];
  return `${parts.join('; ')}.`;
}
