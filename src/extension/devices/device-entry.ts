/** A device that is connected: by what it is reached, and what is known of it. */
import type { AttachedDevice, UsbmuxClient } from '../../device-protocol/index.ts';
import type { DeviceState } from '../../view/index.ts';

export interface DeviceEntry {
  readonly mux: UsbmuxClient;
  readonly attached: AttachedDevice;
  readonly state: DeviceState;
}
