/** `backup-lab pair`: asks a device to trust this computer. */
import { announceWork } from '../announce-work.ts';
import { UDID_ARGUMENT, withExamples, withExitCodes } from '../command-help.ts';
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
  const command = program
    .command('pair')
    .summary('Make a device trust this computer')
    .description('Ask a device to trust this computer. Someone must tap Trust on the device and enter its passcode.')
    .argument(...UDID_ARGUMENT)
    .option('--wait <SECONDS>', 'How long to wait for the answer on the device (default: do not wait)');
  withMuxOption(command);
  withExamples(command, [['Ask, and wait up to a minute for the answer', 'backup-lab pair UDID --wait 60']]);
  withExitCodes(command, {
    good: 'The device trusts this computer',
    noSuchDevice: true,
    notTrusted: 'The device is locked, has not been answered yet, or the answer was no',
    thisComputer: true,
    linkLost: true,
  });
  command.action((udid: string, options: Options) =>
    run(async () => {
      using _waiting = waitForDevice(terminal);
      const { Device } = await import('../../device-protocol/index.ts');
      const waitSeconds = secondsOf(options.wait);
      const mux = await openMux(options, terminal);
      const device = await Device.open(mux, udid, { signal: terminal.signal });
      using _announced = await announceWork(mux, udid, 'trust');
      await device.pair({
        signal: terminal.signal,
        waitSeconds,
        onWaiting: () => {
          say(terminal, 'Waiting for the device. Tap Trust on it and enter its passcode.');
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
