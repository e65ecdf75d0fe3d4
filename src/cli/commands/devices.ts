/** `backup-lab devices`: which devices are attached, and whether they trust this computer. */
import type { UsbmuxClient } from '../../device-protocol/index.ts';
import { atMost } from '../at-most.ts';
import { ASKED_AT_ONCE, attachmentsByUdid, printRow, readRow, type DeviceRow, type RowFormat } from '../device-row.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions, RowFormat {
  readonly watch?: true;
}

export function registerDevices({ program, terminal, run }: CommandContext): void {
  withMuxOption(program.command('devices'))
    .description('list attached devices')
    .option('--watch', 'go on and tell what comes and goes, until interrupted')
    .option('--json', 'one JSON document')
    .option('--ndjson', 'one JSON object a line')
    .action((options: Options) =>
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
        if (rows.length === 0 && !options.json && !options.ndjson) say(terminal, 'No device is attached.');
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
