/** Client of usbmuxd: connected devices, changes, pair records, and connections to ports of a device. */
import { Emitter, abortable, throwIfAborted, type Event } from '../../base/index.ts';
import { arrayAt, dataAt, dict, numberAt, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import { CLIENT_NAME } from '../client-name.ts';
import { DeviceProtocolError } from '../errors.ts';
import { decodePairRecord, encodePairRecord, type PairRecord } from '../lockdown/pair-record.ts';
import { answerWithin } from '../transport/answer-within.ts';
import { Connection } from '../transport/connection.ts';
import { openUsbmuxSocket, type UsbmuxAddress } from './address.ts';
import { decodeAttached, refusedSerial, type AttachedDevice } from './attached-device.ts';
import { MUX_RESULT, encodeMuxMessage, readMuxFrame, swapPort } from './codec.ts';

const LIBRARY_VERSION = 3n;
/** usbmuxd may first try to reach a device over Wi-Fi. */
const MUX_LIMIT_MS = 120_000;
/** Far above what any computer has. */
export const MOST_DEVICES = 4096;
/** So many names that are none are told; more are no news. */
const MOST_REFUSED = 20;
const LONGEST_TOLD = 100;

/** An event that usbmuxd sends to listeners. */
export type UsbmuxEvent =
  /** The first event: usbmuxd has accepted the listener. The devices that are present follow immediately. */
  | { readonly kind: 'listening' }
  | { readonly kind: 'attached'; readonly device: AttachedDevice }
  | { readonly kind: 'detached'; readonly deviceId: number }
  /** A pair record was saved, by whomever. */
  | { readonly kind: 'paired'; readonly deviceId: number };

/**
 * A client of usbmuxd. Every call opens its own connection and closes it. All calls throw `usbmuxd-missing` and `usbmuxd-denied` if the daemon
 * cannot be reached, `link-lost` if it goes away, `protocol-violation` if its answer is invalid, and `usbmuxd-refused` (`data.muxResult`) if it
 * refuses.
 *
 * @example
 * ```ts
 * const mux = new UsbmuxClient(defaultUsbmuxAddress());
 * for (const { udid, connectionType } of await mux.listDevices()) console.log(udid, connectionType);
 * ```
 */
export class UsbmuxClient {
  readonly address: UsbmuxAddress;
  readonly #refused = new Set<string>();
  readonly #onDidRefuse = new Emitter<string>();
  /** Called once for each device that is left out because its name is not a valid UDID, with that name as untrusted text. */
  readonly onDidRefuse: Event<string> = this.#onDidRefuse.event;

  constructor(address: UsbmuxAddress) {
    this.address = address;
  }

  /** The devices that are present. A device that is plugged in and on the same Wi-Fi is listed twice. Invalid entries are left out. */
  async listDevices(signal?: AbortSignal): Promise<AttachedDevice[]> {
    const reply = await this.#ask({ MessageType: 'ListDevices' }, signal);
    const list = arrayAt(reply, 'DeviceList') ?? [];
    if (list.length > MOST_DEVICES) throw tooManyDevices();
    return list.flatMap((entry) => (entry instanceof Map ? (this.#decode(entry) ?? []) : []));
  }

  /** Events, beginning with the devices that are present. Ends only by `signal` (`cancelled`) or an error. */
  async *listen(signal?: AbortSignal): AsyncGenerator<UsbmuxEvent, never, undefined> {
    await using connection = await this.#open(signal);
    throwUnlessOk(await exchange(connection, { MessageType: 'Listen' }, signal));
    yield { kind: 'listening' };
    for (;;) {
      const { payload } = await readMuxFrame(connection, signal);
      const event = payload === undefined ? undefined : this.#decodeEvent(payload);
      if (event !== undefined) yield event;
    }
  }

  /** A pipe to a TCP port of the device. Throws `no-such-device`; `service-unavailable` when nothing listens on that port. */
  async connect(deviceId: number, port: number, signal?: AbortSignal): Promise<Connection> {
    const connection = await this.#open(signal);
    try {
      const request = { MessageType: 'Connect', DeviceID: BigInt(deviceId), PortNumber: BigInt(swapPort(port)) };
      throwUnlessOk(await exchange(connection, request, signal));
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /** This computer's identity towards devices: a string of no fixed form. */
  async readBuid(signal?: AbortSignal): Promise<string> {
    const reply = await this.#ask({ MessageType: 'ReadBUID' }, signal);
    return stringAt(reply, 'BUID') ?? refused(reply);
  }

  /** The record of the trust with a device; undefined when there is none. Throws `pair-record-invalid`. */
  async readPairRecord(udid: string, signal?: AbortSignal): Promise<PairRecord | undefined> {
    const reply = await this.#ask({ MessageType: 'ReadPairRecord', PairRecordID: udid }, signal);
    const data = dataAt(reply, 'PairRecordData');
    if (data !== undefined) return decodePairRecord(data);
    // Muxes answer a record that is not there with 2 (ENOENT, their "bad device"), whatever the device.
    return numberAt(reply, 'Number') === MUX_RESULT.badDevice ? undefined : refused(reply);
  }

  async savePairRecord(udid: string, record: PairRecord, deviceId?: number, signal?: AbortSignal): Promise<void> {
    const request = {
      MessageType: 'SavePairRecord',
      PairRecordID: udid,
      PairRecordData: encodePairRecord(record),
      DeviceID: deviceId === undefined ? undefined : BigInt(deviceId),
    };
    throwUnlessOk(await this.#ask(request, signal));
  }

  /** Forgets a device; nothing happens when it was not known. */
  async deletePairRecord(udid: string, signal?: AbortSignal): Promise<void> {
    const reply = await this.#ask({ MessageType: 'DeletePairRecord', PairRecordID: udid }, signal);
    if (numberAt(reply, 'Number') !== MUX_RESULT.badDevice) throwUnlessOk(reply);
  }

  #decode(attached: PlistDict): AttachedDevice | undefined {
    const serial = refusedSerial(attached)?.slice(0, LONGEST_TOLD);
    if (serial !== undefined && this.#refused.size < MOST_REFUSED && !this.#refused.has(serial)) {
      this.#refused.add(serial);
      this.#onDidRefuse.fire(serial);
    }
    return decodeAttached(attached);
  }

  #decodeEvent(payload: PlistDict): UsbmuxEvent | undefined {
    const deviceId = numberAt(payload, 'DeviceID');
    switch (stringAt(payload, 'MessageType')) {
      case 'Attached': {
        const device = this.#decode(payload);
        return device && { kind: 'attached', device };
      }
      case 'Detached':
        return deviceId === undefined ? undefined : { kind: 'detached', deviceId };
      case 'Paired':
        return deviceId === undefined ? undefined : { kind: 'paired', deviceId };
      default:
        return undefined;
    }
  }

  async #ask(request: Record<string, PlistValue | undefined>, signal: AbortSignal | undefined): Promise<PlistDict> {
    await using connection = await this.#open(signal);
    return await exchange(connection, request, signal);
  }

  async #open(signal: AbortSignal | undefined): Promise<Connection> {
    throwIfAborted(signal);
    const opening = openUsbmuxSocket(this.address);
    try {
      const connection = Connection.over(await abortable(opening, signal));
      connection.endSoonAfter(signal);
      return connection;
    } catch (error) {
      // Cancelled while the socket was still opening: it must not stay open when it succeeds later.
      void opening.then(
        (socket) => socket.destroy(),
        () => undefined,
      );
      throw error;
    }
  }
}

async function exchange(
  connection: Connection,
  request: Record<string, PlistValue | undefined>,
  signal: AbortSignal | undefined,
): Promise<PlistDict> {
  const introduction = { ClientVersionString: CLIENT_NAME, ProgName: CLIENT_NAME, kLibUSBMuxVersion: LIBRARY_VERSION };
  await connection.write(encodeMuxMessage(dict({ ...request, ...introduction }), 1));
  const limit = { connection, question: 'usbmuxd', limitMs: MUX_LIMIT_MS, signal };
  const { payload } = await answerWithin(limit, (limited) => readMuxFrame(connection, limited));
  if (payload !== undefined) return payload;
  throw new DeviceProtocolError('protocol-violation', 'usbmuxd does not speak the plist protocol');
}

export function tooManyDevices(): DeviceProtocolError {
  return new DeviceProtocolError('protocol-violation', `usbmuxd lists more than ${MOST_DEVICES} devices`);
}

function throwUnlessOk(reply: PlistDict): void {
  if (numberAt(reply, 'Number') !== MUX_RESULT.ok) refused(reply);
}

function refused(reply: PlistDict): never {
  const muxResult = numberAt(reply, 'Number');
  const data = { muxResult };
  switch (muxResult) {
    case MUX_RESULT.badDevice:
      throw new DeviceProtocolError('no-such-device', 'usbmuxd does not know this device', { data });
    case MUX_RESULT.connectionRefused:
      throw new DeviceProtocolError('service-unavailable', 'nothing is listening on that port of the device', { data });
    default:
      throw new DeviceProtocolError('usbmuxd-refused', `usbmuxd answered ${muxResult ?? 'something else'}`, { data });
  }
}
