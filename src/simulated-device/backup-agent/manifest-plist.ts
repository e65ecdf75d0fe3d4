/** Manifest.plist: what the phone says about the backup as a whole. */
import { dict, encodeManifestProperties, writePlainKeybag, type PlistDict } from '../../formats/index.ts';
import type { PhoneApplication } from '../content/phone-content.ts';
import type { RunEncryption } from './encryption/run-encryption.ts';
import type { PreviousBackup } from './previous-backup.ts';
import type { RunContext } from './run-context.ts';

interface PropertiesOfRun {
  /** The backup's name for life. */
  readonly uuid: string;
  readonly previous: PreviousBackup;
  /** Absent: not encrypted. */
  readonly encryption?: RunEncryption | undefined;
}

/** The keybag stays from run to run. */
export function makeManifestPlist(context: RunContext, { uuid, previous, encryption }: PropertiesOfRun): Uint8Array {
  const { device, behaviour } = context;
  const plainKeybag = () => {
    const random = context.random(`keybag of ${uuid}`);
    return previous.properties?.backupKeyBag ?? writePlainKeybag((count) => random.bytes(count));
  };
  const applications = device.content.applications();
  return encodeManifestProperties({
    ...(behaviour.listsContainers && { raw: dict({ Containers: containersOf(applications) }) }),
    version: behaviour.manifestVersion,
    systemDomainsVersion: behaviour.systemDomainsVersion,
    date: device.now(),
    isEncrypted: encryption !== undefined,
    wasPasscodeSet: device.isPasscodeSet,
    backupKeyBag: encryption?.keybag ?? plainKeybag(),
    ...(encryption?.catalogue && { manifestKey: encryption.catalogue.wrapped }),
    lockdown: device.backupLockdownValues(),
    applications: new Map(applications.map((application) => [application.id, describe(application)])),
  });
}

/** Only the name of the key was ever told; what stands in it is assumed. */
function containersOf(applications: readonly PhoneApplication[]): PlistDict {
  return new Map(applications.map(({ id, containerClass }) => [id, dict({ ContainerContentClass: containerClass })]));
}

function describe({ id, version, containerClass, bundlePath, dataPath }: PhoneApplication): PlistDict {
  return dict({
    CFBundleIdentifier: id,
    CFBundleVersion: version,
    ContainerContentClass: containerClass,
    Path: bundlePath ?? `/private${dataPath}`,
  });
}
