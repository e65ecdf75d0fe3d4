/** The simulated usbmuxd: lists devices, reports changes, keeps pair records, and connects streams to device ports. */
import {
  MUX_MESSAGE,
  MUX_RESULT,
  MUX_VERSION,
  encodeAttached,
  encodeBinaryMuxResult,
  encodeMuxMessage,
  readMuxFrame,
  swapPort,
  type MuxFrame,
  type NetworkPlace,
} from '../../device-protocol/index.ts';
import { dataAt, dict, numberAt, stringAt, type PlistDict } from '../../formats/index.ts';
import { connectToDevice } from './device-stream.ts';
import type { MuxClient } from './mux-client.ts';
import type { PhoneAttachment, PhoneAttachmentEvent } from '../phone/phone-call.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';

/** EINVAL of the systems that usbmuxd runs on. */
const INVALID_ARGUMENT = 22;
/** LocationIDs of real buses are numbers of many digits; this keeps them apart. */
const LOCATION_SHIFT = 16;
/** Simulated devices are on the loopback interface, which is the first everywhere. */
const LOOPBACK_INDEX = 1;

type Next = 'more' | 'done';

/** Serves one connection until it ends; Listen and Connect take it over. Throws what breaks the stream. */
export async function serveMuxClient(client: MuxClient): Promise<void> {
  const { connection, signal, host } = client;
  while (!(await connection.atEnd(signal))) {
    const frame = await readMuxFrame(connection, signal);
    if (frame.version !== MUX_VERSION.plist) {
      // Very old clients speak the binary protocol first; this answer makes libusbmuxd use property lists.
      await connection.write(encodeBinaryMuxResult(MUX_RESULT.badVersion, frame.tag));
      return;
    }
    if (frame.payload !== undefined) host.trace({ connection: client.number, channel: 'usbmuxd', from: 'host', message: frame.payload });
    if ((await answerMux(client, frame)) === 'done') return;
  }
}

async function answerMux(client: MuxClient, frame: MuxFrame): Promise<Next> {
  const { host } = client;
  const { payload } = frame;
  const type = payload && frame.message === MUX_MESSAGE.plist ? stringAt(payload, 'MessageType') : undefined;
  if (payload === undefined || type === undefined) return await badCommand(client, frame, 'a message without MessageType');
  switch (type) {
    case 'ListDevices':
      return await answerWith(client, frame, dict({ DeviceList: host.attachments.all().map(announcement) }));
    case 'ReadBUID':
      return await answerWith(client, frame, dict({ BUID: host.buid }));
    case 'ReadPairRecord':
      return await readPairRecord(client, frame, payload);
    case 'SavePairRecord':
      return await savePairRecord(client, frame, payload);
    case 'DeletePairRecord': {
      const deleted = host.records.delete(stringAt(payload, 'PairRecordID') ?? '');
      return await answerResult(client, frame, deleted ? MUX_RESULT.ok : MUX_RESULT.badDevice);
    }
    case 'Listen':
      await listen(client, frame);
      return 'done';
    case 'Connect':
      return await connect(client, frame, payload);
    default:
      return await badCommand(client, frame, `an unknown MessageType ${JSON.stringify(type)}`);
  }
}

async function readPairRecord(client: MuxClient, frame: MuxFrame, payload: PlistDict): Promise<Next> {
  const record = client.host.records.read(stringAt(payload, 'PairRecordID') ?? '');
  if (record === undefined) return await answerResult(client, frame, MUX_RESULT.badDevice);
  return await answerWith(client, frame, dict({ PairRecordData: record }));
}

async function savePairRecord(client: MuxClient, frame: MuxFrame, payload: PlistDict): Promise<Next> {
  const record = dataAt(payload, 'PairRecordData');
  const udid = record && client.host.records.save(stringAt(payload, 'PairRecordID') ?? '', record);
  if (udid === undefined) return await answerResult(client, frame, INVALID_ARGUMENT);
  const next = await answerResult(client, frame, MUX_RESULT.ok);
  client.host.attachments.paired(udid);
  return next;
}

