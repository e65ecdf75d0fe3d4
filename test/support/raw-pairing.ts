/** Pairing and sessions by hand-written requests, for tests of the simulated lockdownd. */
import { makePairingCertificates, type PairingCertificates } from '../../src/formats/index.ts';
import { xmlValue } from './byte-script.ts';
import { RawHost, xmlData } from './raw-host.ts';

export const LOCKDOWN_PORT = 62078;

export interface RawPairing extends PairingCertificates {
  readonly hostId: string;
  readonly systemBuid: string;
  /** Base64, as the device gave it; undefined when it refused. */
  readonly escrowBag: string | undefined;
}

/** A fresh connection to lockdownd of a device. */
export async function lockdown(address: string, deviceId = 1): Promise<RawHost> {
  const host = await RawHost.connect(address);
  await host.connectTo(deviceId, LOCKDOWN_PORT);
  return host;
}

/** Makes certificates for the device and asks it to trust them. */
export async function pairRaw(host: RawHost, hostId = 'AAAAAAAA-0000-4000-8000-000000000001'): Promise<RawPairing> {
  const key = xmlValue(await host.ask({ Request: 'GetValue', Key: 'DevicePublicKey' }), 'Value') ?? '';
  const certificates = await makePairingCertificates({ devicePublicKeyPem: Buffer.from(key, 'base64') });
  const pairing = { ...certificates, hostId, systemBuid: 'test-buid' };
  const reply = await host.ask(pairRequest('Pair', pairing));
  return { ...pairing, escrowBag: xmlValue(reply, 'EscrowBag')?.replaceAll(/\s/g, '') };
}

type Sent = Omit<RawPairing, 'escrowBag'>;

/** The XML of Pair, ValidatePair or Unpair. */
export function pairRequest(request: string, record: Sent): string {
  const certificates = (['RootCertificate', 'HostCertificate', 'DeviceCertificate'] as const).map((name) => {
    const own = `${name.charAt(0).toLowerCase()}${name.slice(1)}` as 'rootCertificate' | 'hostCertificate' | 'deviceCertificate';
    return `<key>${name}</key>${xmlData(record[own])}`;
  });
  const identity = `<key>HostID</key><string>${record.hostId}</string><key>SystemBUID</key><string>${record.systemBuid}</string>`;
  return `<dict><key>Request</key><string>${request}</string><key>PairRecord</key><dict>${certificates.join('')}${identity}</dict></dict>`;
}

/** Who the host says to be in TLS: Debian's library shows the root certificate, others the host's. */
export function identityOf(pairing: PairingCertificates, who: 'root' | 'host'): { key: Buffer; cert: Buffer } {
  return who === 'root'
    ? { key: Buffer.from(pairing.rootPrivateKey), cert: Buffer.from(pairing.rootCertificate) }
    : { key: Buffer.from(pairing.hostPrivateKey), cert: Buffer.from(pairing.hostCertificate) };
}

/** Starts a session and goes on in TLS; the session's id. */
export async function startSessionRaw(host: RawHost, pairing: RawPairing, who: 'root' | 'host' = 'root'): Promise<string> {
  const reply = await host.ask({ Request: 'StartSession', HostID: pairing.hostId, SystemBUID: pairing.systemBuid });
  await host.startTls(identityOf(pairing, who));
  return xmlValue(reply, 'SessionID') ?? '';
}

/** Pairs with the first device, starts a service in a session, and connects to it; the session stays open. */
export async function openServices(address: string): Promise<OpenServices> {
  const session = await lockdown(address);
  const pairing = await pairRaw(session);
  await startSessionRaw(session, pairing);
  const opened: RawHost[] = [session];
  return {
    open: async (service) => {
      const port = xmlValue(await session.ask({ Request: 'StartService', Service: service }), 'Port');
      const host = await RawHost.connect(address);
      opened.push(host);
      await host.connectTo(1, Number(port));
      await host.startTls(identityOf(pairing, 'root'));
      return host;
    },
    [Symbol.dispose]: () => {
      for (const host of opened) host[Symbol.dispose]();
    },
  };
}

export interface OpenServices extends Disposable {
  open(service: string): Promise<RawHost>;
}

/** Error name of a lockdownd answer. */
export function errorIn(reply: string): string | undefined {
  return xmlValue(reply, 'Error');
}
