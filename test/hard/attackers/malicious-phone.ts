/**
 * A phone behind a usbmuxd of its own that answers honestly until an attack says otherwise. No TLS: a phone may do without, and a malicious one
 * has every key that it needs. It shares the plist codecs and the making of certificates with the product, and nothing of the simulated phone.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import {
  dict,
  makePairingCertificates,
  numberAt,
  parsePlist,
  stringAt,
  writeBinaryPlist,
  writeXmlPlist,
  type PlistDict,
  type PlistValue,
} from '../../../src/formats/index.ts';
import { BackupAgent } from './backup-agent.ts';
import { afcAnswering, type AfcAnswer } from './phone-afc.ts';
import { HostGone, PhoneWire } from './phone-wire.ts';

export const PHONE_UDID = '00008030-00BADBADBADBAD0E';
const LOCKDOWN_PORT = 62_078;
const FIRST_SERVICE_PORT = 50_000;

export interface Mischief {
  /** By MessageType; `answer` sends a body of any kind as a usbmuxd message. */
  readonly mux?: Readonly<Record<string, (answer: (body: Uint8Array) => Promise<void>, wire: PhoneWire) => Promise<void>>>;
  /** By Request; a dictionary is sent with what every answer has, undefined means that it has been dealt with. */
  readonly lockdown?: Readonly<Record<string, (wire: PhoneWire, request: PlistDict) => Promise<PlistDict | undefined>>>;
  /** Beside the honest ones, or instead of them. */
  readonly values?: Readonly<Record<string, PlistValue>>;
  /** By the name of the service: the whole conversation. */
  readonly services?: Readonly<Record<string, (wire: PhoneWire) => Promise<void>>>;
  readonly afc?: AfcAnswer;
  /** After the greeting, in answer to the host's request. */
  readonly backup?: (agent: BackupAgent, request: PlistDict) => Promise<void>;
  /** The bytes of the pair record that usbmuxd keeps. */
  readonly pairRecord?: (honest: Uint8Array) => Uint8Array;
}

export interface MaliciousPhone extends AsyncDisposable {
  readonly address: string;
  readonly udid: string;
}

