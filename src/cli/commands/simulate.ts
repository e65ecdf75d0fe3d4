/** `backup-lab simulate`: runs simulated devices until SIGINT or SIGTERM. */
import { resolve } from 'node:path';
import type { SimulatedDevice } from '../../simulated-device/index.ts';
import { Option } from 'commander';
import { OPTIONS, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { faultsOfDevices, parseFault } from '../simulated-faults.ts';
import { simulateHelp } from '../simulate-help.ts';
import { parsePhone, type PhoneOptions } from '../simulated-phones.ts';
import { print, say, type Terminal } from '../terminal.ts';
import { openTraceFile } from '../trace-file.ts';

interface Options {
  readonly listen: string;
  readonly device?: string[];
  readonly fault?: string[];
  readonly appFiles?: string[];
  readonly seed?: string;
  readonly trace?: string;
  readonly json?: true;
}

export function registerSimulate({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('simulate')
    .summary('Run simulated devices')
    .description(
      'Run simulated iPhones and iPads that speak the real wire protocol. Prints the address for USBMUXD_SOCKET_ADDRESS, and runs until Ctrl+C.',
    )
    .option('--device <DEVICE>', 'Add a device: PRESET[,KEY=VALUE...] (repeatable, see below)', collect)
    .option('--fault <FAULT>', 'Make something go wrong: ID[,KEY=VALUE...], with an ID such as F05 (repeatable, see below)', collect, [])
    .option('--app-files <ID=DIR>', 'Put an app on every device, with a folder as its container (repeatable)', collect, [])
    .option('--seed <N>', 'Make the same devices again: same seed, same devices')
    .option('--trace <FILE>', 'Write every message to a file as JSON, without file contents and keys')
    .addOption(
      new Option('--listen <ADDRESS>', 'HOST:PORT (port 0: any free port) or UNIX:PATH')
        .default('127.0.0.1:0')
        .helpGroup(OPTIONS.connection),
    );
  withJsonOption(command, 'Print one line of JSON when the devices are ready');
  let lists = '';
  // The room is loaded only if this command is used.
  program.hook('preSubcommand', async (_, subcommand) => {
    if (subcommand !== command) return;
    const { FAULTS, PRESETS } = await import('../../simulated-device/index.ts');
    lists = simulateHelp(PRESETS, FAULTS);
  });
  command.addHelpText('after', () => lists);
  withExamples(command, [
    ['Run a simulated iPhone', 'backup-lab simulate'],
    ['Run it at a fixed address', 'backup-lab simulate --listen 127.0.0.1:27015'],
    ['Run an iPod touch and an iPhone that is locked', 'backup-lab simulate --device ipod,version=12.5.7 --device ios-17,locked'],
    ['Pull the cable after a megabyte', 'backup-lab simulate --fault F05,after=bytes=1048576'],
    ['Run an iPhone that has an app, with files of this computer', 'backup-lab simulate --app-files com.example.myapp=Fixtures/Container'],
    ['Make one photo in ten unreadable', "backup-lab simulate --fault 'F42,on=CameraRollDomain/**,p=0.1' --seed 1"],
  ]);
  withExitCodes(command, { good: 'Ended by Ctrl+C or SIGTERM', usage: true, thisComputer: 'The address cannot be used' });
  command.action((options: Options) =>
    run(async () => {
      const { standingClock, startSimulator } = await import('../../simulated-device/index.ts');
      const phones: PhoneOptions[] = options.device?.map((text) => parsePhone(text, terminal.env)) ?? [{}];
      const faults = faultsOfDevices((options.fault ?? []).map(parseFault), phones.length);
      const apps = (options.appFiles ?? []).map(parseAppFiles);
      using trace = await openTraceFile(options.trace);
      await using simulator = await startSimulator({
        listen: parseListen(options.listen),
        devices: phones.map(({ clockAt, ...phone }, index) => ({
          ...phone,
          faults: faults[index] ?? [],
          ...(clockAt === undefined ? {} : { clock: standingClock(clockAt) }),
        })),
        ...(options.seed === undefined ? {} : { seed: wholeNumber(options.seed, '--seed') }),
        ...(trace === undefined ? {} : { onTrace: trace.write }),
      });
      await layApps(simulator.devices, apps, terminal);
      await announce(simulator.address, simulator.devices, options, terminal);
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

interface AppFiles {
  readonly id: string;
  readonly folder: string;
}

/** `ID=DIR`. */
function parseAppFiles(text: string): AppFiles {
  const at = text.indexOf('=');
  const [id, folder] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (id === '' || folder === '') throw new UsageError(`--app-files takes ID=DIR, not "${text}".`);
  return { id, folder: resolve(folder) };
}

/** Before anybody is told that the devices are ready. */
async function layApps(phones: readonly SimulatedDevice[], apps: readonly AppFiles[], terminal: Terminal): Promise<void> {
  if (apps.length === 0) return;
  const { layApp } = await import('../../simulated-device/index.ts');
  for (const phone of phones) for (const app of apps) await layApp(phone, app, { signal: terminal.signal });
}

async function announce(address: string, phones: readonly SimulatedDevice[], { json }: Options, terminal: Terminal): Promise<void> {
  const devices = phones.map(({ udid, name, productType, productVersion }) => ({ udid, name, productType, productVersion }));
  if (json) {
    await print(terminal, `${JSON.stringify({ ready: true, address, devices })}\n`);
    return;
  }
  for (const { name, productType, productVersion, udid } of devices) {
    say(terminal, `${name} (${productType}, iOS ${productVersion}) ${udid}`);
  }
  say(terminal, `Ready. To use ${devices.length === 1 ? 'it' : 'them'} from another terminal: export USBMUXD_SOCKET_ADDRESS=${address}`);
  say(terminal, 'Press Ctrl+C to stop.');
}

function collect(value: string, before: string[] = []): string[] {
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

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}
