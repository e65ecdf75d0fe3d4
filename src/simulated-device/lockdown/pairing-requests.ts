/** Pair, ValidatePair and Unpair: how a computer becomes trusted, or stops being trusted. */
import { X509Certificate } from 'node:crypto';
import { dataAt, dictAt, stringAt, type PlistDict } from '../../formats/index.ts';
import { isSameKey } from '../phone/device-key.ts';
import { answer, refusal, type LockdownReply } from './lockdown-reply.ts';
import type { LockdownSession } from './lockdown-session.ts';
import type { HostRecord } from './paired-hosts.ts';

/** Order of the checks as devices make them: the way (pairing needs the cable), passcode lock, the record itself, then the user. */
export async function pair({ call }: LockdownSession, request: PlistDict): Promise<LockdownReply> {
  const { device } = call;
  if (call.attachment.wifi) return refusal('PairingProhibitedOverThisConnection');
  if (device.locked) return refusal('PasswordProtected');
  const sent = dictAt(request, 'PairRecord');
  if (sent === undefined) return refusal('MissingPairRecord');
  const record = decodeHostRecord(sent);
  if (record === undefined || !areCertificatesSound(record, (await device.key.get()).privateKey)) {
    call.violation('Pair with an incomplete record, or with certificates that do not match the device or each other');
    return refusal('InvalidPairRecord');
  }
  const known = device.hosts.match(record);
  if (known) return answer({ EscrowBag: known.escrowBag });
  const decision = device.answerPairing(record.hostId);
  if (decision === 'ask') return refusal('PairingDialogResponsePending');
  if (decision === 'decline') return refusal('UserDeniedPairing');
  const host = device.hosts.add(record);
  device.changed('paired');
  return answer({ EscrowBag: host.escrowBag });
}

export function validatePair({ call }: LockdownSession, request: PlistDict): LockdownReply {
  const sent = dictAt(request, 'PairRecord');
  if (sent === undefined) return refusal('MissingPairRecord');
  const record = decodeHostRecord(sent);
  return record !== undefined && call.device.hosts.match(record) ? answer() : refusal('InvalidHostID');
}

export function unpair({ call }: LockdownSession, request: PlistDict): LockdownReply {
  const sent = dictAt(request, 'PairRecord');
  if (sent === undefined) return refusal('MissingPairRecord');
  const hostId = stringAt(sent, 'HostID');
  if (hostId === undefined) return refusal('MissingHostID');
  if (!call.device.hosts.remove(hostId)) return refusal('InvalidHostID');
  call.device.changed('unpaired');
  return answer();
}

/** Undefined when a part is missing. A private key that a host sends along (pymobiledevice3 does) is not even read. */
function decodeHostRecord(record: PlistDict): HostRecord | undefined {
  const hostId = stringAt(record, 'HostID');
  const systemBuid = stringAt(record, 'SystemBUID');
  const rootCertificate = textAt(record, 'RootCertificate');
  const hostCertificate = textAt(record, 'HostCertificate');
  const deviceCertificate = textAt(record, 'DeviceCertificate');
  if (!hostId || systemBuid === undefined || !rootCertificate || !hostCertificate || !deviceCertificate) return undefined;
  return { hostId, systemBuid, rootCertificate, hostCertificate, deviceCertificate };
}

/** The device certificate must be for this device's key, and the host's root must have signed it and the host's own. */
function areCertificatesSound(record: HostRecord, devicePrivateKey: string): boolean {
  try {
    const root = new X509Certificate(record.rootCertificate);
    const host = new X509Certificate(record.hostCertificate);
    const device = new X509Certificate(record.deviceCertificate);
    const devicePublicKey = device.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    return isSameKey(devicePublicKey, devicePrivateKey) && device.verify(root.publicKey) && host.verify(root.publicKey);
  } catch {
    return false;
  }
}

function textAt(record: PlistDict, key: string): string | undefined {
  const bytes = dataAt(record, key);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');
}