export async function startMaliciousPhone(mischief: Mischief): Promise<MaliciousPhone> {
  const phone = new Phone(mischief, await pairRecord());
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    phone.serve(new PhoneWire(socket)).catch((error: unknown) => {
      socket.destroy();
      if (!(error instanceof HostGone)) throw error;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    udid: PHONE_UDID,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

let madeRecord: Promise<Uint8Array> | undefined;

/** One is enough for all attacks: keys take a while. */
function pairRecord(): Promise<Uint8Array> {
  return (madeRecord ??= makeRecord());
}

async function makeRecord(): Promise<Uint8Array> {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const made = await makePairingCertificates({ devicePublicKeyPem: Buffer.from(publicKey.export({ type: 'pkcs1', format: 'pem' })) });
  return writeBinaryPlist(
    dict({
      HostID: 'A-HOST',
      SystemBUID: 'A-BUID',
      DeviceCertificate: made.deviceCertificate,
      HostCertificate: made.hostCertificate,
      HostPrivateKey: made.hostPrivateKey,
      RootCertificate: made.rootCertificate,
      EscrowBag: randomBytes(32),
    }),
  );
}

const HONEST_VALUES: Readonly<Record<string, PlistValue>> = {
  DeviceName: 'A phone',
  ProductType: 'iPhone12,1',
  ProductVersion: '15.7',
  BuildVersion: '19H12',
  UniqueDeviceID: PHONE_UDID,
  SerialNumber: 'A1',
};

class Phone {
  readonly #mischief: Mischief;
  readonly #record: Uint8Array;
  readonly #ports = new Map<number, string>();

  constructor(mischief: Mischief, record: Uint8Array) {
    this.#mischief = mischief;
    this.#record = mischief.pairRecord?.(record) ?? record;
  }

  /** usbmuxd, until it hands the connection over. */
  async serve(wire: PhoneWire): Promise<void> {
    for (;;) {
      const header = await wire.take(16);
      const body = parsePlist(await wire.take(header.readUInt32LE(0) - 16));
      const request = body instanceof Map ? body : new Map<string, PlistValue>();
      const tag = header.readUInt32LE(12);
      const answer = (bytes: Uint8Array) => wire.write(muxMessage(bytes, tag));
      const type = stringAt(request, 'MessageType') ?? '';
      const attack = this.#mischief.mux?.[type];
      if (attack !== undefined) await attack(answer, wire);
      else if (type === 'Connect') {
        await answer(writeXmlPlist(result(0)));
        const swapped = numberAt(request, 'PortNumber') ?? 0;
        await this.#onPort(((swapped & 0xff) << 8) | (swapped >> 8), wire);
        return;
      } else await answer(writeXmlPlist(this.#muxAnswer(type)));
    }
  }

  #muxAnswer(type: string): PlistDict {
    switch (type) {
      case 'ListDevices':
        return dict({ DeviceList: [attached(1, PHONE_UDID)] });
      case 'ReadPairRecord':
        return dict({ PairRecordData: this.#record });
      case 'ReadBUID':
        return dict({ BUID: 'A-BUID' });
      default:
        return result(0);
    }
  }

  async #onPort(port: number, wire: PhoneWire): Promise<void> {
    if (port === LOCKDOWN_PORT) await this.#lockdownd(wire);
    else await this.#service(this.#ports.get(port) ?? '', wire);
  }

  async #lockdownd(wire: PhoneWire): Promise<void> {
    for (;;) {
      const request = await wire.readDict();
      const name = stringAt(request, 'Request') ?? '';
      const attack = this.#mischief.lockdown?.[name];
      const answer = attack === undefined ? this.#lockdownAnswer(name, request) : await attack(wire, request);
      if (answer !== undefined) await wire.sendPlist(new Map([['Request', name], ...answer]));
    }
  }

  #lockdownAnswer(name: string, request: PlistDict): PlistDict {
    const values = new Map(Object.entries({ ...HONEST_VALUES, ...this.#mischief.values }));
    switch (name) {
      case 'QueryType':
        return dict({ Type: 'com.apple.mobile.lockdown' });
      case 'GetValue': {
        const key = stringAt(request, 'Key');
        const value = stringAt(request, 'Domain') !== undefined ? undefined : key === undefined ? values : values.get(key);
        return value === undefined ? dict({ Error: 'MissingValue' }) : dict({ Value: value });
      }
      case 'StartSession':
        return dict({ SessionID: 'A-SESSION', EnableSessionSSL: false });
      case 'StartService': {
        const port = FIRST_SERVICE_PORT + this.#ports.size;
        this.#ports.set(port, stringAt(request, 'Service') ?? '');
        return dict({ Port: BigInt(port), EnableServiceSSL: false });
      }
      default:
        return dict({});
    }
  }

  async #service(name: string, wire: PhoneWire): Promise<void> {
    const attack = this.#mischief.services?.[name];
    if (attack !== undefined) {
      await attack(wire);
      return;
    }
    switch (name) {
      case 'com.apple.afc': {
        await afcAnswering(wire, this.#mischief.afc);
        return;
      }
      case 'com.apple.mobile.notification_proxy': {
        await notificationProxy(wire);
        return;
      }
      case 'com.apple.mobile.installation_proxy':
        await wire.readDict();
        {
          await wire.sendPlist(dict({ Status: 'Complete' }));
          return;
        }
      case 'com.apple.mobilebackup2': {
        const agent = new BackupAgent(wire, PHONE_UDID);
        const request = await agent.greet();
        if (this.#mischief.backup === undefined) await agent.respond(1, 'nothing is backed up here');
        else await this.#mischief.backup(agent, request);
        return await wire.silence();
      }
      default:
        for (;;) await wire.sendPlist(await wire.readDict());
    }
  }
}

async function notificationProxy(wire: PhoneWire): Promise<void> {
  for (;;) {
    const message = await wire.readDict();
    if (stringAt(message, 'Command') === 'Shutdown') await wire.sendPlist(dict({ Command: 'ProxyDeath' }));
  }
}

export function attached(deviceId: number, udid: string, more: Readonly<Record<string, PlistValue>> = {}): PlistDict {
  const properties = { ConnectionType: 'USB', DeviceID: BigInt(deviceId), LocationID: 0n, ProductID: 4776n, SerialNumber: udid, ...more };
  return dict({ DeviceID: BigInt(deviceId), MessageType: 'Attached', Properties: dict(properties) });
}

export function result(number: number): PlistDict {
  return dict({ MessageType: 'Result', Number: BigInt(number) });
}

/** A message of usbmuxd with any body. */
export function muxMessage(body: Uint8Array, tag: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + body.length, 0);
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(8, 8);
  header.writeUInt32LE(tag, 12);
  return Buffer.concat([header, body]);
}
