/** `backup-lab unpair`: ends the trust between a device and this computer. */
import { UDID_ARGUMENT, withExamples } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { say } from '../terminal.ts';

export function registerUnpair({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('unpair')
    .summary('End the trust between a device and this computer')
    .description('End the trust between a device and this computer. Both forget each other.')
    .argument(...UDID_ARGUMENT);
  withMuxOption(command);
  withExamples(command, [['Stop trusting each other', 'backup-lab unpair UDID']]);
  command.action((udid: string, options: MuxOptions) =>
    run(async () => {
      using _waiting = waitForDevice(terminal);
      const [{ Device }, { requireFreeDevice }] = await Promise.all([
        import('../../device-protocol/index.ts'),
        import('../../backup/index.ts'),
      ]);
      const mux = await openMux(options, terminal);
      const device = await Device.open(mux, udid, { signal: terminal.signal });
      requireFreeDevice(mux, udid);
      await device.unpair(terminal.signal);
      say(terminal, 'The device no longer trusts this computer.');
      return EXIT.good;
    }),
  );
}
