/** `backup-lab backup`: backs up a device into DIR/UDID and checks the result. */
import { announceWork } from '../announce-work.ts';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { EXIT, EXIT_OF_VERDICT } from '../exit-codes.ts';
import { statusBeforeBackup } from '../before-backup.ts';
import { UDID_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { counted } from '../counted.ts';
import { openEventStream } from '../event-stream.ts';
import { UsageError } from '../failure.ts';
import { sayFileErrors } from '../file-errors.ts';
import { openJobProgress, reportEvent, withEventOptions, type EventOptions } from '../job-reports.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say } from '../terminal.ts';

interface Options extends MuxOptions, EventOptions {
  readonly full?: true;
  readonly keepPrevious?: true;
  readonly setAside?: true;
  readonly verify: 'off' | 'quick' | 'full';
  readonly json?: true;
  readonly waitForSync: string;
}

export function registerBackup({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('backup')
    .summary('Back up a device')
    .description(
      'Back up a device into DIR/UDID, then check the backup. If DIR already contains a backup of the device, only changes are transferred.',
    )
    .argument(...UDID_ARGUMENT)
    .argument('<DIR>', 'An existing folder for backups, with one subfolder per device')
    .option('--full', 'Ask the device for every file, not only for changes')
    .option('--keep-previous', 'Keep the previous backup in a dated folder next to the new one')
    .option('--set-aside', 'Move a broken earlier backup aside and make a full backup')
    .addOption(new Option('--verify <LEVEL>', 'How to check the new backup').choices(['off', 'quick', 'full']).default('quick'))
    .option('--wait-for-sync <SECONDS>', 'How long to wait while another program syncs with the device', '10');
  withJsonOption(withEventOptions(withMuxOption(command)), 'Print the result as one JSON document');
  withExamples(command, [
    ['Back up a device into backups/UDID', 'backup-lab backup UDID backups'],
    ['Transfer everything again, and check every file', 'backup-lab backup UDID backups --full --verify full'],
    ['In a script: the result as JSON, the events in a file', 'backup-lab backup UDID backups --json --events events.ndjson'],
  ]);
  withExitCodes(command, {
    good: 'The backup is finished, and nothing wrong was found',
    noSuchDevice: true,
    notTrusted: true,
    phoneRefused: true,
    thisComputer: true,
    linkLost: 'The connection was lost (the same command continues the backup)',
    damaged: 'The backup, or the earlier one in its place, is damaged',
    unconfirmed: 'The backup could not be checked completely, or is not complete',
    cancelled: true,
  });
  command.action((udid: string, directory: string, options: Options) =>
    run(async () => {
      const { createBackup, foreseeBackup } = await import('../../backup/index.ts');
      const mux = await openMux(options, terminal);
      const choices = { udid, directory, full: options.full === true, setAside: options.setAside === true };
      const syncLockMs = 1000 * secondsOf(options.waitForSync);
      using events = openEventStream(options.events, terminal);
      const obstacles = await foreseeBackup({ mux, ...choices, signal: terminal.signal });
      const status = await statusBeforeBackup(obstacles, terminal, options.json === true);
      if (status !== undefined) return status;
      using progress = openJobProgress(options, terminal, events);
      using _announced = await announceWork(mux, udid, 'backup', resolve(directory, udid));
      const result = await createBackup({
        mux,
        ...choices,
        keepPrevious: options.keepPrevious === true,
        verify: options.verify,
        remember: true,
        waitLimits: { syncLockMs },
        signal: terminal.signal,
        onProgress: progress.onProgress,
        onEvent: reportEvent(events, terminal),
      });
      const { findings: _, ...document } = result;
      const { verdict } = result;
      sayFileErrors(terminal, result);
      if (options.json) await printDocument(terminal, 'backup', document);
      else {
        const judged = verdict === undefined ? '' : ` Verdict: ${verdict}.`;
        say(terminal, `Backup finished: ${counted(result.filesReceived, 'file')} received.${judged} Folder: ${result.path}`);
        if (result.checkCancelled) {
          say(terminal, `Only the check was canceled. The backup itself is finished. To check it, run "backup-lab verify ${result.path}".`);
        }
      }
      return verdict === undefined ? EXIT.good : EXIT_OF_VERDICT[verdict];
    }, options),
  );
}

function secondsOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(`--wait-for-sync takes a number of seconds, not "${text}".`);
}
