/** The backup service of a simulated phone: the DeviceLink handshake, Hello, and the requests of one connection. */
import { throwIfAborted } from '../../base/index.ts';
import {
  DeviceProtocolError,
  decodeBackupRequest,
  encodeBackupResponse,
  type BackupRequest,
  type BackupResponse,
  type Connection,
} from '../../device-protocol/index.ts';
import type { PlistValue } from '../../formats/index.ts';
import { UNWATCHED, type ConnectionState } from '../phone/device-state.ts';
import type { FaultLink } from '../faults/fault-link.ts';
import { behaviourOf } from '../ios-versions.ts';
import type { AgentDevice } from './agent-device.ts';
import { HostLink } from './host-link.ts';
import { MBCode, MobileBackupError, SessionEnded } from './mobile-backup-error.ts';
import type { AgentCall, RequestHandler, RequestOutcome } from './requests/agent-request.ts';
import { REQUEST_HANDLERS } from './requests/index.ts';

/** mobilebackup2 versions this agent speaks, the best first. */
const VERSIONS = [2.1, 2.0];

type AgentTrace = (from: 'host' | 'device', message: PlistValue) => void;

interface AgentConnection {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly trace?: AgentTrace | undefined;
  /** The connection as faults see it; absent where none can strike. */
  readonly faultLink?: FaultLink | undefined;
  /** Hears what the agent waits for; absent where nobody asks. */
  readonly state?: ConnectionState | undefined;
}

/**
 * Serves one connection until the host leaves. Resolves also when the host sent what no agent goes on with (a violation is recorded);
 * rejects with 'link-lost' or 'cancelled' when the connection breaks or `signal` fires. The caller closes the connection.
 */
export async function runBackupAgent(
  device: AgentDevice,
  { connection, signal, trace, faultLink, state = UNWATCHED }: AgentConnection,
): Promise<void> {
  const violation = (text: string) => {
    device.violation(`backup agent: ${text}`);
  };
  const meet = async (point: string, argument: string) => await device.faults?.meet(point, argument, faultLink);
  const watches = (point: string) => device.faults?.watches(point) ?? false;
  const link = new HostLink({ connection, signal, violation, trace, state, faults: { meet, watches, meter: faultLink?.meter } });
  try {
    await link.exchangeVersions(device.deviceLinkVersion ?? behaviourOf(device.productVersion).deviceLinkVersion);
    await serve(link, device);
  } catch (error) {
    if (error instanceof SessionEnded) device.log.debug(`backup agent: ${error.message}`);
    else if (error instanceof DeviceProtocolError && error.code !== 'link-lost') violation(`${error.code}: ${error.message}`);
    else throw error;
  }
}

async function serve(link: HostLink, device: AgentDevice): Promise<void> {
  let hasGreeted = false;
  /** What the host has to say before it leaves. */
  let due: string | undefined = 'Hello';
  for (;;) {
    const message = await link.receive(due);
    if (message.kind === 'disconnect') return;
    const request = message.kind === 'process-message' ? decodeBackupRequest(message.payload) : undefined;
    due = undefined;
    if (request?.name === 'Hello') {
      hasGreeted = await hello(link, request.versions);
      if (hasGreeted) due = 'a request after Hello';
    } else if (request === undefined || request.name === 'other' || !hasGreeted || !(await perform(link, device, request))) {
      // A real agent stops the connection without a word.
      link.violation(`unexpected ${describe(request) ?? message.kind}${hasGreeted ? '' : ' before Hello'}`);
      return;
    }
  }
}

function describe(request: BackupRequest | undefined): string | undefined {
  return request?.name === 'other' ? `request ${request.messageName}` : request && `request ${request.name}`;
}

/** The highest version both know. */
async function hello(link: HostLink, offered: readonly number[]): Promise<boolean> {
  const effect = await link.meet('mb2.Hello', offered.join(' '));
  const chosen = effect?.kind === 'answer' ? undefined : VERSIONS.find((version) => offered.includes(version));
  const protocolVersion = effect?.kind === 'value' && typeof effect.value === 'number' ? effect.value : chosen;
  const refusal = new MobileBackupError(MBCode.internal, 'No common supported protocol version');
  await respond(link, 'Hello', protocolVersion === undefined ? failure(refusal) : { errorCode: 0, protocolVersion });
  return protocolVersion !== undefined;
}

type Operation = Exclude<BackupRequest, { name: 'Hello' | 'other' }>;

/** False for a request that this agent does not know. */
async function perform(link: HostLink, device: AgentDevice, request: Operation): Promise<boolean> {
  const handle = REQUEST_HANDLERS[request.name] as RequestHandler<Operation['name']> | undefined;
  if (handle === undefined) return false;
  if (request.targetIdentifier !== device.udid) {
    link.violation(`${request.name} for the target ${JSON.stringify(request.targetIdentifier)}, which is not this device`);
    throw new SessionEnded('a request for another device');
  }
  const { response, afterwards } = await outcomeOf(handle, { link, device, behaviour: behaviourOf(device.productVersion) }, request);
  await respond(link, request.name, response);
  afterwards?.();
  throwIfAborted(link.signal);
  return true;
}

async function outcomeOf(handle: RequestHandler<Operation['name']>, call: AgentCall, request: Operation): Promise<RequestOutcome> {
  try {
    const effect = await call.link.meet(`mb2.${request.name}`, request.name);
    if (effect?.kind === 'answer') throw effect.error;
    using operation = call.device.agentMemory.begun();
    if (operation === undefined) throw new MobileBackupError(MBCode.busy, 'Another backup or restore is in progress');
    return await handle(call, request);
  } catch (error) {
    if (!(error instanceof MobileBackupError)) throw error;
    call.device.log.info(`${request.name}: failed: ${error.describe()}`);
    return { response: failure(error) };
  }
}

/** Code 0 is success, which has no description. */
function failure(error: MobileBackupError): BackupResponse {
  return error.mbCode === 0 ? { errorCode: 0 } : { errorCode: error.mbCode, description: error.describe() };
}

async function respond(link: HostLink, request: string, response: BackupResponse): Promise<void> {
  const effect = await link.meet('mb2.Response', request);
  if (effect?.kind === 'skip') return;
  const said = effect?.kind === 'answer' ? failure(effect.error) : response;
  await link.send({ kind: 'process-message', payload: encodeBackupResponse(said) });
}
