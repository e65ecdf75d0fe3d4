/** The usbmuxd of this computer among those that are watched: the one of the settings, else the system's own. */
import type { Disposable } from '../../base/index.ts';
import { UsbmuxClient, defaultUsbmuxAddress, parseUsbmuxAddress } from '../../device-protocol/index.ts';
import type { DeviceRegistry } from './device-registry.ts';

export class SystemMux implements Disposable {
  readonly #devices: DeviceRegistry;
  #added: Disposable | undefined;
  #client: UsbmuxClient | undefined;

  constructor(devices: DeviceRegistry) {
    this.#devices = devices;
  }

  /** Opens no socket yet. `address` is empty for the system's own. Throws `address-malformed`; no usbmuxd is watched then. */
  watch(address: string): void {
    this.dispose();
    const mux = new UsbmuxClient(address === '' ? defaultUsbmuxAddress() : parseUsbmuxAddress(address));
    this.#client = mux;
    this.#added = this.#devices.addMux(mux, { own: false });
  }

  /** The usbmuxd that is watched; the system's own where the settings name none that makes sense. */
  client(): UsbmuxClient {
    return this.#client ?? new UsbmuxClient(defaultUsbmuxAddress());
  }

  dispose(): void {
    this.#added?.dispose();
    this.#added = undefined;
    this.#client = undefined;
  }
}
