/** `backup-lab pair`: asks a device to trust this computer. */
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { say } from '../terminal.ts';

interface Options extends MuxOptions {
  readonly wait?: string;
}

export function registerPair({ program, terminal, run }: CommandContext): void {
  withMuxOption(program.command('pair'))
    .description('ask a device to trust this computer')
    .argument('<udid>', 'the device, as devices prints it')
    .option('--wait <seconds>', 'how long to wait for the answer on the device')
    .action((udid: string, options: Options) =>
      run(async () => {
        using _waiting = waitForDevice(terminal);
        const { Device } = await import('../../device-protocol/index.ts');
        const waitSeconds = secondsOf(options.wait);
        const device = await Device.open(await openMux(options, terminal), udid, { signal: terminal.signal });
        await device.pair({
          signal: terminal.signal,
          waitSeconds,
          onWaiting: () => {
            say(terminal, 'Waiting: tap Trust on the device and enter its passcode.');
          },
        });
        say(terminal, 'The device trusts this computer.');
        return EXIT.good;
      }),
    );
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--wait takes a number of seconds, not "${text}".`);
  return Number(text);
}
