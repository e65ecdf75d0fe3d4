/** Info, List, Unback and Extract: what a backup on the host contains. And Remove, which no agent supports anymore. */
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import { backupInfo, backupList } from '../questions/describe-backup.ts';
import { withQuestionedBackup, type Question, type QuestionedBackup } from '../questions/questioned-backup.ts';
import { unpackAll, unpackFile } from '../questions/unpack-backup.ts';
import type { AgentCall, RequestHandler, RequestOutcome } from './agent-request.ts';

export const info: RequestHandler<'Info'> = async (call, request) => await answer(call, request, backupInfo);

export const list: RequestHandler<'List'> = async (call, request) => await answer(call, request, backupList);

export const unback: RequestHandler<'Unback'> = async (call, request) => await answer(call, request, unpackAll);

export const extract: RequestHandler<'Extract'> = async (call, request) =>
  await answer(call, request, async (backup) => {
    await unpackFile(backup, request.domain, request.relativePath);
  });

export const remove: RequestHandler<'Remove'> = () =>
  Promise.reject(new MobileBackupError(MBCode.internal, 'Remove action is no longer supported'));

type Work = (backup: QuestionedBackup) => string | Promise<void>;

async function answer(call: AgentCall, question: Question, work: Work): Promise<RequestOutcome> {
  const content = await withQuestionedBackup(call, question, async (backup) => await work(backup));
  return { response: { errorCode: 0, content: content ?? undefined } };
}
