/** `backup-lab cloud`: what a device says about its iCloud Backup, and the one thing a computer can change about it. */
import type { CloudBackupState } from '../../backup/index.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions {
  readonly json?: true;
}

/** No host can ask for these; a page that leaves them out would look as if there were nothing to know. */
const NOT_VISIBLE = [
  'whether an iCloud backup runs now, and how far it is',
  'how large the iCloud backups are, and what they hold',
  'the room left in iCloud, and the plan',
];
const SOURCE = 'com.apple.mobile.backup';

export function registerCloud({ program, terminal, run }: CommandContext): void {
  const cloud = program.command('cloud').description('iCloud Backup of a device, as far as a computer can see and change it');
  for (const position of ['on', 'off'] as const) {
    withMuxOption(cloud.command(position))
      .description(`turn iCloud Backup ${position}; needs an iCloud account on the device`)
      .argument('<udid>', 'the device, as devices prints it')
      .option('--json', 'one JSON document with what the device then says')
      .action((udid: string, options: Options) =>
        run(async () => {
          using _waiting = waitForDevice(terminal);
          const { switchCloudBackup } = await import('../../backup/index.ts');
          const enabled = position === 'on';
          const state = await switchCloudBackup({ mux: await openMux(options, terminal), udid, enabled, signal: terminal.signal });
          if (state.enabled !== enabled) {
            say(
              terminal,
              `The device took the request, but says now that iCloud Backup is ${wordFor(state.enabled)}. Look at its settings.`,
            );
          } else if (!options.json) say(terminal, `iCloud Backup is ${position}, the device says.`);
          if (options.json) await printDocument(terminal, 'cloud', documentOf(udid, state));
          return state.enabled === enabled ? EXIT.good : EXIT.unconfirmed;
        }, options),
      );
  }
  withMuxOption(cloud.command('status'))
    .description('what the device says about iCloud Backup, each value with its source and age')
    .argument('<udid>', 'the device, as devices prints it')
    .option('--json', 'one JSON document')
    .action((udid: string, options: Options) =>
      run(async () => {
        using _waiting = waitForDevice(terminal);
        const { readCloudBackup } = await import('../../backup/index.ts');
        const state = await readCloudBackup({ mux: await openMux(options, terminal), udid, signal: terminal.signal });
        if (options.json) await printDocument(terminal, 'cloud', documentOf(udid, state));
        else await printState(state, terminal);
        return EXIT.good;
      }, options),
    );
}

async function printState(state: CloudBackupState, terminal: Terminal): Promise<void> {
  const { enabled, lastBackup, lastBackupZone } = state;
  const date =
    lastBackup && `${lastBackup.toISOString()}${lastBackupZone === undefined ? '' : ` (the device's time zone: ${lastBackupZone})`}`;
  const lines = [
    `iCloud Backup: ${wordFor(enabled)} (from the device, now)`,
    `Last iCloud backup: ${date === undefined ? 'the device does not say' : `${date} (from the device, now)`}`,
    'Not visible to any computer:',
    ...NOT_VISIBLE.map((what) => `  ${what}`),
  ];
  await print(terminal, `${lines.join('\n')}\n`);
}

/** Every value with where it comes from and when that was. */
function documentOf(udid: string, { enabled, lastBackup, lastBackupZone, readAt }: CloudBackupState): object {
  const from = (key: string) => ({ source: `lockdown ${SOURCE}/${key}`, readAt: readAt.toISOString() });
  return {
    udid,
    enabled: { value: enabled ?? null, ...from('CloudBackupEnabled') },
    lastBackup: { value: lastBackup?.toISOString() ?? null, timeZone: lastBackupZone ?? null, ...from('LastCloudBackupDate') },
    notVisible: NOT_VISIBLE,
  };
}

function wordFor(enabled: boolean | undefined): string {
  if (enabled === undefined) return 'unknown; the device does not say';
  return enabled ? 'on' : 'off';
}
