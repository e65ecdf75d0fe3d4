/** What the steps of one operation share. */
import { SeededRandom } from '../content/seeded-random.ts';
import type { IosBehaviour } from '../ios-versions.ts';
import type { AgentDevice } from './agent-device.ts';
import { DevicePaths } from './device-paths.ts';
import { HostDrive } from './host-drive.ts';
import { backupLayout, type BackupLayout } from './layout.ts';
import type { AgentCall } from './requests/agent-request.ts';
import type { Workspace } from './workspace.ts';

export interface RunContext {
  readonly device: AgentDevice;
  readonly drive: HostDrive;
  readonly workspace: Workspace;
  readonly paths: DevicePaths;
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
    behaviour,
    random,
  };
}

/** Where this device's own backup lies on the host. */
export function hostPaths({ device, behaviour }: RunContext): BackupLayout {
  return backupLayout(behaviour.catalogue, device.udid);
}
