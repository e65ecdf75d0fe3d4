/** Restore: the run, and the restart after it. */
import type { RestoreOptions } from '../../../device-protocol/index.ts';
import { MobileBackupError, SessionEnded } from '../mobile-backup-error.ts';
import { effectiveOptions } from '../restore/restore-policy.ts';
import { runRestore } from '../restore/restore-run.ts';
import type { RestoreRecord } from '../restore/restore-target.ts';
import { makeRunContext } from '../run-context.ts';
import { Workspace } from '../workspace.ts';
import type { RequestHandler, RequestNamed } from './agent-request.ts';

export const restore: RequestHandler<'Restore'> = async (call, request) => {
  const target = call.device.restoring;
  if (target === undefined) throw new SessionEnded('this phone does not accept a restore');
  const record = recordOf(request);
  target.note(record);
  using workspace = Workspace.make();
  try {
    await runRestore({ context: makeRunContext(call, workspace), target, request, record });
  } catch (error) {
    if (error instanceof MobileBackupError) record.refused = { code: error.mbCode, description: error.describe() };
    throw error;
  }
  return {
    response: { errorCode: 0 },
    afterwards: () => {
      if (record.effective.shouldReboot) target.restartWhenLeft(call.link.connection.closed);
    },
  };
};

function recordOf({ targetIdentifier, sourceIdentifier, applicationIds, options }: RequestNamed<'Restore'>): RestoreRecord {
  const { password, ...asked }: RestoreOptions = options;
  return {
    source: sourceIdentifier ?? targetIdentifier,
    asked,
    hadPassword: password !== undefined,
    effective: effectiveOptions(options),
    applicationIds,
    files: 0,
    bytes: 0,
    leftOut: 0,
    installed: [],
    isDone: false,
    entries: () => [],
  };
}
