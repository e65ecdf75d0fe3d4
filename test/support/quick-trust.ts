/** Trust between this computer and a simulated phone without half a second of making RSA keys: the first pairing of the process is used again. */
import type { PairRecord } from '../../src/device-protocol/index.ts';
import type { DeviceKeyPair } from '../../src/simulated-device/phone/device-key.ts';
import { openPhone, type Simulated } from './simulated.ts';

let first: { readonly record: PairRecord; readonly key: DeviceKeyPair } | undefined;

export async function trustQuickly(simulated: Pick<Simulated, 'phone' | 'mux'>): Promise<void> {
  const { phone, mux } = simulated;
  if (first === undefined) {
    const record = await (await openPhone(simulated)).pair();
    first = { record, key: await phone.key.get() };
    return;
  }
  phone.key.use(first.key);
  const text = (pem: Uint8Array) => Buffer.from(pem).toString('latin1');
  const { hostId, systemBuid, rootCertificate, hostCertificate, deviceCertificate } = first.record;
  const { escrowBag } = phone.hosts.add({
    hostId,
    systemBuid,
    rootCertificate: text(rootCertificate),
    hostCertificate: text(hostCertificate),
    deviceCertificate: text(deviceCertificate),
  });
  await mux.savePairRecord(phone.udid, { ...first.record, escrowBag }, phone.deviceId);
}
