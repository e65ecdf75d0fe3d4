/** What can be seen of a phone from outside its simulator's thread. */
import type { ConnectionType } from '../../device-protocol/index.ts';
import type { FaultSettings } from '../faults/fault.ts';
import type { TrustPolicy } from '../phone/device-options.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';

/** A fault on a phone. */
export interface ArmedPhoneFault {
  /** Tells it from another one of the same id. */
  readonly number: number;
  readonly id: string;
  readonly settings: FaultSettings;
  /** How often it has struck. */
  readonly struck: number;
}

/** A phone in one moment, as plain data. */
export interface PhoneDescription {
  readonly udid: string;
  readonly name: string;
  readonly productType: string;
  readonly productVersion: string;
  readonly trust: TrustPolicy;
  readonly isAttached: boolean;
  /** The ways by which hosts see it. */
  readonly connections: readonly ConnectionType[];
  /** Why no host can see it though nobody unplugged it. */
  readonly absence?: 'off' | 'recovery' | 'restarting';
  readonly locked: boolean;
  readonly isPasscodeSet: boolean;
  /** On its screen at this moment. */
  readonly isTrustDialogShown: boolean;
  readonly isPasscodePromptShown: boolean;
  /** A backup password is set. */
  readonly isEncrypted: boolean;
  /** Device management demands a backup password. */
  readonly requiresEncryption: boolean;
  /** A charger, or a computer that charges. */
  readonly hasPower: boolean;
  /** For iCloud; whether hosts see it there is in `connections`. */
  readonly hasWifi: boolean;
  readonly faults: readonly ArmedPhoneFault[];
}

/** What the thread knows of a phone besides the phone itself. */
interface KnownBesides {
  readonly isPasscodePromptShown: boolean;
  readonly faults: readonly ArmedPhoneFault[];
}

export function describePhone(device: SimulatedDevice, besides: KnownBesides): PhoneDescription {
  const { udid, name, productType, productVersion, trust, isAttached, connections, locked, isPasscodeSet, backupPassword } = device;
  const absence = device.power.isRestarting ? 'restarting' : device.power.absence;
  return {
    ...{ udid, name, productType, productVersion, trust, isAttached, connections, locked, isPasscodeSet },
    ...(absence === undefined ? {} : { absence }),
    isTrustDialogShown: device.isTrustDialogShown,
    isEncrypted: backupPassword.isSet,
    requiresEncryption: backupPassword.isRequired,
    hasPower: device.hasPower,
    hasWifi: device.cloud.hasWifi,
    ...besides,
  };
}
