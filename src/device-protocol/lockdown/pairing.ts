/** Pairing: makes the certificates, asks the device for trust, and waits for the person who decides. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError, isCodedError } from '../../base/index.ts';
import { makePairingCertificates, type PairingCertificates } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import type { LockdownClient } from './lockdown-client.ts';
import type { PairRecord } from './pair-record.ts';

/** A device shows its dialog once, however often it is asked. */
const ASK_AGAIN_MS = 1000;

/** How long to ask for trust, and who is notified. */
export interface PairingOptions {
  /** How long to wait for an answer to the Trust dialog; 0 asks once. */
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal | undefined;
  /** The dialog is on the screen of the device, so tell the user. Called once. */
  readonly onWaiting?: () => void;
  readonly askAgainMs?: number;
}

/**
 * Asks a device for trust and returns the pair record to store. Throws `trust-pending` if nobody answered in time, `trust-declined`,
 * `device-locked`, `pairing-prohibited`, `cancelled`.
 */
export async function requestTrust(lockdown: LockdownClient, systemBuid: string, options: PairingOptions = {}): Promise<PairRecord> {
  const record = await newPairRecord(lockdown, systemBuid);
  const escrowBag = await askUntilAnswered(lockdown, record, options);
  return { ...record, escrowBag };
}

async function newPairRecord(lockdown: LockdownClient, systemBuid: string): Promise<PairRecord> {
  const devicePublicKeyPem = await lockdown.getValue(undefined, 'DevicePublicKey');
  if (!(devicePublicKeyPem instanceof Uint8Array)) throw new DeviceProtocolError('protocol-violation', 'the device has no public key');
  const wifiMacAddress = await lockdown.getValue(undefined, 'WiFiAddress');
  return {
    hostId: randomUUID().toUpperCase(),
    systemBuid,
    ...(await certificatesFor(devicePublicKeyPem)),
    wifiMacAddress: typeof wifiMacAddress === 'string' ? wifiMacAddress : undefined,
  };
}

async function certificatesFor(devicePublicKeyPem: Uint8Array): Promise<PairingCertificates> {
  try {
    return await makePairingCertificates({ devicePublicKeyPem });
  } catch (cause) {
    if (!isCodedError(cause, 'certificate-malformed')) throw cause;
    throw new DeviceProtocolError('protocol-violation', 'the device has no usable public key', { cause });
  }
}

async function askUntilAnswered(lockdown: LockdownClient, record: PairRecord, options: PairingOptions): Promise<Uint8Array | undefined> {
  const { waitSeconds = 0, signal, onWaiting, askAgainMs = ASK_AGAIN_MS } = options;
  const deadline = performance.now() + waitSeconds * 1000;
  for (let asked = 1; ; asked++) {
    try {
      return await lockdown.pair(record);
    } catch (error) {
      if (!isCodedError(error, 'trust-pending') || performance.now() >= deadline) throw error;
    }
    if (asked === 1) onWaiting?.();
    await pause(askAgainMs, signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    throw new CancelledError(error);
  }
}
