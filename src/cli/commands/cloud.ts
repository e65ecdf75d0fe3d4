/** `backup-lab cloud`: shows what a device reports about iCloud Backup, and turns it on or off. */
import type { CloudBackupState } from '../../backup/index.ts';
import { UDID_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument, say, type Terminal } from '../terminal.ts';
import { registerStagedCloud } from './staged-cloud.ts';

interface Options extends MuxOptions {
  readonly json?: true;
}

/** No computer can ask for these. They are listed so that nobody takes their absence for an answer. */
const NOT_VISIBLE = [
  'whether an iCloud backup runs now, and how far it is',
  'how large the iCloud backups are, and what they hold',
  'the room left in iCloud, and the plan',
];
const DEVICE_EXIT_CODES = { noSuchDevice: true, notTrusted: true, phoneRefused: true, thisComputer: true, linkLost: true } as const;
const SOURCE = 'com.apple.mobile.backup';

export function registerCloud(context: CommandContext): void {
  const { program, terminal, run } = context;
  const cloud = program
    .command('cloud')
    .summary('Show or change iCloud Backup')
    .description('Show what a device reports about iCloud Backup, turn it on or off, or stage it on a simulated device.');
  for (const position of ['on', 'off'] as const) {
    const command = cloud
      .command(position)
      .summary(`Turn iCloud Backup ${position}`)
      .description(`Turn iCloud Backup ${position}. The device must be signed in to an iCloud account.`)
      .argument(...UDID_ARGUMENT);
    withJsonOption(withMuxOption(command), 'Print what the device then reports as one JSON document');
    withExamples(command, [[`Turn iCloud Backup ${position}`, `backup-lab cloud ${position} UDID`]]);
    withExitCodes(command, {
      good: `The device confirms that iCloud Backup is ${position}`,
      ...DEVICE_EXIT_CODES,
      unconfirmed: 'The device accepted the request, but does not confirm it',
    });
    command.action((udid: string, options: Options) =>
      run(async () => {
        using _waiting = waitForDevice(terminal);
        const { switchCloudBackup } = await import('../../backup/index.ts');
        const enabled = position === 'on';
        const state = await switchCloudBackup({ mux: await openMux(options, terminal), udid, enabled, signal: terminal.signal });
        if (state.enabled !== enabled) {
          say(
            terminal,
            `The device accepted the request, but reports that iCloud Backup is ${wordFor(state.enabled)}. Check Settings on the device.`,
          );
        } else if (!options.json) say(terminal, `The device reports that iCloud Backup is ${position}.`);
        if (options.json) await printDocument(terminal, 'cloud', documentOf(udid, state));
        return state.enabled === enabled ? EXIT.good : EXIT.unconfirmed;
      }, options),
    );
  }
  const command = cloud
    .command('status')
    .summary('Show the state of iCloud Backup')
    .description('Show what the device reports about iCloud Backup, each value with its source and age.')
    .argument(...UDID_ARGUMENT);
  withJsonOption(withMuxOption(command));
  withExamples(command, [['Show whether iCloud Backup is on', 'backup-lab cloud status UDID']]);
  withExitCodes(command, { good: true, ...DEVICE_EXIT_CODES });
  command.action((udid: string, options: Options) =>
    run(async () => {
      using _waiting = waitForDevice(terminal);
      const { readCloudBackup } = await import('../../backup/index.ts');
      const state = await readCloudBackup({ mux: await openMux(options, terminal), udid, signal: terminal.signal });
      if (options.json) await printDocument(terminal, 'cloud', documentOf(udid, state));
      else await printState(state, terminal);
      return EXIT.good;
    }, options),
  );
  registerStagedCloud(cloud, context);
}

async function printState(state: CloudBackupState, terminal: Terminal): Promise<void> {
  const { enabled, lastBackup, lastBackupZone } = state;
  const date =
    lastBackup && `${lastBackup.toISOString()}${lastBackupZone === undefined ? '' : ` (the device's time zone: ${lastBackupZone})`}`;
  const lines = [
    `iCloud Backup: ${wordFor(enabled)} (from the device, now)`,
    `Last iCloud backup: ${date === undefined ? 'not reported by the device' : `${date} (from the device, now)`}`,
    'Not visible to a computer:',
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
  if (enabled === undefined) return 'unknown (not reported by the device)';
  return enabled ? 'on' : 'off';
}
