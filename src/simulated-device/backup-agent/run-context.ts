/** What the steps of one operation share. */
import { SeededRandom } from '../content/seeded-random.ts';
import { parseVersion, type IosBehaviour } from '../ios-versions.ts';
import type { AgentDevice } from './agent-device.ts';
import { DevicePaths } from './device-paths.ts';
import { HostDrive } from './host-drive.ts';
import type { AgentCall } from './requests/agent-request.ts';
import type { Workspace } from './workspace.ts';

export interface RunContext {
  readonly device: AgentDevice;
  readonly drive: HostDrive;
  readonly workspace: Workspace;
  readonly paths: DevicePaths;
  readonly iosMajor: number;
  readonly behaviour: IosBehaviour;
  /** A sequence of this device for a purpose: same seed, same bytes. */
  random(purpose: string): SeededRandom;
}

export function makeRunContext({ link, device, behaviour }: AgentCall, workspace: Workspace): RunContext {
  const random = (purpose: string) => new SeededRandom(device.seed, purpose);
  const callbackPointer = 0x1_0000_0000n + BigInt(random('callback pointer').uint32() & ~15);
  return {
    device,
    drive: new HostDrive(link, callbackPointer),
    workspace,
    paths: new DevicePaths(device.seed, device.content.applications()),
    iosMajor: parseVersion(device.productVersion).major,
    behaviour,
    random,
  };
}

/** The 256 folders of the payloads. */
export const PREFIXES: readonly string[] = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/** Paths on the host; all begin with the device's own UDID. */
export function hostPaths({ device }: RunContext) {
  const root = device.udid;
  return {
    root,
    snapshot: `${root}/Snapshot`,
    status: `${root}/Status.plist`,
    manifestPlist: `${root}/Manifest.plist`,
    manifestDatabase: `${root}/Manifest.db`,
    oldIndex: `${root}/Manifest.mbdx`,
    payload: (fileId: string) => `${root}/${fileId.slice(0, 2)}/${fileId}`,
    snapshotPayload: (fileId: string) => `${root}/Snapshot/${fileId.slice(0, 2)}/${fileId}`,
  };
}
