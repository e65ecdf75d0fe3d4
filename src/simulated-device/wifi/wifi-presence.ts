/** A device on Wi-Fi: joined by the tester, visible to hosts while `EnableWifiConnections` is on. */
import type { Socket } from 'node:net';
import type { Disposable, Event, Log } from '../../base/index.ts';
import { boolAt } from '../../formats/index.ts';
import type { AttachedDevice, Attachment, Attachments } from '../mux/attachments.ts';
import type { ValueStore } from '../lockdown/value-store.ts';
import { WifiInterface } from './wifi-network.ts';

export const WIRELESS_DOMAIN = 'com.apple.mobile.wireless_lockdown';
export const WIFI_SWITCH = 'EnableWifiConnections';

/** What the Wi-Fi needs of a device. */
export interface WirelessDevice extends AttachedDevice {
  readonly values: ValueStore;
  readonly log: Log;
  readonly onDidChange: Event<string>;
  changed(change: 'attached' | 'detached'): void;
}

/** Serves a connection that came straight to the device. */
export type ServeDirect<Device extends AttachedDevice> = (socket: Socket, attachment: Attachment<Device>, port: number) => void;

interface WifiSurroundings<Device extends AttachedDevice> {
  readonly attachments: Attachments<Device>;
  readonly serveDirect: ServeDirect<Device>;
  /** Fires when the simulator closes: nobody joins any more. */
  readonly signal: AbortSignal;
}

export class WifiPresence<Device extends WirelessDevice> {
  readonly #device: Device;
  readonly #attachments: Attachments<Device>;
  readonly #serve: ServeDirect<Device>;
  readonly #signal: AbortSignal;
  /** Settles when the device listens; undefined while it is not on the Wi-Fi. */
  #joining: Promise<WifiInterface> | undefined;
  #subscription: Disposable | undefined;

  constructor(device: Device, { attachments, serveDirect, signal }: WifiSurroundings<Device>) {
    this.#device = device;
    this.#signal = signal;
    this.#attachments = attachments;
    this.#serve = serveDirect;
  }

  /** Resolves once the device listens. Throws what WifiInterface.join throws; the device has then not joined. */
  async join(): Promise<void> {
    const mine = (this.#joining ??= WifiInterface.join((socket, port) => {
      this.#accept(socket, port);
    }));
    try {
      const wifi = await mine;
      if (this.#joining !== mine) return;
      if (this.#signal.aborted) {
        this.leave();
        return;
      }
      this.#subscription ??= this.#device.onDidChange((change) => {
        if (change === 'values') this.#followSwitch(wifi);
      });
      this.#followSwitch(wifi);
    } catch (error) {
      if (this.#joining === mine) {
        this.#joining = undefined;
        this.#device.log.error(`simulated device ${this.#device.udid} is not on Wi-Fi: ${String(error)}`);
      }
      throw error;
    }
  }

  /** Breaks every connection over Wi-Fi. */
  leave(): void {
    const joining = this.#joining;
    this.#joining = undefined;
    this.#subscription?.dispose();
    this.#subscription = undefined;
    this.#hide();
    // A failure to join was told to whoever joined.
    joining?.then(
      (wifi) => {
        wifi.closeAll();
      },
      () => undefined,
    );
  }

  #followSwitch(wifi: WifiInterface): void {
    const values = this.#device.values.domain(WIRELESS_DOMAIN);
    if (values === undefined || boolAt(values, WIFI_SWITCH) !== true) this.#hide();
    else if (this.#attachments.add(this.#device, wifi)) this.#device.changed('attached');
  }

  #hide(): void {
    if (this.#attachments.remove(this.#device, 'network')) this.#device.changed('detached');
  }

  #accept(socket: Socket, port: number): void {
    const attachment = this.#attachments.of(this.#device).find(({ connection }) => connection === 'network');
    if (attachment === undefined) socket.destroy();
    else this.#serve(socket, attachment, port);
  }
}
