/** Manifest.plist of an unencrypted backup: what the phone says about the backup as a whole. */
import { dict, encodeManifestProperties, writePlainKeybag, type PlistDict } from '../../formats/index.ts';
import type { PhoneApplication } from '../content/phone-content.ts';
import type { PreviousBackup } from './previous-backup.ts';
import type { RunContext } from './run-context.ts';

/** The key bag stays from run to run. */
export function makeManifestPlist(context: RunContext, uuid: string, previous: PreviousBackup): Uint8Array {
  const { device, behaviour } = context;
  const random = context.random(`key bag of ${uuid}`);
  return encodeManifestProperties({
    version: behaviour.manifestVersion,
    systemDomainsVersion: behaviour.systemDomainsVersion,
    date: device.now(),
    isEncrypted: false,
    wasPasscodeSet: device.isPasscodeSet,
    backupKeyBag: previous.properties?.backupKeyBag ?? writePlainKeybag((count) => random.bytes(count)),
    lockdown: device.backupLockdownValues(),
    applications: new Map(device.content.applications().map((application) => [application.id, describe(application)])),
  });
}

function describe({ id, version, containerClass, bundlePath, dataPath }: PhoneApplication): PlistDict {
  return dict({
    CFBundleIdentifier: id,
    CFBundleVersion: version,
    ContainerContentClass: containerClass,
    Path: bundlePath ?? `/private${dataPath}`,
  });
}
