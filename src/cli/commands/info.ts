/** `backup-lab info`: what lockdownd says about a device. */
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { plistToJson, plistToLines } from '../plist-json.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument } from '../terminal.ts';

interface Options extends MuxOptions {
  readonly domain?: string;
  readonly json?: true;
}

export function registerInfo({ program, terminal, run }: CommandContext): void {
  withMuxOption(program.command('info'))
    .description('show the values of a device; fewer when it does not trust this computer')
    .argument('<udid>', 'the device, as devices prints it')
    .option('--domain <domain>', 'another domain, for example com.apple.mobile.backup')
    .option('--json', 'one JSON document')
    .action((udid: string, options: Options) =>
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
