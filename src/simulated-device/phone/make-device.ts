/** Puts a simulated device together from the caller's options, its preset and its seed. */
import type { Log } from '../../base/index.ts';
import { standingClock, type Clock } from './clock.ts';
import { makeEmptyPhone, makeFactoryPhone } from '../content/factory-phone.ts';
import type { BuiltDevice } from '../content/phone-builder.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import { makeSmallPhone, SAMPLE_NOW_SECONDS, type SmallPhoneOptions } from '../content/small-phone.ts';
import type { PhoneAttachments } from './phone-call.ts';
import { SimulatedDevice } from './simulated-device.ts';
import type { CloudOptions, SimulatedDeviceOptions } from './device-options.ts';
import { makeIdentity } from './identity.ts';
import { iosVersion } from '../ios-versions.ts';
import { requireVersion } from '../models/models.ts';
import type { MuxDaemon } from '../mux/mux-daemon.ts';
import { presetById, presetsThatRan } from '../presets.ts';
import { ServicePorts } from './service-ports.ts';
import { lockdownPort } from '../services/registry.ts';
import { makeMediaTree } from '../services/afc/media-tree.ts';
import { WIFI_SWITCH, WIRELESS_DOMAIN, type ServeDirect } from '../wifi/wifi-presence.ts';

interface DeviceSurroundings {
  readonly attachments: PhoneAttachments;
  readonly usbmuxd: MuxDaemon;
  readonly serveDirect: ServeDirect<SimulatedDevice>;
  /** Used when the options name none. */
  readonly seed: number;
  /** Used when the options name none and no seed of their own. */
  readonly clock: Clock;
  readonly faultsEnabled: boolean;
  /** Fires when the simulator closes. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly violation: (text: string) => void;
}

const DEFAULT_PRESET = 'iphone';
/** Real phones take a minute; whoever needs that sets it. */
const RESTART_SECONDS = 2;
/** Where the clock of a phone stands that somebody made from a seed: one hour after the newest date on the small phone. */
export const SEEDED_NOW = new Date((SAMPLE_NOW_SECONDS + 3600) * 1000);

/** Throws `simulator-preset-unknown`, `-version-malformed`, `-version-impossible`, `-udid-malformed`, `-fault-unknown`, `-fault-malformed`. The device is not plugged in yet. */
export function makeDevice(options: SimulatedDeviceOptions, surroundings: DeviceSurroundings): SimulatedDevice {
  const { attachments, serveDirect, log, violation } = surroundings;
  const preset = presetById(options.preset ?? DEFAULT_PRESET);
  const seed = options.seed ?? surroundings.seed;
  const identity = makeIdentity(seed, preset.model, options.udid);
  const productVersion = options.productVersion ?? preset.productVersion;
  requireVersion(preset.model, productVersion, presetsThatRan(productVersion));
  const clock = options.clock ?? (options.seed === undefined ? surroundings.clock : standingClock(SEEDED_NOW));
  const version = iosVersion(productVersion);
  const built = { productType: preset.model.productType, productVersion, buildVersion: version.buildVersion };
  const device = new SimulatedDevice({
    identity,
    model: preset.model,
    version,
    name: options.name ?? preset.name,
    seed,
    content: contentOf(options, { seed, device: built }),
    factoryContent: factoryOf(options, seed, built),
    media: makeMediaTree(() => clock.now().getTime()),
    ports: new ServicePorts(lockdownPort),
    attachments,
    serveDirect,
    log,
    trust: options.trust ?? 'accept',
    acceptAfterAsks: options.acceptAfterAsks ?? Number.POSITIVE_INFINITY,
    locked: options.locked ?? false,
    isPasscodeSet: options.passcodeSet ?? true,
    conditions: {
      isSetUp: options.setupFinished ?? true,
      isRestoringFromCloud: options.cloudRestoreRunning ?? false,
      keepsSnapshotOfAborted: options.keepsSnapshotOfAborted ?? false,
    },
    answersQuestions: options.answersQuestions ?? false,
    deviceLinkVersion: options.deviceLinkVersion,
    askPasscode: options.askPasscode,
    cloudAccount: options.cloudAccount ?? 'signed-in',
    backupPassword: { password: options.backupPassword, isRequired: options.requiresEncryption, cost: options.keybagRounds },
    clock,
    restartSeconds: options.restartSeconds ?? RESTART_SECONDS,
    usbmuxd: surroundings.usbmuxd,
    faultsEnabled: surroundings.faultsEnabled,
    signal: surroundings.signal,
    violation: (text) => {
      violation(`${identity.udid}: ${text}`);
    },
  });
  if (options.findMy === true) device.values.set('com.apple.fmip', 'IsAssociated', true);
  stageCloud(device, options.cloud);
  if (options.connection === 'network' || options.connection === 'both') device.values.set(WIRELESS_DOMAIN, WIFI_SWITCH, true);
  for (const { id, ...settings } of options.faults ?? []) device.fault(id, settings);
  return device;
}

function stageCloud({ cloud }: SimulatedDevice, { isOn, ...changes }: CloudOptions = {}): void {
  if (Object.keys(changes).length > 0) cloud.stage(changes);
  if (isOn === true) cloud.isOn = true;
}

function contentOf({ content }: SimulatedDeviceOptions, made: SmallPhoneOptions): PhoneContent {
  if (content === undefined) return makeSmallPhone(made);
  return content === 'new' ? makeFactoryPhone(made) : content;
}

/** The small phone becomes one as it is sold; what else somebody has put on a phone goes, and he may say what is there instead. */
function factoryOf(
  { factoryContent, content }: SimulatedDeviceOptions,
  seed: number,
  device: BuiltDevice,
): (erased: PhoneContent) => PhoneContent {
  if (factoryContent !== undefined) return factoryContent;
  return content === undefined || content === 'new' ? ({ revision }) => makeFactoryPhone({ seed, device }, revision + 1) : makeEmptyPhone;
}
