/** Coded errors on their way between threads, which would make plain Errors of them. */
import { CancelledError, CodedError, isCodedError, systemErrorCode } from '../../base/index.ts';
import { BackupError, type BackupErrorCode } from '../errors.ts';

export interface ErrorMessage {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function errorMessage(error: unknown): ErrorMessage {
  if (isCodedError(error)) return { code: error.code, message: error.message, data: sendable(error.data) };
  const systemCode = systemErrorCode(error);
  if (error instanceof Error && systemCode !== undefined) {
    return { code: 'file-io', message: error.message, data: { systemCode, path: 'path' in error ? error.path : undefined } };
  }
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error), data: {} };
}

/** The workers of this room throw its own errors, cancellation, and mistakes of ours. */
export function errorFrom({ code, message, data }: ErrorMessage): CodedError {
  if (code === 'cancelled') return new CancelledError();
  if (code === 'internal') return new CodedError('internal', message, { data: { ...data } });
  return new BackupError(code as BackupErrorCode, message, { data: { ...data } });
}

/** An error of any room, with its code and data, in the base class. */
export function plainErrorFrom({ code, message, data }: ErrorMessage): CodedError {
  return new CodedError(code, message, { data: { ...data } });
}

/** Only plain data can be posted. */
function sendable(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => typeof value !== 'function' && typeof value !== 'symbol'));
}
