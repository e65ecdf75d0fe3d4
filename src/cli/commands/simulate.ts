/** `backup-lab simulate`: runs simulated phones until SIGINT or SIGTERM. */
import type { SimulatedDevice } from '../../simulated-device/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { faultsOfDevices, parseFault } from '../simulated-faults.ts';
import { PHONE_KEYS, parsePhone } from '../simulated-phones.ts';
import { print, say, type Terminal } from '../terminal.ts';
import { openTraceFile } from '../trace-file.ts';

interface Options {
  readonly listen: string;
  readonly device: string[];
  readonly fault: string[];
  readonly seed?: string;
  readonly trace?: string;
  readonly json?: true;
}

const ABOUT_FAULTS = `
Faults are F01 to F74, as the conversations with real phones show them. Without a KEY each strikes where it hurts. KEYs of all:
  device=N       only the Nth phone; every phone without it
  at=POINT       where: dl.UploadFiles#12, lockdown.StartService(com.apple.mobilebackup2)
  after=…        bytes=N, messages=N or Ns (seconds) of the connection, joined by +
  on=GLOB        which file, path or service
  p=0.1          by chance, the same for the same --seed
  times=N        how often at most
What each fault does, and its own KEYs: src/simulated-device/faults/README.md.`;

export function registerSimulate({ program, terminal, run }: CommandContext): void {
  program
    .command('simulate')
    .description('run simulated phones that speak the real wire protocol, until interrupted')
    .option('--listen <address>', 'HOST:PORT (port 0: any free one) or UNIX:PATH', '127.0.0.1:0')
    .option('--device <preset>', `a phone: PRESET[,KEY=VALUE…] with the keys ${PHONE_KEYS} (repeatable)`, collect, [])
    .option('--fault <id>', 'what goes wrong: ID[,KEY=VALUE…] (repeatable)', collect, [])
    .option('--seed <n>', 'same seed, same phones')
    .option('--trace <file>', 'every message as a line of JSON, without the contents of files and without keys')
    .option('--json', 'print one line of JSON once connections are accepted')
    .addHelpText('after', ABOUT_FAULTS)
    .action((options: Options) =>
      run(async () => {
        const { standingClock, startSimulator } = await import('../../simulated-device/index.ts');
        const phones = options.device.length > 0 ? options.device.map((text) => parsePhone(text, terminal.env)) : [{}];
        const faults = faultsOfDevices(options.fault.map(parseFault), phones.length);
        using trace = openTraceFile(options.trace);
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

async function announce(address: string, phones: readonly SimulatedDevice[], { json }: Options, terminal: Terminal): Promise<void> {
  const devices = phones.map(({ udid, name, productType, productVersion }) => ({ udid, name, productType, productVersion }));
  if (json) {
    await print(terminal, `${JSON.stringify({ ready: true, address, devices })}\n`);
    return;
  }
  for (const { name, productType, productVersion, udid } of devices) {
    say(terminal, `${name} (${productType}, iOS ${productVersion}) ${udid}`);
  }
  say(terminal, `Listening. Other programs reach it with USBMUXD_SOCKET_ADDRESS=${address}; Ctrl+C stops it.`);
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

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}
