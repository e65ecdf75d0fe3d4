/** `backup-lab devices`: which devices are attached, and whether they trust this computer. */
import type { AttachedDevice, DeviceOverview, UsbmuxClient } from '../../device-protocol/index.ts';
import { isCodedError } from '../../base/index.ts';
import { isErrorCode, productName, wordsFor } from '../../view/index.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import type { Registrar } from '../registrar.ts';
import { print, printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions {
  readonly watch?: true;
  readonly json?: true;
  readonly ndjson?: true;
}

interface DeviceRow {
  readonly udid: string;
  readonly deviceId: number;
  readonly connection: 'usb' | 'network';
  readonly trust: DeviceOverview['trust'] | 'unknown';
  readonly name?: string | undefined;
  readonly productType?: string | undefined;
  readonly productVersion?: string | undefined;
  readonly willEncrypt?: boolean;
  readonly lastBackup?: string | undefined;
  /** Why nothing more is known about the device. */
  readonly problem?: string;
}

export function registerDevices({ program, terminal, run }: Registrar): void {
  withMuxOption(program.command('devices'))
    .description('list attached devices')
    .option('--watch', 'go on and tell what comes and goes, until interrupted')
    .option('--json', 'one JSON document')
    .option('--ndjson', 'one JSON object a line')
    .action((options: Options) =>
      run(async () => {
        const mux = await openMux(options, terminal);
        if (options.watch) return await watch(mux, options, terminal);
        const rows = await Promise.all((await mux.listDevices(terminal.signal)).map((attached) => rowOf(mux, attached, terminal)));
        if (options.json) await printDocument(terminal, 'devices', { devices: rows });
        else for (const row of rows) await printRow(row, options, terminal);
        if (rows.length === 0 && !options.json && !options.ndjson) say(terminal, 'No device is attached.');
        return EXIT.good;
      }, options),
    );
}

async function watch(mux: UsbmuxClient, options: Options, terminal: Terminal): Promise<number> {
  const known = new Map<number, AttachedDevice>();
  for await (const event of mux.listen(terminal.signal)) {
    if (event.kind === 'attached') {
      known.set(event.device.deviceId, event.device);
      await printRow(await rowOf(mux, event.device, terminal), options, terminal, 'attached');
    } else if (event.kind === 'detached' || event.kind === 'paired') {
      const device = known.get(event.deviceId);
      if (device === undefined) continue;
      if (event.kind === 'detached') known.delete(event.deviceId);
      const row = event.kind === 'paired' ? await rowOf(mux, device, terminal) : identity(device);
      await printRow(row, options, terminal, event.kind);
    }
  }
  return EXIT.good;
}

/** One device that cannot be read must not hide the others: its row says why instead. */
async function rowOf(mux: UsbmuxClient, attached: AttachedDevice, terminal: Terminal): Promise<DeviceRow> {
  const { readDeviceOverview } = await import('../../device-protocol/index.ts');
  try {
    const { name, productType, productVersion, trust, backup } = await readDeviceOverview(mux, attached, terminal.signal);
    const described = { ...identity(attached), trust, name, productType, productVersion };
    return backup === undefined
      ? described
      : { ...described, willEncrypt: backup.willEncrypt, lastBackup: backup.lastBackup?.toISOString() };
  } catch (error) {
    if (!isCodedError(error) || !isErrorCode(error.code) || error.code === 'cancelled') throw error;
    return { ...identity(attached), problem: error.code };
  }
}

function identity(attached: AttachedDevice): DeviceRow {
  return { udid: attached.udid, deviceId: attached.deviceId, connection: attached.connectionType, trust: 'unknown' };
}

async function printRow(row: DeviceRow, options: Options, terminal: Terminal, event?: string): Promise<void> {
  if (options.json || options.ndjson) {
    await printDocument(terminal, 'device', event === undefined ? row : { event, ...row }, 'line');
    return;
  }
  const model = row.productType === undefined ? undefined : productName(row.productType);
  const system = row.productVersion === undefined ? undefined : `iOS ${row.productVersion}`;
  const trust = row.trust === 'not-trusted' ? 'does not trust this computer' : row.trust === 'locked' ? 'locked' : undefined;
  const problem = row.problem !== undefined && isErrorCode(row.problem) ? wordsFor(row.problem, { ...row }).message : undefined;
  const facts = [row.name, model, system, row.connection === 'usb' ? 'USB' : 'Wi-Fi', trust, problem, event].filter(
    (fact) => fact !== undefined,
  );
  await print(terminal, `${row.udid}  ${facts.join(' · ')}\n`);
}
