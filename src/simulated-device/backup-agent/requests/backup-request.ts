/** Backup: passcode, conditions, then the run. */
import { requireReadiness } from '../backup-conditions.ts';
import { runBackup } from '../backup-run.ts';
import { MobileBackupError } from '../mobile-backup-error.ts';
import { requirePasscode } from '../passcode.ts';
import { makeRunContext } from '../run-context.ts';
import { Workspace } from '../workspace.ts';
import type { RequestHandler } from './agent-request.ts';

export const backup: RequestHandler<'Backup'> = async (call, request) => {
  const { device, link, behaviour } = call;
  if (behaviour.passcodeForBackup) await requirePasscode(device, link, request.name);
  if (device.conditions !== undefined) requireReadiness(device.conditions);
  using workspace = Workspace.make();
  try {
    await runBackup(makeRunContext(call, workspace), request.forceFull);
  } catch (error) {
    // What is answered was ended by the agent itself, which then cleans up.
    if (!(error instanceof MobileBackupError) && device.conditions?.keepsSnapshotOfAborted === true) {
      device.agentMemory.hasStaleSnapshot = true;
    }
    throw error;
  }
  const finishedAt = device.now();
  return {
    response: { errorCode: 0 },
    afterwards: () => {
      device.backupSucceeded(finishedAt);
    },
  };
};
