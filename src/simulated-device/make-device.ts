/** Puts a simulated device together from what the caller says, its preset and its seed. */
import type { Log } from '../base/index.ts';
import { makeSmallPhone, SAMPLE_NOW_SECONDS } from './content/small-phone.ts';
import { SimulatedDevice } from './device.ts';
import type { SimulatedDeviceOptions } from './device-options.ts';
import { makeIdentity } from './identity.ts';
import { iosVersion, parseVersion } from './ios-versions.ts';
import { presetById } from './presets.ts';
import { ServicePorts } from './service-ports.ts';
import { lockdownPort } from './services/registry.ts';
import { makeMediaTree } from './services/afc/media-tree.ts';
import type { UsbBus } from './usb-bus.ts';

export interface DeviceSurroundings {
  readonly bus: UsbBus;
  /** Used when the options name none. */
  readonly seed: number;
  /** Used when the options name none and no seed of their own. */
  readonly now: () => Date;
  readonly log: Log;
  readonly violation: (text: string) => void;
}

const DEFAULT_PRESET = 'iphone';
/** One hour after the newest date on the small phone. */
const SEEDED_NOW_MS = (SAMPLE_NOW_SECONDS + 3600) * 1000;

/** The clock of a phone that somebody made from a seed: it stands, so that what the phone writes does not depend on the day. */
export function seededNow(): Date {
  return new Date(SEEDED_NOW_MS);
}

/** Throws `simulator-preset-unknown`, `simulator-version-malformed`, `simulator-udid-malformed`. The device is not plugged in yet. */
export function makeDevice(options: SimulatedDeviceOptions, surroundings: DeviceSurroundings): SimulatedDevice {
  const { bus, log, violation } = surroundings;
  const preset = presetById(options.preset ?? DEFAULT_PRESET);
  const seed = options.seed ?? surroundings.seed;
  const identity = makeIdentity(seed, preset.model, options.udid);
  const productVersion = options.productVersion ?? preset.productVersion;
  parseVersion(productVersion);
  const now = options.now ?? (options.seed === undefined ? surroundings.now : seededNow);
  return new SimulatedDevice({
    identity,
    model: preset.model,
    version: iosVersion(productVersion),
    name: options.name ?? preset.name,
    seed,
    content: options.content ?? makeSmallPhone({ seed }),
    media: makeMediaTree(() => now().getTime()),
    ports: new ServicePorts(lockdownPort),
    bus,
    log,
    trust: options.trust ?? 'accept',
    acceptAfterAsks: options.acceptAfterAsks ?? Number.POSITIVE_INFINITY,
    locked: options.locked ?? false,
    isPasscodeSet: options.passcodeSet ?? true,
    deviceLinkVersion: options.deviceLinkVersion,
    askPasscode: options.askPasscode,
    now,
    violation: (text) => {
      violation(`${identity.udid}: ${text}`);
    },
  });
}
