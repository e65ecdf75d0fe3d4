/** A trusted session with lockdownd: values that only a trusted host sees, and services. */
import { isCodedError, throwIfAborted, type Log, majorOf } from '../base/index.ts';
import { dict, type PlistDict, type PlistValue } from '../formats/index.ts';
import { DeviceProtocolError } from './errors.ts';
import { LOCKDOWN_PORT, LockdownClient, startPinnedTls } from './lockdown/lockdown-client.ts';
import type { PairRecord } from './lockdown/pair-record.ts';
import { HEARTBEAT_SERVICE, answerHeartbeat } from './services/heartbeat.ts';
import type { Connection } from './transport/connection.ts';
import type { AttachedDevice } from './usbmux/attached-device.ts';
import type { UsbmuxClient } from './usbmux/client.ts';

/** Services that read protected files and therefore want the escrow bag: with it they run while the device is locked. So does what stages the lock. */
const ESCROWED_SERVICES: ReadonlySet<string> = new Set(['com.apple.mobilebackup2', 'org.iosbackuplab.staging']);
/** Devices below this major version want ValidatePair before a session. */
const FIRST_MAJOR_WITHOUT_VALIDATION = 7;
/** Devices below this major version may speak nothing newer than TLS 1.0 with SHA-1. */
const FIRST_MODERN_TLS_MAJOR = 11;

/**
 * A trusted session with a device: values and services. It reopens itself if lockdownd closes it because it was idle. Methods throw `link-lost`,
 * `lockdown-error` with the device's own name in `data.lockdownError`, and `device-locked`.
 */
export class DeviceSession implements AsyncDisposable {
  readonly #mux: UsbmuxClient;
  readonly #attached: AttachedDevice;
  readonly #record: PairRecord;
  readonly #signal: AbortSignal | undefined;
  #trusted: Trusted;
  #isClosed = false;

  private constructor(mux: UsbmuxClient, attached: AttachedDevice, record: PairRecord, trusted: Trusted, signal: AbortSignal | undefined) {
    this.#mux = mux;
    this.#attached = attached;
    this.#record = record;
    this.#trusted = trusted;
    this.#signal = signal;
  }

  /** Throws `not-trusted`, `device-locked`, `tls-failed`, `no-such-device`. `signal` cancels every wait of the session. */
  static async open(mux: UsbmuxClient, attached: AttachedDevice, record: PairRecord, signal?: AbortSignal): Promise<DeviceSession> {
    return new DeviceSession(mux, attached, record, await openTrusted(mux, attached, record, signal), signal);
  }

  /** One value; undefined when the device has none. */
  getValue(domain: string | undefined, key: string): Promise<PlistValue | undefined> {
    return this.#ask((lockdown) => lockdown.getValue(domain, key));
  }

  /** All values of a domain, or the device's own values if no domain is given. Empty if the device does not know the domain. */
  async getValues(domain?: string): Promise<PlistDict> {
    return asDict(await this.#ask((lockdown) => lockdown.getValue(domain)));
  }

  setValue(domain: string | undefined, key: string, value: PlistValue): Promise<void> {
    return this.#ask((lockdown) => lockdown.setValue(domain, key, value));
  }

  removeValue(domain: string | undefined, key: string): Promise<void> {
    return this.#ask((lockdown) => lockdown.removeValue(domain, key));
  }

  /**
   * A connection to a service, already in TLS if the device wants it; it outlives the session and belongs to the caller.
   * Throws `service-unavailable`, `service-limit`, `device-locked`, `escrow-refused`, `pairing-prohibited`, `tls-failed`; `data.hasStarted` tells
   * a service that was started and could not be reached.
   */
  async startService(name: string, signal?: AbortSignal): Promise<Connection> {
    const escrowBag = ESCROWED_SERVICES.has(name) ? this.#record.escrowBag : undefined;
    const { port, ssl } = await this.#ask((lockdown) => lockdown.startService(name, { escrowBag }));
    try {
      return await this.#connect(port, ssl, signal);
    } catch (error) {
      throw withData(error, { service: name, hasStarted: true });
    }
  }

  async #connect(port: number, ssl: boolean, signal: AbortSignal | undefined): Promise<Connection> {
    const connection = await connectTo(this.#mux, this.#attached, port, signal);
    try {
      if (ssl) await startPinnedTls(connection, this.#record, this.#trusted.legacy, signal);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /** lockdownd closes a conversation on which nothing was said for ten seconds (libimobiledevice lockdown.h): it is then opened again, once. */
  async #ask<T>(question: (lockdown: LockdownClient) => Promise<T>): Promise<T> {
    try {
      return await question(this.#trusted.lockdown);
    } catch (error) {
      if (!isCodedError(error, 'link-lost') || this.#isClosed) throw error;
      throwIfAborted(this.#signal);
      this.#trusted = await openTrusted(this.#mux, this.#attached, this.#record, this.#signal).catch(() => {
        // The device has gone, which is what the first error says.
        throw error;
      });
      return await question(this.#trusted.lockdown);
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
      log.warn('the device offers no heartbeat, so it may close this Wi-Fi connection');
      return undefined;
    }
  }

  /** Ends the session politely. Never throws. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#trusted.lockdown.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A conversation with lockdownd, without a session yet. */
export async function connectLockdown(mux: UsbmuxClient, attached: AttachedDevice, signal?: AbortSignal): Promise<LockdownClient> {
  return new LockdownClient(await connectTo(mux, attached, LOCKDOWN_PORT, signal), signal);
}

interface Trusted {
  readonly lockdown: LockdownClient;
  readonly legacy: boolean;
}

async function openTrusted(mux: UsbmuxClient, attached: AttachedDevice, record: PairRecord, signal?: AbortSignal): Promise<Trusted> {
  const lockdown = await connectLockdown(mux, attached, signal);
  try {
    const major = majorVersion(await lockdown.getValue(undefined, 'ProductVersion'));
    if (major < FIRST_MAJOR_WITHOUT_VALIDATION) await lockdown.validatePair(record);
    const legacy = major < FIRST_MODERN_TLS_MAJOR;
    await lockdown.startSession(record, legacy);
    return { lockdown, legacy };
  } catch (error) {
    await lockdown.close();
    throw error;
  }
}

async function connectTo(mux: UsbmuxClient, { deviceId, udid }: AttachedDevice, port: number, signal?: AbortSignal): Promise<Connection> {
  try {
    return await mux.connect(deviceId, port, signal);
  } catch (error) {
    throw withData(error, { udid, port });
  }
}

/** The same error with more about what it was about. */
function withData(error: unknown, data: Record<string, unknown>): unknown {
  if (!(error instanceof DeviceProtocolError)) return error;
  return new DeviceProtocolError(error.code, error.message, { data: { ...data, ...error.data }, cause: error });
}

export function asDict(value: PlistValue | undefined): PlistDict {
  return value instanceof Map ? value : dict({});
}

/** A device that does not say its version is taken for a new one. */
function majorVersion(productVersion: PlistValue | undefined): number {
  return (typeof productVersion === 'string' ? majorOf(productVersion) : undefined) ?? Number.POSITIVE_INFINITY;
}
