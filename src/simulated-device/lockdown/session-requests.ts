/** StartSession, StopSession and StartService: from a trusted host to an encrypted stream and the ports of services. */
import { randomUUID } from 'node:crypto';
import { dataAt, stringAt, type PlistDict } from '../../formats/index.ts';
import type { TlsOptions } from '../../device-protocol/index.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import type { PhonePort } from '../phone/phone-call.ts';
import { answer, refusal, type LockdownReply } from './lockdown-reply.ts';
import type { LockdownSession } from './lockdown-session.ts';
import type { PairedHost } from './paired-hosts.ts';

export async function startSession(session: LockdownSession, request: PlistDict): Promise<LockdownReply> {
  const { device, attachment, connection } = session.call;
  const hostId = stringAt(request, 'HostID');
  if (session.active !== undefined) return refusal('SessionActive');
  if (hostId === undefined) return refusal('MissingHostID');
  const host = device.hosts.get(hostId);
  if (host === undefined || host.systemBuid !== stringAt(request, 'SystemBUID')) return refusal('InvalidHostID');
  const id = randomUUID().toUpperCase();
  session.active = { id, host };
  if (attachment.wifi) device.networkSessions.enter(hostId, connection);
  return answer({ EnableSessionSSL: true, SessionID: id }, await tlsFor(device, host));
}

export function stopSession(session: LockdownSession, request: PlistDict): LockdownReply {
  const id = stringAt(request, 'SessionID');
  if (session.active === undefined) return refusal('SessionInactive');
  if (id === undefined) return refusal('MissingSessionID');
  if (id !== session.active.id) return refusal('InvalidSessionID');
  session.active = undefined;
  return answer({ Result: 'Success' });
}

/** The escrow bag of the pair record lets a service start while the device is locked. */
export async function startService(session: LockdownSession, request: PlistDict, find: FindService): Promise<LockdownReply> {
  const { device, attachment } = session.call;
  const name = stringAt(request, 'Service');
  if (session.active === undefined) return refusal('SessionInactive');
  if (name === undefined) return refusal('MissingService');
  const { host } = session.active;
  const escrowBag = dataAt(request, 'EscrowBag');
  if (escrowBag !== undefined && Buffer.compare(escrowBag, host.escrowBag) !== 0) return refusal('EscrowLocked');
  if (escrowBag === undefined && device.locked) return refusal('PasswordProtected');
  const serve = find(name);
  if (serve === undefined) return refusal('InvalidService');
  const port = await device.ports.open({ name, serve, tls: await tlsFor(device, host), hostId: host.hostId }, attachment);
  if (port === undefined) return refusal('ServiceLimit');
  return answer({ EnableServiceSSL: true, Port: BigInt(port), Service: name });
}

export type FindService = (name: string) => PhonePort['serve'] | undefined;

/** The device shows the certificate that this host made for it, and takes only the certificates of that host. */
async function tlsFor(device: SimulatedDevice, host: PairedHost): Promise<TlsOptions> {
  const { privateKey } = await device.key.get();
  return {
    role: 'server',
    key: Buffer.from(privateKey),
    cert: Buffer.from(host.deviceCertificate),
    acceptedPeers: host.peers,
    legacy: device.behaviour.newestTls === 'TLSv1',
    newest: device.behaviour.newestTls,
  };
}
