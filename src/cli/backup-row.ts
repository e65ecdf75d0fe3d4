/** A backup as a line of text, in the words of the Backups view, and as a row of a JSON document. */
import type { BackupHistory, BackupSize, EarlierVerdict, FolderRun, FoundBackup } from '../backup/index.ts';
import { isCodedError } from '../base/index.ts';
import { backupItem, backupState, englishLocale, isErrorCode, wordsFor, type BackupState } from '../view/index.ts';

/** A backup with what is known of it. */
interface BackupRow {
  readonly backup: FoundBackup;
  readonly history: BackupHistory;
  readonly size: BackupSize | undefined;
  /** A run that writes into it now. */
  readonly run: FolderRun | undefined;
}

/** The row of a JSON document. */
export function backupDocument({ backup: { summary, problem }, history, size }: BackupRow): object {
  const { path, udid, deviceName, productType, productVersion, date, encrypted, isFinished, throughJournal } = summary;
  const { verdict, earlier, records } = history;
  const { versionOf } = backupState(summary);
  return {
    ...{ path, udid: udid ?? null, deviceName: deviceName ?? null, productType: productType ?? null },
    ...{ productVersion: productVersion ?? null, date: date?.toISOString() ?? null, encrypted: encrypted ?? null },
    ...{ finished: isFinished, throughJournal, problem: problem?.code ?? null, versionOf: versionOf ?? null, bytes: size?.bytes ?? null },
    check: verdict === undefined ? null : { ...checkDocument(verdict), unreadFiles: verdict.unreadFiles },
    earlierCheck: earlier === undefined ? null : checkDocument(earlier),
    history: records.map(({ at, kind, ...rest }) => ({ kind, at: at.toISOString(), ...rest, isPresent: rest.isPresent ?? null })),
  };
}

/** Reads its history and its size, if that is known. Neither is found out anew. */
export async function rowOf(backup: FoundBackup, signal?: AbortSignal): Promise<BackupRow> {
  const { findFolderRun, listHistory, rememberedSize } = await import('../backup/index.ts');
  const { path } = backup.summary;
  return { backup, history: await listHistory(path, { deep: true, signal }), size: await rememberedSize(path), run: findFolderRun(path) };
}

function checkDocument({ verdict, level, sample, at }: EarlierVerdict): object {
  return { verdict, level, ...(sample === undefined ? {} : { sample }), at: at.toISOString() };
}

/** In the words of the Backups view. */
export function backupLine({ backup: { summary, problem }, history, size, run }: BackupRow): string {
  const state: BackupState = {
    ...backupState(summary, history),
    ...(size === undefined ? {} : { bytes: size.bytes }),
    ...(run === undefined ? {} : { elsewhere: run }),
    ...(problem?.code === 'backup-unfinished' ? { neverFinished: true } : {}),
    ...(problem !== undefined && isCodedError(problem) && isErrorCode(problem.code)
      ? { errorMessage: wordsFor('terminal', problem.code).message }
      : {}),
  };
  const { label, description } = backupItem(state, englishLocale);
  const version = state.versionOf === undefined ? [] : ['previous version'];
  return [summary.deviceName ?? summary.udid ?? 'unknown device', label, ...version, description, summary.path].join(' · ');
}
