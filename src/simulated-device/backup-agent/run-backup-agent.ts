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
import { SeededRandom } from '../content/seeded-random.ts';
import { iosFamily, parseVersion } from '../ios-versions.ts';
import type { AgentDevice } from './agent-device.ts';
import { runBackup } from './backup-run.ts';
import { DevicePaths } from './device-paths.ts';
import { HostDrive } from './host-drive.ts';
import { HostLink } from './host-link.ts';
import { MBCode, MobileBackupError, SessionEnded } from './mobile-backup-error.ts';
import { requirePasscode } from './passcode.ts';
import type { RunContext } from './run-context.ts';
import { Workspace } from './workspace.ts';

/** mobilebackup2 versions this agent speaks, the best first. */
const VERSIONS = [2.1, 2.0];

export type AgentTrace = (from: 'host' | 'device', message: PlistValue) => void;

/**
 * Serves one connection until the host leaves. Resolves also when the host sent what no agent goes on with (a violation is recorded);
 * rejects with 'link-lost' or 'cancelled' when the connection breaks or `signal` fires. The caller closes the connection.
 */
export async function runBackupAgent(connection: Connection, device: AgentDevice, signal: AbortSignal, trace?: AgentTrace): Promise<void> {
  const violation = (text: string) => {
    device.violation(`backup agent: ${text}`);
  };
  const link = new HostLink({ connection, signal, violation, trace });
  try {
    const [announced] = iosFamily(device.productVersion).deviceLinkVersion;
    await link.exchangeVersions(device.deviceLinkVersion ?? announced);
    await serve(link, device);
  } catch (error) {
    if (error instanceof SessionEnded) device.log.debug(`backup agent: ${error.message}`);
    else if (error instanceof DeviceProtocolError && error.code !== 'link-lost') violation(`${error.code}: ${error.message}`);
    else throw error;
  }
}

async function serve(link: HostLink, device: AgentDevice): Promise<void> {
  let hasGreeted = false;
  for (;;) {
    const message = await link.receive();
    if (message.kind === 'disconnect') return;
    const request = message.kind === 'process-message' ? decodeBackupRequest(message.payload) : undefined;
    if (request?.name === 'Hello') hasGreeted = await hello(link, request.versions);
    else if (request?.name === 'Backup' && hasGreeted) await backup(link, device, request);
    else {
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
  const protocolVersion = VERSIONS.find((version) => offered.includes(version));
  const refusal = new MobileBackupError(MBCode.internal, 'No common supported protocol version');
  await respond(link, protocolVersion === undefined ? failure(refusal) : { errorCode: 0, protocolVersion });
  return protocolVersion !== undefined;
}

async function backup(link: HostLink, device: AgentDevice, request: Extract<BackupRequest, { name: 'Backup' }>): Promise<void> {
  if (request.targetIdentifier !== device.udid) {
    link.violation(`Backup with the target ${JSON.stringify(request.targetIdentifier)}, which is not this device`);
    throw new SessionEnded('a request for another device');
  }
  try {
    await requirePasscode(device, link);
    using workspace = Workspace.make();
    await runBackup(makeContext(link, device, workspace), request.forceFull);
  } catch (error) {
    if (!(error instanceof MobileBackupError)) throw error;
    device.log.info(`backup: failed: ${error.describe()}`);
    await respond(link, failure(error));
    return;
  }
  const finishedAt = device.now();
  await respond(link, { errorCode: 0 });
  device.backupSucceeded(finishedAt);
  throwIfAborted(link.signal);
}

function failure(error: MobileBackupError): BackupResponse {
  return { errorCode: error.mbCode, description: error.describe() };
}

async function respond(link: HostLink, response: BackupResponse): Promise<void> {
  await link.send({ kind: 'process-message', payload: encodeBackupResponse(response) });
}

function makeContext(link: HostLink, device: AgentDevice, workspace: Workspace): RunContext {
  const random = (purpose: string) => new SeededRandom(device.seed, purpose);
  const callbackPointer = 0x1_0000_0000n + BigInt(random('callback pointer').uint32() & ~15);
  return {
    device,
    drive: new HostDrive(link, callbackPointer),
    workspace,
    paths: new DevicePaths(device.seed, device.content.applications()),
    iosMajor: parseVersion(device.productVersion).major,
    random,
  };
}
