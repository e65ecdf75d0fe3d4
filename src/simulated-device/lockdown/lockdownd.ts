/** lockdownd of a simulated device: one request, one answer, in plain text until a session switches to TLS. */
import { readPlistFrame, writePlistFrame } from '../../device-protocol/index.ts';
import { dict, stringAt, type PlistDict } from '../../formats/index.ts';
import type { PhoneCall } from '../phone/phone-call.ts';
import { answer, hangUp, refusal, type LockdownReply } from './lockdown-reply.ts';
import type { LockdownSession } from './lockdown-session.ts';
import { enterRecovery } from './enter-recovery.ts';
import { pair, unpair, validatePair } from './pairing-requests.ts';
import { startService, startSession, stopSession, type FindService } from './session-requests.ts';
import { getValue, removeValue, setValue } from './value-requests.ts';

/** A Pair request with four certificates and keys has some ten thousand bytes. */
const MAX_REQUEST_BYTES = 1024 * 1024;

/** Serves one connection until the host leaves or says something that no lockdownd would answer. */
export async function serveLockdown(call: PhoneCall, findService: FindService): Promise<void> {
  const { connection, signal } = call;
  const session: LockdownSession = { call, active: undefined };
  while (!(await connection.atEnd(signal))) {
    const request = await readPlistFrame(connection, { maxLength: MAX_REQUEST_BYTES, signal });
    call.trace('host', request);
    const reply =
      request instanceof Map ? await answerUnlessFaulty(session, request, findService) : hangUp('a request that is not a dictionary');
    if (reply.kind === 'hang-up') {
      call.violation(`lockdownd: ${reply.reason}`);
      return;
    }
    const name = stringAt(request as PlistDict, 'Request') ?? '';
    call.device.syslog.say('lockdownd', saying(name, request as PlistDict, reply), reply.kind === 'refusal' ? 'Error' : 'Notice');
    await send(call, name, reply);
    if (reply.kind === 'answer') reply.afterwards?.();
  }
}

/** A fault may answer in lockdownd's place. */
async function answerUnlessFaulty(session: LockdownSession, request: PlistDict, findService: FindService): Promise<LockdownReply> {
  const { device, link } = session.call;
  const effect = await device.faults.meet(`lockdown.${stringAt(request, 'Request') ?? ''}`, subjectOf(request), link);
  if (effect?.kind === 'lockdown-error') return refusal(effect.error);
  if (effect?.kind !== 'value') return await answerRequest(session, request, findService);
  const value = { Domain: stringAt(request, 'Domain'), Key: stringAt(request, 'Key'), Value: effect.value };
  return effect.value === undefined ? refusal('MissingValue') : answer(value);
}

/** What was asked for, without a value of anything. */
function saying(name: string, request: PlistDict, reply: LockdownReply): string {
  const subject = subjectOf(request);
  return [name, ...(subject === '/' ? [] : [subject]), ...(reply.kind === 'refusal' ? [`is refused: ${reply.error}`] : [])].join(' ');
}

/** A service, or DOMAIN/KEY. */
function subjectOf(request: PlistDict): string {
  return stringAt(request, 'Service') ?? [stringAt(request, 'Domain'), stringAt(request, 'Key')].map((part) => part ?? '').join('/');
}

type Answerer = (session: LockdownSession, request: PlistDict, findService: FindService) => LockdownReply | Promise<LockdownReply>;

/** The requests that lockdownd answers, by name. */
export const LOCKDOWN_REQUESTS: Readonly<Record<string, Answerer>> = {
  QueryType: () => answer({ Type: 'com.apple.mobile.lockdown' }),
  GetValue: getValue,
  SetValue: setValue,
  RemoveValue: removeValue,
  Pair: pair,
  ValidatePair: validatePair,
  Unpair: unpair,
  StartSession: startSession,
  StopSession: stopSession,
  StartService: startService,
  EnterRecovery: enterRecovery,
};

async function answerRequest(session: LockdownSession, request: PlistDict, findService: FindService): Promise<LockdownReply> {
  const name = stringAt(request, 'Request');
  if (name === undefined) return hangUp('a request without a name');
  const answerer = Object.hasOwn(LOCKDOWN_REQUESTS, name) ? LOCKDOWN_REQUESTS[name] : undefined;
  return answerer === undefined ? hangUp(`an unknown request ${JSON.stringify(name)}`) : await answerer(session, request, findService);
}

/** Every answer repeats the request's name: the tools check it. */
async function send(call: PhoneCall, request: string, reply: Exclude<LockdownReply, { kind: 'hang-up' }>): Promise<void> {
  const message = reply.kind === 'refusal' ? dict({ Error: reply.error, Request: request }) : dict({ ...reply.values, Request: request });
  call.trace('device', message);
  const tls = reply.kind === 'answer' ? reply.tls : undefined;
  // The ClientHello may arrive the moment the host reads the answer; it must find nobody reading plain text any more.
  if (tls) call.connection.prepareTls();
  await writePlistFrame(call.connection, message, 'xml');
  call.link.meter.messages++;
  if (tls) await call.connection.startTls(tls);
}
