/** A trusted session with lockdownd: values that only a trusted host sees, and services. */
import { isCodedError, type Log } from '../base/index.ts';
import { dict, type PlistDict, type PlistValue } from '../formats/index.ts';
import { LOCKDOWN_PORT, LockdownClient, startPinnedTls } from './lockdown/lockdown-client.ts';
import type { PairRecord } from './lockdown/pair-record.ts';
import { HEARTBEAT_SERVICE, answerHeartbeat } from './services/heartbeat.ts';
import type { Connection } from './transport/connection.ts';
import type { AttachedDevice } from './usbmux/attached-device.ts';
import type { UsbmuxClient } from './usbmux/client.ts';

/** Services that read protected files and therefore want the escrow bag: with it they run while the device is locked. */
const ESCROWED_SERVICES: ReadonlySet<string> = new Set(['com.apple.mobilebackup2']);
/** Devices below this major version want ValidatePair before a session. */
const FIRST_MAJOR_WITHOUT_VALIDATION = 7;
/** Devices below this major version may speak nothing newer than TLS 1.0 with SHA-1. */
const FIRST_MODERN_TLS_MAJOR = 11;

export class DeviceSession implements AsyncDisposable {
  readonly #mux: UsbmuxClient;
  readonly #attached: AttachedDevice;
  readonly #record: PairRecord;
  readonly #lockdown: LockdownClient;
  readonly #legacy: boolean;

  private constructor(mux: UsbmuxClient, attached: AttachedDevice, record: PairRecord, lockdown: LockdownClient, legacy: boolean) {
    this.#mux = mux;
    this.#attached = attached;
    this.#record = record;
    this.#lockdown = lockdown;
    this.#legacy = legacy;
  }

  /** Throws `not-trusted`, `device-locked`, `tls-failed`, `no-such-device`. `signal` cancels every wait of the session. */
  static async open(mux: UsbmuxClient, attached: AttachedDevice, record: PairRecord, signal?: AbortSignal): Promise<DeviceSession> {
    const lockdown = await connectLockdown(mux, attached, signal);
    try {
      const major = majorVersion(await lockdown.getValue(undefined, 'ProductVersion'));
      if (major < FIRST_MAJOR_WITHOUT_VALIDATION) await lockdown.validatePair(record);
      const legacy = major < FIRST_MODERN_TLS_MAJOR;
      await lockdown.startSession(record, legacy);
      return new DeviceSession(mux, attached, record, lockdown, legacy);
    } catch (error) {
      await lockdown.close();
      throw error;
    }
  }

  /** One value; undefined when the device has none. */
  getValue(domain: string | undefined, key: string): Promise<PlistValue | undefined> {
    return this.#lockdown.getValue(domain, key);
  }

  /** All values of a domain, or the device's own without one; empty when the device does not know the domain. */
  async getValues(domain?: string): Promise<PlistDict> {
    return asDict(await this.#lockdown.getValue(domain));
  }

  setValue(domain: string | undefined, key: string, value: PlistValue): Promise<void> {
    return this.#lockdown.setValue(domain, key, value);
  }

  removeValue(domain: string | undefined, key: string): Promise<void> {
    return this.#lockdown.removeValue(domain, key);
  }

  /**
   * A connection to a service, already in TLS if the device wants it; it outlives the session and belongs to the caller.
   * Throws `service-unavailable`, `service-limit`, `device-locked`, `pairing-prohibited`, `tls-failed`.
   */
  async startService(name: string, signal?: AbortSignal): Promise<Connection> {
    const escrowBag = ESCROWED_SERVICES.has(name) ? this.#record.escrowBag : undefined;
    const { port, ssl } = await this.#lockdown.startService(name, { escrowBag });
    const connection = await this.#mux.connect(this.#attached.deviceId, port, signal);
    try {
      if (ssl) await startPinnedTls(connection, this.#record, this.#legacy, signal);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /**
   * Answers the heartbeat of a device on Wi-Fi until disposed: without that it drops this host within a minute. On a cable, and with a device
   * that has no such service, there is nothing to do. Throws what startService throws.
   */
  async keepAlive(log: Log, signal?: AbortSignal): Promise<AsyncDisposable | undefined> {
    if (this.#attached.connectionType !== 'network') return undefined;
    try {
      return answerHeartbeat(await this.startService(HEARTBEAT_SERVICE, signal), log);
    } catch (error) {
      if (!isCodedError(error, 'service-unavailable')) throw error;
      log.warn('the device has no heartbeat; it may drop this connection over Wi-Fi');
      return undefined;
    }
  }

  /** Ends the session politely. Never throws. */
  close(): Promise<void> {
    return this.#lockdown.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A conversation with lockdownd, without a session yet. */
export async function connectLockdown(mux: UsbmuxClient, attached: AttachedDevice, signal?: AbortSignal): Promise<LockdownClient> {
  return new LockdownClient(await mux.connect(attached.deviceId, LOCKDOWN_PORT, signal), signal);
}

export function asDict(value: PlistValue | undefined): PlistDict {
  return value instanceof Map ? value : dict({});
}

/** A device that does not say its version is taken for a new one. */
function majorVersion(productVersion: PlistValue | undefined): number {
  const major = typeof productVersion === 'string' ? Number.parseInt(productVersion, 10) : Number.NaN;
  return Number.isNaN(major) ? Number.POSITIVE_INFINITY : major;
}
