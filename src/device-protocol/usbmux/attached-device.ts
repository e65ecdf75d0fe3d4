/** A device as usbmuxd announces it: the property dictionary of `Attached` and ListDevices, both ways. */
import { asUdid, dict, dictAt, numberAt, parseUdid, stringAt, type PlistDict, type Udid } from '../../formats/index.ts';

export type ConnectionType = 'usb' | 'network';

export interface AttachedDevice {
  /** usbmuxd's number for this attachment; a device that comes back gets another one. */
  readonly deviceId: number;
  readonly udid: Udid;
  readonly connectionType: ConnectionType;
  readonly productId?: number | undefined;
  readonly locationId?: number | undefined;
  /** Bits per second. */
  readonly connectionSpeed?: number | undefined;
}

/** The `Attached` dictionary; `undefined` when something a device must have is missing or malformed. */
export function decodeAttached(attached: PlistDict): AttachedDevice | undefined {
  const properties = dictAt(attached, 'Properties');
  if (properties === undefined) return undefined;
  const deviceId = numberAt(attached, 'DeviceID') ?? numberAt(properties, 'DeviceID') ?? 0;
  const serial = stringAt(properties, 'SerialNumber');
  const connectionType = decodeConnectionType(stringAt(properties, 'ConnectionType'));
  if (!Number.isSafeInteger(deviceId) || deviceId < 1 || !serial || connectionType === undefined) return undefined;
  return {
    deviceId,
    // A serial number in no known form is still the name by which this device is asked for.
    udid: parseUdid(serial) ?? asUdid(serial),
    connectionType,
    productId: numberAt(properties, 'ProductID'),
    locationId: numberAt(properties, 'LocationID'),
    connectionSpeed: numberAt(properties, 'ConnectionSpeed'),
  };
}

/** The `Attached` dictionary that usbmuxd sends for a USB device. */
export function encodeAttached(device: AttachedDevice): PlistDict {
  const deviceId = BigInt(device.deviceId);
  return dict({
    DeviceID: deviceId,
    MessageType: 'Attached',
    Properties: dict({
      ConnectionSpeed: BigInt(device.connectionSpeed ?? 480_000_000),
      ConnectionType: device.connectionType === 'usb' ? 'USB' : 'Network',
      DeviceID: deviceId,
      LocationID: BigInt(device.locationId ?? 0),
      ProductID: BigInt(device.productId ?? 0x12a8),
      SerialNumber: device.udid,
    }),
  });
}

function decodeConnectionType(name: string | undefined): ConnectionType | undefined {
  if (name === 'USB') return 'usb';
  return name === 'Network' ? 'network' : undefined;
}

/** One entry for each UDID: of a device that is there twice, the one on the cable. */
export function preferCable(devices: readonly AttachedDevice[]): AttachedDevice[] {
  const chosen = new Map<Udid, AttachedDevice>();
  for (const device of devices) {
    if (!chosen.has(device.udid) || device.connectionType === 'usb') chosen.set(device.udid, device);
  }
  return [...chosen.values()];
}
