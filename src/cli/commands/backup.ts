/** `backup-lab backup`: pulls a backup from a device into DIR/UDID and judges it. */
import { Option } from 'commander';
import { EXIT, EXIT_OF_VERDICT } from '../exit-codes.ts';
import { openEventStream, progressEvents } from '../event-stream.ts';
import { UsageError } from '../failure.ts';
import { sayFileErrors } from '../file-errors.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { openProgressLine } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say } from '../terminal.ts';

interface Options extends MuxOptions {
  readonly full?: true;
  readonly keepPrevious?: true;
  readonly setAside?: true;
  readonly verify: 'off' | 'quick' | 'full';
  readonly json?: true;
  readonly waitForSync: string;
  readonly events?: string;
  readonly progress?: true;
}

export function registerBackup({ program, terminal, run }: CommandContext): void {
  withMuxOption(program.command('backup'))
    .description('back up a device into DIR/UDID')
    .argument('<udid>', 'the device, as devices prints it')
    .argument('<dir>', 'the folder that holds backups, one subfolder a device')
    .option('--full', 'ask the phone for every file, not only what changed')
    .option('--keep-previous', 'keep the version before this run as a dated folder beside it')
    .option('--set-aside', 'put a broken earlier backup beside, and make a full one')
    .addOption(new Option('--verify <level>', 'how to judge the result').choices(['off', 'quick', 'full']).default('quick'))
    .option('--wait-for-sync <seconds>', 'how long to wait while another program synchronises with the device', '10')
    .option('--json', 'one JSON document with the result')
    .option('--events <file>', 'what happens, as NDJSON; - for stdout')
    .option('--progress', 'progress on stderr even when it is no terminal')
    .action((udid: string, directory: string, options: Options) =>
      run(async () => {
        const { createBackup } = await import('../../backup/index.ts');
        using events = openEventStream(options.events, terminal);
        using line = openProgressLine(terminal, options.progress === true);
        const tellProgress = progressEvents(events);
        const result = await createBackup({
          mux: await openMux(options, terminal),
          udid,
          directory,
          full: options.full === true,
          keepPrevious: options.keepPrevious === true,
          setAside: options.setAside === true,
          verify: options.verify,
          remember: true,
          waitLimits: { syncLockMs: 1000 * secondsOf(options.waitForSync) },
          signal: terminal.signal,
          onProgress: (progress) => {
            line.show(progress);
            tellProgress(progress);
          },
          onEvent: (event) => {
            events.write(event);
            if (event.kind === 'prompt' || event.kind === 'retry' || event.code === 'encryption-differs') say(terminal, event.message);
          },
        });
        const { findings: _, ...document } = result;
        const { verdict } = result;
        sayFileErrors(terminal, result);
        if (options.json) await printDocument(terminal, 'backup', document);
        else {
          say(terminal, `Backup finished: ${String(result.filesReceived)} files received. ${result.path}${verdict ? ` — ${verdict}` : ''}`);
          if (result.checkCancelled) {
            say(terminal, 'Only its check was cancelled: the backup is finished and kept. Run verify to check it.');
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
