/** Backup: passcode, then the run. */
import { runBackup } from '../backup-run.ts';
import { requirePasscode } from '../passcode.ts';
import { makeRunContext } from '../run-context.ts';
import { Workspace } from '../workspace.ts';
import type { RequestHandler } from './agent-request.ts';

export const backup: RequestHandler<'Backup'> = async (call, request) => {
  const { device, link, behaviour } = call;
  if (behaviour.passcodeForBackup) await requirePasscode(device, link, request.name);
  using workspace = Workspace.make();
  await runBackup(makeRunContext(call, workspace), request.forceFull);
  const finishedAt = device.now();
  return {
    response: { errorCode: 0 },
    afterwards: () => {
      device.backupSucceeded(finishedAt);
    },
  };
};
