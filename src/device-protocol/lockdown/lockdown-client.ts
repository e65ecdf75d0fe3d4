/** Client of lockdownd: the values of a device, sessions, and starting services. */
import { boolAt, dataAt, dict, numberAt, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { CLIENT_NAME } from '../client-name.ts';
import { DeviceProtocolError } from '../errors.ts';
import { ANSWER_LIMIT_MS, answerWithin } from '../transport/answer-within.ts';
import type { Connection } from '../transport/connection.ts';
import { readPlistFrame, writePlistFrame } from './plist-frame.ts';
import { lockdownError, lockdownErrorName } from './lockdown-errors.ts';
import { publicPairRecord, type PairRecord } from './pair-record.ts';
import { pemToDer } from './pem.ts';

/** The port of lockdownd on every device. */
export const LOCKDOWN_PORT = 62078;
/** All values of a device are some tens of KiB. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** A device that does not answer our goodbye within this time is left without one. */
const GOODBYE_MS = 2000;

/** Where a started service waits for its connection. */
export interface ServiceAddress {
  /** On the device; `UsbmuxClient.connect` takes it. */
  readonly port: number;
  /** Whether the service starts with a TLS handshake. */
  readonly ssl: boolean;
}

/**
 * One conversation with lockdownd on a connection that the client then owns. Requests and answers strictly alternate. Every method throws the
 * codes of lockdown-errors.ts with `data.lockdownError`, `link-lost`, `device-silent` and `protocol-violation`.
 */
export class LockdownClient implements AsyncDisposable {
  readonly #connection: Connection;
  readonly #signal: AbortSignal | undefined;
  readonly #answerLimitMs: number;
  #sessionId: string | undefined;

  /** `signal` cancels every wait of this conversation; none lasts longer than `answerLimitMs`. */
  constructor(connection: Connection, signal?: AbortSignal, answerLimitMs = ANSWER_LIMIT_MS) {
    this.#connection = connection;
    this.#signal = signal;
    this.#answerLimitMs = answerLimitMs;
  }

  /** `com.apple.mobile.lockdown`; a device in restore mode answers with another type. */
  async queryType(): Promise<string> {
    const reply = await this.request('QueryType');
    return stringAt(reply, 'Type') ?? '';
  }

  /** One value, or all values of a domain if no key is given. Undefined if the device has none. Without a session only few values are available. */
  async getValue(domain?: string, key?: string): Promise<PlistValue | undefined> {
    try {
      return (await this.request('GetValue', { Domain: domain, Key: key })).get('Value');
    } catch (error) {
      if (lockdownErrorName(error) === 'MissingValue') return undefined;
      throw error;
    }
  }

  async setValue(domain: string | undefined, key: string, value: PlistValue): Promise<void> {
    await this.request('SetValue', { Domain: domain, Key: key, Value: value });
  }

  async removeValue(domain: string | undefined, key: string): Promise<void> {
    await this.request('RemoveValue', { Domain: domain, Key: key });
  }

  /** Asks for trust; the escrow bag that the device gives. Throws `trust-pending` while the dialog is on the screen: ask again with the same record. */
  async pair(record: PairRecord): Promise<Uint8Array | undefined> {
    const options = dict({ ExtendedPairingErrors: true });
    const reply = await this.request('Pair', { PairRecord: publicPairRecord(record), PairingOptions: options });
    return dataAt(reply, 'EscrowBag');
  }

  /** For devices before iOS 7; later ones show by StartSession whether they trust. */
  async validatePair(record: PairRecord): Promise<void> {
    await this.request('ValidatePair', { PairRecord: publicPairRecord(record) });
  }

  async unpair(record: PairRecord): Promise<void> {
    await this.request('Unpair', { PairRecord: publicPairRecord(record) });
  }

  /**
   * Starts a session and continues with TLS, where the device must show the certificate from the pairing. `legacy` for ProductVersion below 11.
   * Throws `not-trusted`, `device-locked`, `tls-failed`.
   */
  async startSession(record: PairRecord, legacy: boolean): Promise<void> {
    const reply = await this.request('StartSession', { HostID: record.hostId, SystemBUID: record.systemBuid });
    const sessionId = stringAt(reply, 'SessionID');
    if (sessionId === undefined) throw new DeviceProtocolError('protocol-violation', 'a session without SessionID');
    if (boolAt(reply, 'EnableSessionSSL') === true) await startPinnedTls(this.#connection, record, legacy, this.#signal);
    this.#sessionId = sessionId;
  }

  /** Where a service waits for one connection. Throws `service-unavailable`, `service-limit`, `device-locked`. */
  async startService(name: string, options: { escrowBag?: Uint8Array | undefined } = {}): Promise<ServiceAddress> {
    const reply = await this.request('StartService', { Service: name, EscrowBag: options.escrowBag });
    const port = numberAt(reply, 'Port') ?? 0;
    if (port < 1 || port > 65535) throw new DeviceProtocolError('protocol-violation', `a service on port ${port}`);
    return { port, ssl: boolAt(reply, 'EnableServiceSSL') === true };
  }

  /** Ends the session; afterwards only close() makes sense. */
  async stopSession(): Promise<void> {
    const sessionId = this.#sessionId;
    if (sessionId === undefined) return;
    this.#sessionId = undefined;
    await this.request('StopSession', { SessionID: sessionId });
  }

  /** Ends the session, if there is one, and the connection. Never throws. */
  async close(): Promise<void> {
    const impatient = setTimeout(() => {
      this.#connection.destroy();
    }, GOODBYE_MS);
    // Whatever goes wrong in a goodbye changes nothing any more.
    if (!this.#connection.isOver) await this.stopSession().catch(() => undefined);
    clearTimeout(impatient);
    await this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Sends a request in lockdownd's own words and checks that the answer belongs to it. */
  async request(name: string, fields: Record<string, PlistValue | undefined> = {}): Promise<PlistDict> {
    const request = dict({ Label: CLIENT_NAME, ProtocolVersion: '2', Request: name, ...fields });
    await writePlistFrame(this.#connection, request, 'xml');
    // lockdownd answers at once, also when a dialog is on the screen.
    const limit = { connection: this.#connection, question: `lockdownd ${name}`, limitMs: this.#answerLimitMs, signal: this.#signal };
    const reply = await answerWithin(limit, (signal) => readPlistFrame(this.#connection, { maxLength: MAX_ANSWER_BYTES, signal }));
    if (!(reply instanceof Map)) return this.#violated(`lockdownd did not answer ${name} with a dictionary`);
    const error = stringAt(reply, 'Error');
    if (error !== undefined) throw lockdownError(error, name, { domain: fields.Domain, key: fields.Key, service: fields.Service });
    // Some answer Unpair without saying what they answer.
    if (stringAt(reply, 'Request') !== name && name !== 'Unpair') return this.#violated(`lockdownd answered a request other than ${name}`);
    if (stringAt(reply, 'Result') === 'Failure') throw lockdownError('Failure', name);
    return reply;
  }

  #violated(message: string): never {
    this.#connection.destroy();
    throw new DeviceProtocolError('protocol-violation', message);
  }
}

/**
 * TLS as a host does it with a device: it shows the host certificate of the record (as Apple's own hosts do; devices take
 * the root certificate as well) and takes only the device certificate of the record.
 */
export async function startPinnedTls(connection: Connection, record: PairRecord, legacy: boolean, signal?: AbortSignal): Promise<void> {
  const acceptedPeers = [pemToDer(record.deviceCertificate)];
  await connection.startTls({ role: 'client', key: record.hostPrivateKey, cert: record.hostCertificate, acceptedPeers, legacy }, signal);
}
