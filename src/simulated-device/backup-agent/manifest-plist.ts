/** Manifest.plist of an unencrypted backup: what the phone says about the backup as a whole. */
import { dict, encodeManifestProperties, writePlainKeybag, type PlistDict } from '../../formats/index.ts';
import type { PhoneApplication } from '../content/phone-content.ts';
import type { PreviousBackup } from './previous-backup.ts';
import type { RunContext } from './run-context.ts';

const MANIFEST_VERSION = '10.0';

/** The key bag stays from run to run. */
export function makeManifestPlist(context: RunContext, uuid: string, previous: PreviousBackup): Uint8Array {
  const { device } = context;
  const random = context.random(`key bag of ${uuid}`);
  return encodeManifestProperties({
    version: MANIFEST_VERSION,
    systemDomainsVersion: systemDomainsVersion(device.productVersion),
    date: device.now(),
    isEncrypted: false,
    wasPasscodeSet: device.isPasscodeSet,
    backupKeyBag: previous.properties?.backupKeyBag ?? writePlainKeybag((count) => random.bytes(count)),
    lockdown: device.backupLockdownValues(),
    applications: new Map(device.content.applications().map((application) => [application.id, describe(application)])),
  });
}

/** 24.0 from iOS 16.4 on, 20.0 before. */
function systemDomainsVersion(productVersion: string): string {
  const [major = 0, minor = 0] = productVersion.split('.').map(Number);
  return major > 16 || (major === 16 && minor >= 4) ? '24.0' : '20.0';
}

function describe({ id, version, containerClass, bundlePath, dataPath }: PhoneApplication): PlistDict {
  return dict({
    CFBundleIdentifier: id,
    CFBundleVersion: version,
    ContainerContentClass: containerClass,
    Path: bundlePath ?? `/private${dataPath}`,
  });
}
