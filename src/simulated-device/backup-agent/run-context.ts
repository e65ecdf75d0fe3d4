/** What the steps of one backup run share. */
import type { SeededRandom } from '../content/seeded-random.ts';
import type { AgentDevice } from './agent-device.ts';
import type { DevicePaths } from './device-paths.ts';
import type { HostDrive } from './host-drive.ts';
import type { Workspace } from './workspace.ts';

export interface RunContext {
  readonly device: AgentDevice;
  readonly drive: HostDrive;
  readonly workspace: Workspace;
  readonly paths: DevicePaths;
  readonly iosMajor: number;
  /** A sequence of this device for a purpose: same seed, same bytes. */
  random(purpose: string): SeededRandom;
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
