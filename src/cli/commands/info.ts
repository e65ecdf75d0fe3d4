/** `backup-lab info`: shows the values that lockdownd reports for a device. */
import { plistToJson, plistToLines } from '../../formats/index.ts';
import { UDID_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument } from '../terminal.ts';

interface Options extends MuxOptions {
  readonly domain?: string;
  readonly json?: true;
}

export function registerInfo({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('info')
    .summary('Show the values of a device')
    .description('Show the values that a device reports. It reports fewer if it does not trust this computer.')
    .argument(...UDID_ARGUMENT)
    .option('--domain <DOMAIN>', 'Show the values of a lockdown domain, for example com.apple.mobile.backup');
  withJsonOption(withMuxOption(command));
  withExamples(command, [
    ['Show the general values', 'backup-lab info UDID'],
    ['Show the backup settings', 'backup-lab info UDID --domain com.apple.mobile.backup'],
  ]);
  withExitCodes(command, { good: true, noSuchDevice: true, notTrusted: true, phoneRefused: true, thisComputer: true, linkLost: true });
  command.action((udid: string, options: Options) =>
    run(async () => {
      using _waiting = waitForDevice(terminal);
      const { Device } = await import('../../device-protocol/index.ts');
      const device = await Device.open(await openMux(options, terminal), udid, { signal: terminal.signal });
      const values = await device.getValues(options.domain, terminal.signal);
      if (options.json) {
        await printDocument(terminal, 'info', { udid: device.udid, domain: options.domain ?? null, values: plistToJson(values) });
      } else await print(terminal, [...plistToLines(values), ''].join('\n'));
      return EXIT.good;
    }, options),
  );
}
