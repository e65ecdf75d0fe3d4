/** `backup-lab cloud list|backup|delete|stage`: iCloud Backup of a simulated device, which stages it. A real device cannot be asked. */
import type { Command } from 'commander';
import type { Staging } from '../../device-protocol/index.ts';
import type { CommandContext } from '../command-context.ts';
import { UDID_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { openJobProgress, withProgressOption, type ProgressOptions } from '../job-reports.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { waitForDevice } from '../progress-line.ts';
import { parseCloudSettings } from '../staged-cloud-settings.ts';
import { STAGED, stagedBackupDocument, stagedCloudDocument, stagedCloudLines } from '../staged-cloud-text.ts';
import { print, printDocument, say, type Terminal } from '../terminal.ts';

interface Options extends MuxOptions, ProgressOptions {
  readonly json?: true;
}

const ONLY_SIMULATED = 'This works on simulated devices only: no computer can see or change iCloud backups of a real device.';
const EXIT_CODES = {
  noSuchDevice: true,
  notTrusted: true,
  phoneRefused: 'The device is a real one, or it refused',
  thisComputer: true,
  linkLost: true,
} as const;

/** Adds the commands to `cloud`. */
export function registerStagedCloud(cloud: Command, context: CommandContext): void {
  registerList(cloud, context);
  registerBackup(cloud, context);
  registerDelete(cloud, context);
  registerStage(cloud, context);
}

function registerList(cloud: Command, { terminal, run }: CommandContext): void {
  const command = cloud
    .command('list')
    .summary('List the iCloud backups of a simulated device')
    .description(`List the iCloud backups of a simulated device, and what its next one waits for. ${ONLY_SIMULATED}`)
    .argument(...UDID_ARGUMENT);
  withJsonOption(withMuxOption(command));
  withExamples(command, [['List the backups in the staged iCloud', 'backup-lab cloud list UDID']]);
  withExitCodes(command, { good: true, ...EXIT_CODES });
  command.action((udid: string, options: Options) =>
    run(async () => {
      using _waiting = waitForDevice(terminal);
      await using staging = await openStaging(udid, options, terminal);
      const state = await staging.cloud(terminal.signal);
      if (options.json) await printDocument(terminal, 'cloud-list', stagedCloudDocument(udid, state));
      else await print(terminal, `${stagedCloudLines(state).join('\n')}\n`);
      return EXIT.good;
    }, options),
  );
}

function registerBackup(cloud: Command, { terminal, run }: CommandContext): void {
  const command = cloud
    .command('backup')
    .summary('Back up a simulated device to iCloud')
    .description(
      `Back up a simulated device to its staged iCloud, as Back Up Now in its settings does. Press Ctrl+C to cancel: the last backup is kept. ${ONLY_SIMULATED}`,
    )
    .argument(...UDID_ARGUMENT);
  withJsonOption(withProgressOption(withMuxOption(command)));
  withExamples(command, [['Back up to the staged iCloud', 'backup-lab cloud backup UDID']]);
  withExitCodes(command, { good: true, ...EXIT_CODES, cancelled: true });
  command.action((udid: string, options: Options) =>
    run(async () => {
      await using staging = await openStaging(udid, options, terminal);
      using progress = openJobProgress(options, terminal);
      const backup = await staging.backUpToCloud({
        signal: terminal.signal,
        onProgress: ({ phase, done, total }) => {
          // While it is measured, there is nothing to count.
          progress.onProgress(phase === 'measuring' ? { phase, done, unit: 'items' } : { phase, done, total, unit: 'bytes' });
        },
      });
      if (options.json) await printDocument(terminal, 'cloud-backup', { udid, staged: true, backup: stagedBackupDocument(backup) });
      else say(terminal, `${STAGED}\nThe iCloud backup (staged) is finished: ${backup.date.toISOString()}, ${String(backup.size)} bytes.`);
      return EXIT.good;
    }, options),
  );
}

function registerDelete(cloud: Command, { terminal, run }: CommandContext): void {
  const command = cloud
    .command('delete')
    .summary('Delete an iCloud backup of a simulated device')
    .description(
      `Delete a backup from the staged iCloud of a simulated device. Deleting the device's own backup turns its iCloud Backup off. ${ONLY_SIMULATED}`,
    )
    .argument(...UDID_ARGUMENT)
    .argument('<ID>', 'The backup, as listed by "backup-lab cloud list"');
  withJsonOption(withMuxOption(command));
  withExamples(command, [['Delete a backup from the staged iCloud', 'backup-lab cloud delete UDID backup-1']]);
  withExitCodes(command, { good: true, ...EXIT_CODES });
  command.action((udid: string, id: string, options: Options) =>
    run(async () => {
      using _waiting = waitForDevice(terminal);
      await using staging = await openStaging(udid, options, terminal);
      const state = await staging.deleteCloudBackup(id, terminal.signal);
      if (options.json) await printDocument(terminal, 'cloud-delete', { deleted: id, ...stagedCloudDocument(udid, state) });
      else say(terminal, `${STAGED}\nThe backup was deleted. iCloud Backup is ${state.isOn ? 'on' : 'off'}.`);
      return EXIT.good;
    }, options),
  );
}

function registerStage(cloud: Command, { terminal, run }: CommandContext): void {
  const command = cloud
    .command('stage')
    .summary('Stage what iCloud Backup of a simulated device needs')
    .description(`Stage what iCloud Backup of a simulated device needs, and show the result. ${ONLY_SIMULATED}`)
    .argument(...UDID_ARGUMENT)
    .argument('<SETTINGS>', 'KEY=VALUE[,KEY=VALUE...] (see below)');
  withJsonOption(withMuxOption(command));
  command.addHelpText('after', KEYS);
  withExamples(command, [
    ['Let the next automatic backup begin', 'backup-lab cloud stage UDID power=on,wifi=on,locked=on'],
    ['Interrupt a backup', 'backup-lab cloud stage UDID wifi=off'],
    ['Fill iCloud', 'backup-lab cloud stage UDID quota=5GB,used=4.999GB'],
    ['Leave out an app', 'backup-lab cloud stage UDID app:com.example.trailmap=off'],
  ]);
  withExitCodes(command, { good: true, usage: true, ...EXIT_CODES });
  command.action((udid: string, settings: string, options: Options) =>
    run(async () => {
      const changes = parseCloudSettings(settings);
      using _waiting = waitForDevice(terminal);
      await using staging = await openStaging(udid, options, terminal);
      const state = await staging.stageCloud(changes, terminal.signal);
      if (options.json) await printDocument(terminal, 'cloud-stage', stagedCloudDocument(udid, state));
      else await print(terminal, `${stagedCloudLines(state).join('\n')}\n`);
      return EXIT.good;
    }, options),
  );
}

async function openStaging(udid: string, options: MuxOptions, terminal: Terminal): Promise<Staging> {
  const { Device, Staging } = await import('../../device-protocol/index.ts');
  const device = await Device.open(await openMux(options, terminal), udid, { signal: terminal.signal });
  return await Staging.open(device, terminal.signal);
}

const KEYS = `
Keys:
  account=none|signed-in|not-provisioned
                     iCloud account
  wifi=on|off        Wi-Fi. Turning it off interrupts a backup.
  power=on|off       Power
  locked=on|off      Screen lock
  quota=SIZE         Size of the plan, for example 5GB or 2TB
  used=SIZE          What photos and files take of it
  speed=SIZE         Bytes that are uploaded in a second, for example 1MB
  old-backup=SIZE    Add a backup of an older device
  app:ID=on|off      Whether the next backup includes an app`;
