/** What `simulate --help` adds: the presets, the keys of `--device` and `--fault`, and every fault. */
import type { FaultDefinition, Preset } from '../simulated-device/index.ts';

const KEYS = `
Keys of --device:
  name=NAME                 Name of the device
  udid=UDID                 UDID
  version=VERSION           iOS version, for example 17.5.1
  trust=ask|accept|decline  Answer to the question whether to trust a computer
  locked                    Start locked
  passcode=set|none         Whether a passcode is set
  clock=DATE                Fixed time of the device, for example 2026-03-01T12:00:00Z
  connection=usb|network|both
                            How the device is connected
  account=none|signed-in|not-provisioned
                            iCloud account (staged, like everything of iCloud)
  cloud-backup=on|off       iCloud Backup
  wifi=on|off               Wi-Fi, for iCloud
  power=on|off              Power
  quota=SIZE                Size of the iCloud plan, for example 5GB or 2TB
  used=SIZE                 What photos and files take of it
  speed=SIZE                Bytes that are uploaded in a second, for example 1MB
  old-backup=SIZE           iCloud has a backup of an older device
  app:ID=on|off             Whether an iCloud backup includes an app
  password-env=NAME         Backup password, taken from this environment variable
  keybag=realistic|low      Computation to try the backup password: as much as for a real device, or little
  managed                   Require encrypted backups, like a managed device

Keys of --fault, for every fault:
  device=N                  Only the Nth device (default: every device)
  at=POINT                  At this point of the conversation, for example dl.UploadFiles#12
                            or lockdown.StartService(com.apple.mobilebackup2)
  after=AMOUNT              After bytes=N, messages=N or Ns (seconds) of a connection, joined with +
  on=GLOB                   For files, paths or services that match
  p=0.1                     With this probability (the same --seed gives the same places)
  times=N                   At most N times`;

/** Text for the end of the help. */
export function simulateHelp(presets: readonly Preset[], faults: readonly FaultDefinition[]): string {
  const width = Math.max(...presets.map(({ id }) => id.length));
  const presetLines = presets.map(
    ({ id, model, productVersion }) => `  ${id.padEnd(width)}  ${model.marketingName}, iOS ${productVersion} (${model.productType})`,
  );
  const faultLines = faults.map((fault) => `  ${fault.id}  ${fault.title}${ownKeys(fault)}`);
  return [
    '\nPresets of --device (default: iphone; a product type such as iPhone14,5 works, too):',
    ...presetLines,
    KEYS,
    '\nFaults, with their own keys and default values:',
    ...faultLines,
  ].join('\n');
}

function ownKeys({ parameters = {}, choices = {} }: FaultDefinition): string {
  const keys = Object.entries(parameters).map(([name, value]) => {
    const others = choices[name]?.filter((choice) => choice !== value) ?? [];
    return `${name}=${[value, ...others].join('|')}`;
  });
  return keys.length === 0 ? '' : ` [${keys.join(', ')}]`;
}
