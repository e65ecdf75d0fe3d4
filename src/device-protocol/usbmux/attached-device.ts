/** A device as usbmuxd reports it: the property dictionary of `Attached` and ListDevices, encoded and decoded. */
import { boolAt, dataAt, dict, dictAt, numberAt, parseUdid, stringAt, type PlistDict, type Udid } from '../../formats/index.ts';
import { decodeNetworkAddress, encodeNetworkAddress } from './network-address.ts';

/** How a device is connected: by cable, or over the network. */
export type ConnectionType = 'usb' | 'network';

/** A device as usbmuxd lists it, without asking the device itself. */
export interface AttachedDevice {
  /** usbmuxd's number for this attachment; a device that comes back gets another one. */
  readonly deviceId: number;
  readonly udid: Udid;
  readonly connectionType: ConnectionType;
  /** Of USB. */
  readonly productId?: number | undefined;
  /** Bus and port of USB, as the system numbers them. */
  readonly locationId?: number | undefined;
  /** Bits per second. */
  readonly connectionSpeed?: number | undefined;
  /** Where a Wi-Fi device is, if usbmuxd reports it. */
  readonly network?: NetworkPlace | undefined;
  /** A phone made of software that says so; absent for everything else. */
  readonly isSimulated?: true | undefined;
}

/** A property of our own: simulated phones are announced with it, no real usbmuxd sends it, and other programs leave it alone. */
const SIMULATED_PROPERTY = 'IOSBackupLabSimulated';

/** Where a device is on the network. */
export interface NetworkPlace {
  /** IPv4 or IPv6. */
  readonly address: string;
  /** Bonjour's name of the device: `MAC@IPv6._apple-mobdev2._tcp.local.` */
  readonly serviceName: string | undefined;
  /** The system's number of the network interface. */
  readonly interfaceIndex: number | undefined;
}

/** Decodes the `Attached` dictionary. Undefined if a required value is missing or malformed, above all the UDID. */
export function decodeAttached(attached: PlistDict): AttachedDevice | undefined {
  const properties = dictAt(attached, 'Properties');
  if (properties === undefined) return undefined;
  const deviceId = numberAt(attached, 'DeviceID') ?? numberAt(properties, 'DeviceID') ?? 0;
  // Folders, pair records and jobs are named after it: what is no UDID names no device.
  const udid = parseUdid(stringAt(properties, 'SerialNumber') ?? '');
  const connectionType = decodeConnectionType(stringAt(properties, 'ConnectionType'));
  if (!Number.isSafeInteger(deviceId) || deviceId < 1 || udid === undefined || connectionType === undefined) return undefined;
  return {
    deviceId,
    udid,
    connectionType,
    productId: numberAt(properties, 'ProductID'),
    locationId: numberAt(properties, 'LocationID'),
    connectionSpeed: numberAt(properties, 'ConnectionSpeed'),
    ...(connectionType === 'network' ? { network: decodeNetworkPlace(properties) } : {}),
    ...(boolAt(properties, SIMULATED_PROPERTY) === true ? { isSimulated: true } : {}),
  };
}

/** The name that was announced for a device where it is no UDID; undefined when there is nothing to say about it. */
export function refusedSerial(attached: PlistDict): string | undefined {
  const properties = dictAt(attached, 'Properties');
  const serial = properties && stringAt(properties, 'SerialNumber');
  return serial === undefined || parseUdid(serial) !== undefined ? undefined : serial;
}

function decodeNetworkPlace(properties: PlistDict): NetworkPlace | undefined {
  const address = decodeNetworkAddress(dataAt(properties, 'NetworkAddress') ?? new Uint8Array(0));
  if (address === undefined) return undefined;
  const serviceName = stringAt(properties, 'EscapedFullServiceName');
  return { address, serviceName, interfaceIndex: numberAt(properties, 'InterfaceIndex') };
}

/** The `Attached` dictionary that usbmuxd sends. A device without `network` is on USB. */
export function encodeAttached(device: AttachedDevice): PlistDict {
  const common = { DeviceID: BigInt(device.deviceId), SerialNumber: device.udid, [SIMULATED_PROPERTY]: device.isSimulated };
  const properties = device.network === undefined ? usbProperties(device, common) : networkProperties(device.network, common);
  return dict({ DeviceID: common.DeviceID, MessageType: 'Attached', Properties: properties });
}

type CommonProperties = Readonly<{ DeviceID: bigint; SerialNumber: string; [SIMULATED_PROPERTY]: true | undefined }>;

function usbProperties(device: AttachedDevice, common: CommonProperties): PlistDict {
  return dict({
    ConnectionSpeed: BigInt(device.connectionSpeed ?? 480_000_000),
    ConnectionType: 'USB',
    LocationID: BigInt(device.locationId ?? 0),
    ProductID: BigInt(device.productId ?? 0x12a8),
    ...common,
  });
}

function networkProperties(network: NetworkPlace, common: CommonProperties): PlistDict {
  return dict({
    ConnectionType: 'Network',
    EscapedFullServiceName: network.serviceName,
    InterfaceIndex: network.interfaceIndex === undefined ? undefined : BigInt(network.interfaceIndex),
    NetworkAddress: encodeNetworkAddress(network.address),
    ...common,
  });
}

function decodeConnectionType(name: string | undefined): ConnectionType | undefined {
  if (name === 'USB') return 'usb';
  return name === 'Network' ? 'network' : undefined;
}

/** Keeps one entry per UDID. For a device that is listed twice, this is the entry by cable. */
export function preferCable(devices: readonly AttachedDevice[]): AttachedDevice[] {
  const chosen = new Map<Udid, AttachedDevice>();
  for (const device of devices) {
    if (!chosen.has(device.udid) || device.connectionType === 'usb') chosen.set(device.udid, device);
  }
  return [...chosen.values()];
}
