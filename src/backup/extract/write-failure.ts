/** What a failure means for an extraction: one entry that is reported, or the end of everything. */
import { isCodedError, systemErrorCode } from '../../base/index.ts';
import { diskFailure } from '../disk-failure.ts';
import type { ExtractCode } from './report.ts';

export interface EntryFailure {
  readonly code: ExtractCode;
  readonly reason?: string;
}

/** No other entry would fare better. */
const HOPELESS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'ENODEV', 'ESTALE']);
const HOPELESS_CODES = new Set(['cancelled', 'internal', 'disk-full']);

/** The failure of one entry. @throws what ends the extraction: cancellation, a full disk, a mistake of ours */
export function entryFailure(error: unknown, path: string): EntryFailure {
  const systemCode = systemErrorCode(error);
  if (systemCode !== undefined && HOPELESS.has(systemCode)) throw diskFailure(error, path);
  const coded = diskFailure(error, path);
  if (!isCodedError(coded) || HOPELESS_CODES.has(coded.code)) throw coded;
  const reason = coded.data.reason ?? coded.data.systemCode;
  return { code: coded.code as ExtractCode, ...(typeof reason === 'string' ? { reason } : {}) };
}
