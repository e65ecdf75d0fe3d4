/** Which devices are plugged in: gives out DeviceIDs, says who came and went, and cuts every connection of a device that goes. */
import { Emitter, type Event } from '../base/index.ts';
import type { SimulatedDevice } from './device.ts';

/** One stay of a device on the bus. A device that comes back gets another number. */
export interface Attachment {
  /** ≥ 1: libusbmuxd's list ends at the first device with number 0. */
  readonly deviceId: number;
  readonly locationId: number;
  readonly device: SimulatedDevice;
  /** Fires when the device is unplugged. */
  readonly signal: AbortSignal;
}

export interface BusEvent {
  readonly kind: 'attached' | 'detached' | 'paired';
  readonly attachment: Attachment;
}

export class UsbBus {
  readonly #attachments = new Map<SimulatedDevice, Attachment & { readonly cut: AbortController }>();
  readonly #events = new Emitter<BusEvent>();
  #lastId = 0;

  get onDidChange(): Event<BusEvent> {
    return this.#events.event;
  }

  /** In the order in which they were plugged in. */
  attachments(): Attachment[] {
    return [...this.#attachments.values()];
  }

  attachmentOf(device: SimulatedDevice): Attachment | undefined {
    return this.#attachments.get(device);
  }

  byId(deviceId: number): Attachment | undefined {
    return this.attachments().find((attachment) => attachment.deviceId === deviceId);
  }

  /** False when it is plugged in already. */
  attach(device: SimulatedDevice): boolean {
    if (this.#attachments.has(device)) return false;
    const cut = new AbortController();
    const deviceId = ++this.#lastId;
    const attachment = { deviceId, locationId: deviceId << 16, device, signal: cut.signal, cut };
    this.#attachments.set(device, attachment);
    this.#events.fire({ kind: 'attached', attachment });
    return true;
  }

  /** False when it was not plugged in. */
  detach(device: SimulatedDevice): boolean {
    const attachment = this.#attachments.get(device);
    if (attachment === undefined) return false;
    this.#attachments.delete(device);
    attachment.cut.abort();
    this.#events.fire({ kind: 'detached', attachment });
    return true;
  }

  /** A host saved a pair record for the device. */
  paired(udid: string): void {
    for (const attachment of this.attachments()) {
      if (attachment.device.udid === udid) this.#events.fire({ kind: 'paired', attachment });
    }
  }
}
