/** One device for a host: found by UDID, asked for values and services, paired and unpaired. */
import { isCodedError } from '../base/index.ts';
import { parseUdid, type PlistDict, type PlistValue, type Udid } from '../formats/index.ts';
import { DeviceSession, asDict, connectLockdown } from './device-session.ts';
import { DeviceProtocolError } from './errors.ts';
import { lockdownErrorName } from './lockdown/lockdown-errors.ts';
import type { PairRecord } from './lockdown/pair-record.ts';
import { requestTrust, type PairingOptions } from './lockdown/pairing.ts';
import type { Connection } from './transport/connection.ts';
import { preferCable, type AttachedDevice } from './usbmux/attached-device.ts';
import type { UsbmuxClient } from './usbmux/client.ts';

/**
 * One device. Holds no connection: every method opens the connections it needs and closes them.
 *
 * @example
 * ```ts
 * const device = await Device.open(new UsbmuxClient(defaultUsbmuxAddress()), udid);
 * await device.pair({ waitSeconds: 60, onWaiting: () => console.log('Tap Trust on the device') });
 * await using session = await device.openSession();
 * console.log(await session.getValue(undefined, 'ProductVersion'));
 * ```
 */
export class Device {
  readonly mux: UsbmuxClient;
  readonly attached: AttachedDevice;

  constructor(mux: UsbmuxClient, attached: AttachedDevice) {
    this.mux = mux;
    this.attached = attached;
  }

  /** The attached device of that name, by cable rather than by Wi-Fi. Throws `no-such-device` and the codes of UsbmuxClient. */
  static async open(mux: UsbmuxClient, udid: string, options: { signal?: AbortSignal | undefined } = {}): Promise<Device> {
    const wanted = parseUdid(udid);
    const [attached] = preferCable((await mux.listDevices(options.signal)).filter((device) => device.udid === wanted));
    if (attached === undefined) throw new DeviceProtocolError('no-such-device', `no device ${udid} is connected`, { data: { udid } });
    return new Device(mux, attached);
  }

  get udid(): Udid {
    return this.attached.udid;
  }

  /** A session with lockdownd for several questions in a row. Throws `not-trusted`, `device-locked`, `tls-failed`, `pair-record-invalid`. */
  async openSession(signal?: AbortSignal): Promise<DeviceSession> {
    return DeviceSession.open(this.mux, this.attached, await this.#requireRecord(signal), signal);
  }

  /** All values of a domain (or the device's own), as a trusted host if there is a pair record, otherwise what unknown hosts can see. */
  async getValues(domain?: string, signal?: AbortSignal): Promise<PlistDict> {
    const record = await this.mux.readPairRecord(this.udid, signal);
    if (record === undefined) return this.getPublicValues(domain, signal);
    await using session = await DeviceSession.open(this.mux, this.attached, record, signal);
    return await session.getValues(domain);
  }

  /** The values that the device reports to any host. */
  async getPublicValues(domain?: string, signal?: AbortSignal): Promise<PlistDict> {
    await using lockdown = await connectLockdown(this.mux, this.attached, signal);
    return asDict(await lockdown.getValue(domain));
  }

  /** One value, as a trusted host sees it; undefined if the device has none. */
  async getValue(domain: string | undefined, key: string, signal?: AbortSignal): Promise<PlistValue | undefined> {
    await using session = await this.openSession(signal);
    return await session.getValue(domain, key);
  }

  /** A connection to a service, from a session of its own. See DeviceSession.startService. */
  async startService(name: string, signal?: AbortSignal): Promise<Connection> {
    await using session = await this.openSession(signal);
    return await session.startService(name, signal);
  }

  /** Asks for trust, waits as specified, and stores the record with usbmuxd. Throws what requestTrust throws, and `pairing-not-kept`. */
  async pair(options: PairingOptions = {}): Promise<PairRecord> {
    const { signal } = options;
    await using lockdown = await connectLockdown(this.mux, this.attached, signal);
    const record = await requestTrust(lockdown, await this.mux.readBuid(signal), options);
    await this.mux.savePairRecord(this.udid, record, this.attached.deviceId, signal);
    await this.#checkPairing(signal);
    return record;
  }

  /** Ends the trust on both sides. Throws `not-trusted` when there is none to end. */
  async unpair(signal?: AbortSignal): Promise<void> {
    const record = await this.#requireRecord(signal);
    await using lockdown = await connectLockdown(this.mux, this.attached, signal);
    try {
      await lockdown.unpair(record);
    } catch (error) {
      // The device has already forgotten this host: then only the record is left to remove.
      if (lockdownErrorName(error) !== 'InvalidHostID') throw error;
    }
    await this.mux.deletePairRecord(this.udid, signal);
  }

  /** Shows by a session that the device still trusts this host. Throws what openSession throws. */
  async validate(signal?: AbortSignal): Promise<void> {
    const session = await this.openSession(signal);
    await session.close();
  }

  /** Some devices say yes and do not know this host a moment later. The record stays: pairing again replaces it. */
  async #checkPairing(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.validate(signal);
    } catch (error) {
      if (isCodedError(error, 'device-locked')) return;
      if (!isCodedError(error, 'not-trusted')) throw error;
      throw new DeviceProtocolError('pairing-not-kept', 'the device does not recognize the pairing that it just accepted', {
        data: error.data,
        cause: error,
      });
    }
  }

  async #requireRecord(signal: AbortSignal | undefined): Promise<PairRecord> {
    const record = await this.mux.readPairRecord(this.udid, signal);
    if (record === undefined) {
      throw new DeviceProtocolError('not-trusted', 'this device has no pair record', { data: { udid: this.udid } });
    }
    return record;
  }
}
