/** Trust between this computer and a simulated phone without half a second of making RSA keys: the first pairing of the process is used again. */
import type { PairRecord } from '../../src/device-protocol/index.ts';
import type { DeviceKeyPair } from '../../src/simulated-device/phone/device-key.ts';
import { openPhone, type Simulated } from './simulated.ts';

interface Trust {
  readonly record: PairRecord;
  readonly key: DeviceKeyPair;
}

/** Those who come while it is made wait for it. */
let first: Promise<Trust> | undefined;

/** `buid` where programs of others come, who introduce themselves by that of their simulator, which differs from seed to seed. */
export async function trustQuickly(simulated: Pick<Simulated, 'phone' | 'mux'>, buid?: string): Promise<void> {
  const { phone, mux } = simulated;
  if (first === undefined) {
    first = firstPairing(simulated);
    await first;
    return;
  }
  const { record, key } = await first;
  phone.key.use(key);
  const text = (pem: Uint8Array) => Buffer.from(pem).toString('latin1');
  const { hostId, rootCertificate, hostCertificate, deviceCertificate } = record;
  const systemBuid = buid ?? record.systemBuid;
  const { escrowBag } = phone.hosts.add({
    hostId,
    systemBuid,
    rootCertificate: text(rootCertificate),
    hostCertificate: text(hostCertificate),
    deviceCertificate: text(deviceCertificate),
  });
  await mux.savePairRecord(phone.udid, { ...record, systemBuid, escrowBag }, phone.deviceId);
}

async function firstPairing(simulated: Pick<Simulated, 'phone' | 'mux'>): Promise<Trust> {
  try {
    const record = await (await openPhone(simulated)).pair();
    return { record, key: await simulated.phone.key.get() };
  } catch (error) {
    // The next one tries for itself.
    first = undefined;
    throw error;
  }
}
