/** `backup-lab simulate`: runs simulated phones until SIGINT or SIGTERM. */
import type { SimulatedDeviceOptions } from '../../simulated-device/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import type { Registrar } from '../registrar.ts';
import { print, say } from '../terminal.ts';

interface Options {
  readonly listen: string;
  readonly device: string[];
  readonly seed?: string;
  readonly json?: true;
}

export function registerSimulate({ program, terminal, run }: Registrar): void {
  program
    .command('simulate')
    .description('run simulated phones that speak the real wire protocol, until interrupted')
    .option('--listen <address>', 'HOST:PORT (port 0: any free one) or UNIX:PATH', '127.0.0.1:0')
    .option(
      '--device <preset>',
      'a phone: PRESET[,KEY=VALUE…] with the keys name, udid, version, trust, locked, connection, cloud (repeatable)',
      collect,
      [],
    )
    .option('--seed <n>', 'same seed, same phones')
    .option('--json', 'print one line of JSON once connections are accepted')
    .action((options: Options) =>
      run(async () => {
        const { startSimulator } = await import('../../simulated-device/index.ts');
        const devices = options.device.length > 0 ? options.device.map(parseDevice) : [{}];
        await using simulator = await startSimulator({
          listen: parseListen(options.listen),
          devices,
          ...(options.seed === undefined ? {} : { seed: wholeNumber(options.seed, '--seed') }),
        });
        const ready = {
          ready: true,
          address: simulator.address,
          devices: simulator.devices.map(({ udid, name, productType, productVersion }) => ({ udid, name, productType, productVersion })),
        };
        if (options.json) await print(terminal, `${JSON.stringify(ready)}\n`);
        else {
          for (const device of ready.devices) {
            say(terminal, `${device.name} (${device.productType}, iOS ${device.productVersion}) ${device.udid}`);
          }
          say(terminal, `Listening. Other programs reach it with USBMUXD_SOCKET_ADDRESS=${ready.address}; Ctrl+C stops it.`);
        }
        await new Promise<void>((resolve) => {
          if (terminal.signal.aborted) resolve();
          terminal.signal.addEventListener('abort', () => {
            resolve();
          });
        });
        return EXIT.good;
      }),
    );
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** `HOST:PORT`, `[V6]:PORT` or `UNIX:PATH`. */
export function parseListen(text: string): { host: string; port: number } | { path: string } {
  if (/^unix:/i.test(text)) return { path: text.slice('unix:'.length) };
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new UsageError(`--listen takes HOST:PORT or UNIX:PATH, not "${text}".`);
  return { host: match[1] ?? match[2] ?? '', port };
}

/** `PRESET[,KEY=VALUE…]`; a preset may be a product type, which has a comma of its own. */
export function parseDevice(text: string): SimulatedDeviceOptions {
  const [preset = ''] = /^iP[a-z]+\d+,\d+|^[^,]*/i.exec(text) ?? [];
  const pairs = text.slice(preset.length).split(',').slice(1);
  const options: SimulatedDeviceOptions = { preset };
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    Object.assign(options, deviceOption(key, at < 0 ? '' : pair.slice(at + 1)));
  }
  return options;
}

function deviceOption(key: string, value: string): Partial<SimulatedDeviceOptions> {
  switch (key) {
    case 'name':
      return { name: value };
    case 'udid':
      return { udid: value };
    case 'version':
      return { productVersion: value };
    case 'locked':
      return { locked: value !== 'false' };
    case 'trust':
      if (value === 'ask' || value === 'accept' || value === 'decline') return { trust: value };
      throw new UsageError(`trust is ask, accept or decline, not "${value}".`);
    case 'connection':
      if (value === 'usb' || value === 'network' || value === 'both') return { connection: value };
      throw new UsageError(`connection is usb, network or both, not "${value}".`);
    case 'cloud':
      if (value === 'none' || value === 'signed-in' || value === 'not-provisioned') return { cloudAccount: value };
      throw new UsageError(`cloud is none, signed-in or not-provisioned, not "${value}".`);
    default:
      throw new UsageError(`A simulated device has no option "${key}"; it has name, udid, version, trust, locked, connection and cloud.`);
  }
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}