/** From here on the connection carries events only: first who is there, then who comes and goes. */
async function listen(client: MuxClient, frame: MuxFrame): Promise<void> {
  const { host, connection, signal } = client;
  const present = host.attachments.all();
  const subscription = host.attachments.onDidChange((event) => {
    sendInBackground(client, eventMessage(event));
  });
  try {
    await answerResult(client, frame, MUX_RESULT.ok);
    for (const attachment of present) await send(client, announcement(attachment), 0);
    if (await connection.atEnd(signal)) return;
    host.violation('usbmuxd: a message after Listen');
  } finally {
    subscription.dispose();
  }
}

async function connect(client: MuxClient, frame: MuxFrame, payload: PlistDict): Promise<Next> {
  const attachment = client.host.attachments.byId(numberAt(payload, 'DeviceID') ?? 0);
  if (attachment === undefined) return await answerResult(client, frame, MUX_RESULT.badDevice);
  const port = attachment.device.ports.claim(swapPort(numberAt(payload, 'PortNumber') ?? 0), attachment);
  if (port === undefined) return await answerResult(client, frame, MUX_RESULT.connectionRefused);
  const { faults } = attachment.device;
  const link = faults.openLink(client.connection, port.name, AbortSignal.any([client.signal, attachment.signal]));
  const effect = await faults.meet('mux.Connect', port.name, link);
  if (effect?.kind === 'mux-result') return await answerResult(client, frame, effect.result);
  const accept = async () => {
    if (!link.shaper.isSilent) await answerResult(client, frame, MUX_RESULT.ok);
  };
  await connectToDevice(client, attachment, port, { link, accept });
  return 'done';
}

/** usbmuxd answers a command it does not know, and goes on. */
async function badCommand(client: MuxClient, frame: MuxFrame, what: string): Promise<Next> {
  client.host.violation(`usbmuxd: ${what}`);
  return await answerResult(client, frame, MUX_RESULT.badCommand);
}

async function answerResult(client: MuxClient, frame: MuxFrame, result: number): Promise<Next> {
  return await answerWith(client, frame, dict({ MessageType: 'Result', Number: BigInt(result) }));
}

async function answerWith(client: MuxClient, frame: MuxFrame, message: PlistDict): Promise<Next> {
  await send(client, message, frame.tag);
  return 'more';
}

async function send({ host, connection, number }: MuxClient, message: PlistDict, tag: number): Promise<void> {
  host.trace({ connection: number, channel: 'usbmuxd', from: 'device', message });
  await connection.write(encodeMuxMessage(message, tag));
}

/** Events carry tag 0. A listener that has gone misses nothing. */
function sendInBackground(client: MuxClient, message: PlistDict): void {
  send(client, message, 0).catch((error: unknown) => {
    client.host.log.debug(`usbmuxd: a listener disconnected: ${String(error)}`);
  });
}

function eventMessage({ kind, attachment }: PhoneAttachmentEvent): PlistDict {
  if (kind === 'attached') return announcement(attachment);
  return dict({ DeviceID: BigInt(attachment.deviceId), MessageType: kind === 'detached' ? 'Detached' : 'Paired' });
}

function announcement({ deviceId, connection, device, wifi }: PhoneAttachment): PlistDict {
  const { udid } = device.identity;
  const common = { deviceId, udid, connectionType: connection, isSimulated: true } as const;
  if (wifi !== undefined) return encodeAttached({ ...common, network: networkPlace(device, wifi.address) });
  return encodeAttached({ ...common, locationId: deviceId << LOCATION_SHIFT, productId: device.model.usbProductId });
}

function networkPlace({ identity: { wifiAddress } }: SimulatedDevice, address: string): NetworkPlace {
  return { address, interfaceIndex: LOOPBACK_INDEX, serviceName: `${wifiAddress}@${linkLocalOf(wifiAddress)}._apple-mobdev2._tcp.local.` };
}

/** The IPv6 address that a host makes of its MAC address (EUI-64, RFC 4291). */
function linkLocalOf(mac: string): string {
  const [first = 0, ...rest] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const bytes = [first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)];
  const groups = Array.from({ length: 4 }, (_, at) => (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16));
  return `fe80::${groups.join(':')}`;
}
