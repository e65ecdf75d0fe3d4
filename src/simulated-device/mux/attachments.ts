/** Which devices the mux lists, and on which connection: assigns DeviceIDs, reports changes, and cuts every connection of a device that is detached. */
import { Emitter, type Event } from '../../base/index.ts';
import type { ConnectionType } from '../../device-protocol/index.ts';
import type { WifiInterface } from '../wifi/wifi-network.ts';

/** What attachments need of whatever is attached. */
export interface AttachedDevice {
  readonly udid: string;
  readonly ports: { clear(attachment: object): void };
}

/** One stay of a device, by cable or by Wi-Fi. A device that comes back gets another number; one that is there both ways has two. */
export interface Attachment<Device extends AttachedDevice> {
  /** ≥ 1: libusbmuxd's list ends at the first device with number 0. */
  readonly deviceId: number;
  readonly device: Device;
  readonly connection: ConnectionType;
  /** Where the device can be reached directly; only by Wi-Fi. */
  readonly wifi: WifiInterface | undefined;
  /** Fires when the attachment ends. */
  readonly signal: AbortSignal;
}

export interface AttachmentEvent<Device extends AttachedDevice> {
  readonly kind: 'attached' | 'detached' | 'paired';
  readonly attachment: Attachment<Device>;
}

interface Held<Device extends AttachedDevice> extends Attachment<Device> {
  readonly cut: AbortController;
}

export class Attachments<Device extends AttachedDevice> {
  /** In the order in which they came. */
  readonly #byId = new Map<number, Held<Device>>();
  readonly #byDevice = new Map<Device, Map<ConnectionType, Held<Device>>>();
  readonly #events = new Emitter<AttachmentEvent<Device>>();
  #lastId = 0;

  get onDidChange(): Event<AttachmentEvent<Device>> {
    return this.#events.event;
  }

  /** In the order in which they came. */
  all(): Attachment<Device>[] {
    return [...this.#byId.values()];
  }

  /** Those of one device, the cable first. */
  of(device: Device): Attachment<Device>[] {
    const held = this.#byDevice.get(device);
    return [held?.get('usb'), held?.get('network')].filter((attachment) => attachment !== undefined);
  }

  byId(deviceId: number): Attachment<Device> | undefined {
    return this.#byId.get(deviceId);
  }

  /** False when it is there that way already. */
  add(device: Device, wifi?: WifiInterface): boolean {
    const connection = wifi === undefined ? 'usb' : 'network';
    const held = this.#byDevice.get(device) ?? new Map<ConnectionType, Held<Device>>();
    if (held.has(connection)) return false;
    const cut = new AbortController();
    const attachment = { deviceId: ++this.#lastId, device, connection, wifi, signal: cut.signal, cut } as const;
    this.#byDevice.set(device, held.set(connection, attachment));
    this.#byId.set(attachment.deviceId, attachment);
    this.#events.fire({ kind: 'attached', attachment });
    return true;
  }

  /** False when it was not there that way. */
  remove(device: Device, connection: ConnectionType): boolean {
    const held = this.#byDevice.get(device);
    const attachment = held?.get(connection);
    if (held === undefined || attachment === undefined) return false;
    held.delete(connection);
    if (held.size === 0) this.#byDevice.delete(device);
    this.#byId.delete(attachment.deviceId);
    attachment.cut.abort();
    device.ports.clear(attachment);
    this.#events.fire({ kind: 'detached', attachment });
    return true;
  }

  /** A host saved a pair record for the device. */
  paired(udid: string): void {
    for (const attachment of this.all()) {
      if (attachment.device.udid === udid) this.#events.fire({ kind: 'paired', attachment });
    }
  }
}
