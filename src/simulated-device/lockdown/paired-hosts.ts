/** The computers that a device trusts, with the certificates that identify them. */
import { X509Certificate, randomBytes } from 'node:crypto';

/** What a host sent in its Pair request. Certificates are PEM text. */
export interface HostRecord {
  readonly hostId: string;
  readonly systemBuid: string;
  readonly rootCertificate: string;
  readonly hostCertificate: string;
  readonly deviceCertificate: string;
}

export interface PairedHost extends HostRecord {
  /** The secret that lets this host start services while the device is locked; 32 bytes. */
  readonly escrowBag: Uint8Array;
  /** The certificates (DER) of which this host presents one: libimobiledevice the root's, others the host's. */
  readonly peers: readonly Uint8Array[];
}

const ESCROW_BAG_BYTES = 32;

export class PairedHosts {
  readonly #hosts = new Map<string, PairedHost>();

  all(): readonly PairedHost[] {
    return [...this.#hosts.values()];
  }

  get(hostId: string): PairedHost | undefined {
    return this.#hosts.get(hostId);
  }

  /** Trusts a host; one with the same HostID is replaced. */
  add(record: HostRecord): PairedHost {
    const host: PairedHost = {
      ...record,
      escrowBag: randomBytes(ESCROW_BAG_BYTES),
      peers: [derOf(record.rootCertificate), derOf(record.hostCertificate)],
    };
    this.#hosts.set(host.hostId, host);
    return host;
  }

  /** False when the host was not known. */
  remove(hostId: string): boolean {
    return this.#hosts.delete(hostId);
  }

  clear(): void {
    this.#hosts.clear();
  }

  /** The host that this record describes, if it is known with exactly these certificates. */
  match(record: HostRecord): PairedHost | undefined {
    const host = this.#hosts.get(record.hostId);
    if (host === undefined) return undefined;
    const same =
      host.rootCertificate === record.rootCertificate &&
      host.hostCertificate === record.hostCertificate &&
      host.deviceCertificate === record.deviceCertificate;
    return same ? host : undefined;
  }
}

function derOf(pem: string): Uint8Array {
  return new X509Certificate(pem).raw;
}
