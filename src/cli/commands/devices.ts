/** `backup-lab devices`: which devices are attached, and whether they trust this computer. */
import type { UsbmuxClient } from '../../device-protocol/index.ts';
import { atMost } from '../at-most.ts';
import { ASKED_AT_ONCE, attachmentsByUdid, printRow, readRow, type DeviceRow, type RowFormat } from '../device-row.ts';
import { withExamples, withJsonOption, withNdjsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions, RowFormat {
  readonly watch?: true;
}

export function registerDevices({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('devices')
    .summary('List connected devices')
    .description('List the devices that are connected by USB or Wi-Fi, one line each.')
    .option('--watch', 'Keep running and report devices as they connect and disconnect');
  withNdjsonOption(withJsonOption(withMuxOption(command)));
  withExamples(command, [
    ['List connected devices', 'backup-lab devices'],
    ['Report devices as they come and go, as JSON', 'backup-lab devices --watch --ndjson'],
    ['List simulated devices (the address is printed by "backup-lab simulate")', 'backup-lab devices --usbmuxd 127.0.0.1:27015'],
  ]);
  command.action((options: Options) =>
    run(async () => {
      const mux = await openMux(options, terminal);
      if (options.watch) {
        const { watchAndTell } = await import('../watch-devices.ts');
        return await watchAndTell(mux, options, terminal);
      }
      using _waiting = waitForDevice(terminal);
      const rows = await readRows(mux, terminal);
      if (options.json) await printDocument(terminal, 'devices', { devices: rows });
      else for (const row of rows) await printRow(row, options, terminal);
      if (rows.length === 0 && !options.json && !options.ndjson) say(terminal, 'No device is connected.');
      return EXIT.good;
    }, options),
  );
}

/** In the order in which usbmuxd lists them. */
async function readRows(mux: UsbmuxClient, { signal }: Terminal): Promise<DeviceRow[]> {
  const limited = atMost(ASKED_AT_ONCE);
  const devices = attachmentsByUdid(await mux.listDevices(signal));
  return await Promise.all(devices.map(([preferred, ...others]) => limited(() => readRow(mux, [preferred, ...others], signal))));
}
