/** GetValue, SetValue and RemoveValue: who may read and change what. */
import { stringAt, type PlistDict } from '../../formats/index.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import { answer, hangUp, refusal, type LockdownReply } from './lockdown-reply.ts';
import type { LockdownSession } from './lockdown-session.ts';
import { ONLY_BY_NAME, PUBLIC_KEYS } from './public-keys.ts';
import { rootValues } from './root-values.ts';
import { isWritableByHost } from './value-store.ts';

/** Without a session: the reduced dictionary, everything else that exists is GetProhibited. Unknown domain → no Value; unknown key → MissingValue. */
export async function getValue(session: LockdownSession, request: PlistDict): Promise<LockdownReply> {
  const domain = stringAt(request, 'Domain');
  const key = stringAt(request, 'Key');
  const known = await valuesFor(session, domain, key);
  const values = session.active === undefined ? visibleWithoutSession(known, domain) : known;
  if (values === undefined) return known === undefined ? unknownDomain(domain, key) : refusal('GetProhibited');
  if (key === undefined) return answer({ Domain: domain, Value: withoutNamedOnes(values) });
  const value = values.get(key);
  if (value === undefined) return refusal(known?.has(key) ? 'GetProhibited' : 'MissingValue');
  return answer({ Domain: domain, Key: key, Value: value });
}

export function setValue({ active, call }: LockdownSession, request: PlistDict): LockdownReply {
  const domain = stringAt(request, 'Domain');
  const key = stringAt(request, 'Key');
  const value = request.get('Value');
  if (active === undefined) return refusal('SessionInactive');
  if (key === undefined) return refusal('MissingKey');
  if (value === undefined) return refusal('MissingValue');
  if (!isWritableByHost(domain, key)) return refusal('SetProhibited');
  if (domain === undefined && key === 'DeviceName' && typeof value !== 'string') {
    return hangUp('SetValue DeviceName with a value that is not a string');
  }
  call.device.values.set(domain, key, value);
  call.device.changed('values');
  return answer({ Domain: domain, Key: key, Value: value });
}

export function removeValue({ active, call }: LockdownSession, request: PlistDict): LockdownReply {
  const domain = stringAt(request, 'Domain');
  const key = stringAt(request, 'Key');
  if (active === undefined) return refusal('SessionInactive');
  if (key === undefined) return refusal('MissingKey');
  if (domain === undefined || !isWritableByHost(domain, key)) return refusal('RemoveProhibited');
  call.device.values.remove(domain, key);
  call.device.changed('values');
  return answer({ Domain: domain, Key: key });
}

/** The device's key is made only when somebody asks for it by name. */
async function valuesFor(session: LockdownSession, domain: string | undefined, key: string | undefined): Promise<PlistDict | undefined> {
  const { device } = session.call;
  if (domain !== undefined) return device.values.domain(domain);
  const deviceCertificate = session.active?.host.deviceCertificate;
  const devicePublicKey = key === 'DevicePublicKey' ? (await device.key.get()).publicKey : undefined;
  return device.values.domain(undefined, rootValuesOf(device, devicePublicKey, deviceCertificate));
}

function rootValuesOf(device: SimulatedDevice, devicePublicKey: string | undefined, deviceCertificate: string | undefined): PlistDict {
  return rootValues({
    ...device.valueSources(),
    ...(devicePublicKey === undefined ? {} : { devicePublicKey }),
    ...(deviceCertificate === undefined ? {} : { deviceCertificate }),
  });
}

function visibleWithoutSession(values: PlistDict | undefined, domain: string | undefined): PlistDict | undefined {
  if (domain !== undefined || values === undefined) return undefined;
  return new Map([...values].filter(([key]) => PUBLIC_KEYS.has(key)));
}

function withoutNamedOnes(values: PlistDict): PlistDict {
  return new Map([...values].filter(([key]) => !ONLY_BY_NAME.has(key)));
}

function unknownDomain(domain: string | undefined, key: string | undefined): LockdownReply {
  return key === undefined ? answer({ Domain: domain }) : refusal('MissingValue');
}
