/** A pair record: what a host stores about the trust between itself and one device. */
import { dataAt, dict, parsePlist, stringAt, writeBinaryPlist, type PlistDict } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';

/** The pairing of a host with a device. Certificates and keys are PEM text. */
export interface PairRecord {
  readonly hostId: string;
  /** Of this computer; no fixed form. */
  readonly systemBuid: string;
  readonly deviceCertificate: Uint8Array;
  readonly hostCertificate: Uint8Array;
  readonly hostPrivateKey: Uint8Array;
  readonly rootCertificate: Uint8Array;
  readonly rootPrivateKey?: Uint8Array | undefined;
  /** Lets a service reach protected files while the device is locked; absent in the records of some tools. */
  readonly escrowBag?: Uint8Array | undefined;
  readonly wifiMacAddress?: string | undefined;
}

/** Reads a pair record as stored on disk, binary or XML. Throws `pair-record-invalid`. */
export function decodePairRecord(bytes: Uint8Array): PairRecord {
  const record = parseRecord(bytes);
  const data = (key: string) => dataAt(record, key) ?? missing(key);
  const string = (key: string) => stringAt(record, key) ?? missing(key);
  return {
    hostId: string('HostID'),
    systemBuid: string('SystemBUID'),
    deviceCertificate: data('DeviceCertificate'),
    hostCertificate: data('HostCertificate'),
    hostPrivateKey: data('HostPrivateKey'),
    rootCertificate: data('RootCertificate'),
    rootPrivateKey: dataAt(record, 'RootPrivateKey'),
    escrowBag: dataAt(record, 'EscrowBag'),
    wifiMacAddress: stringAt(record, 'WiFiMACAddress'),
  };
}

/** Encodes a pair record as libimobiledevice stores it: a binary property list. */
export function encodePairRecord(record: PairRecord): Uint8Array {
  return writeBinaryPlist(
    dict({
      DeviceCertificate: record.deviceCertificate,
      EscrowBag: record.escrowBag,
      HostCertificate: record.hostCertificate,
      HostID: record.hostId,
      HostPrivateKey: record.hostPrivateKey,
      RootCertificate: record.rootCertificate,
      RootPrivateKey: record.rootPrivateKey,
      SystemBUID: record.systemBuid,
      WiFiMACAddress: record.wifiMacAddress,
    }),
  );
}

/** The part of a record that a device is told: no private key, no escrow bag. */
export function publicPairRecord(record: PairRecord): PlistDict {
  return dict({
    DeviceCertificate: record.deviceCertificate,
    HostCertificate: record.hostCertificate,
    HostID: record.hostId,
    RootCertificate: record.rootCertificate,
    SystemBUID: record.systemBuid,
  });
}

function parseRecord(bytes: Uint8Array): PlistDict {
  try {
    const record = parsePlist(bytes);
    if (record instanceof Map) return record;
  } catch (cause) {
    throw new DeviceProtocolError('pair-record-invalid', 'the pair record is not a readable property list', { cause });
  }
  throw new DeviceProtocolError('pair-record-invalid', 'the pair record is not a dictionary');
}

function missing(key: string): never {
  throw new DeviceProtocolError('pair-record-invalid', `the pair record has no ${key}`, { data: { key } });
}
