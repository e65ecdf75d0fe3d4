/** A phone as it is ordered from the simulator's thread: the options that are plain data, and what stands for the others. */
import { makeBulkPhone, type BulkPhoneOptions } from '../content/bulk-phone.ts';
import type { SimulatedDeviceOptions } from '../phone/device-options.ts';
import type { AskPasscode } from '../phone/passcode-prompt.ts';

/** Which phone is wanted of a simulator in a thread of its own. */
export interface PhoneOrder extends Omit<SimulatedDeviceOptions, 'askPasscode' | 'clock' | 'content' | 'factoryContent'> {
  /** So many files of one size in place of the small realistic phone. */
  readonly bulk?: BulkPhoneOptions;
  /** Backups and changes of the backup password ask for the passcode, where this iOS version does; the user is played by `act`. */
  readonly asksPasscode?: boolean;
}

export function optionsOf({ bulk, asksPasscode, ...options }: PhoneOrder, askPasscode: AskPasscode): SimulatedDeviceOptions {
  return {
    ...options,
    ...(bulk === undefined ? {} : { content: makeBulkPhone(bulk) }),
    ...(asksPasscode === true ? { askPasscode } : {}),
  };
}
