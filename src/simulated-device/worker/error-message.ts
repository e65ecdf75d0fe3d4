/** Coded errors on their way out of the simulator's thread, which would make plain Errors of them. */
import { CancelledError, CodedError, isCodedError } from '../../base/index.ts';
import { SimulatorError, type SimulatorErrorCode } from '../errors.ts';

export interface ErrorMessage {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function errorMessage(error: unknown): ErrorMessage {
  if (isCodedError(error)) return { code: error.code, message: error.message, data: sendable(error.data) };
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error), data: {} };
}

/** With the same code and data; of this room's class where the code is one of its own. */
export function errorFrom({ code, message, data }: ErrorMessage): CodedError {
  if (code === 'cancelled') return new CancelledError();
  if (code.startsWith('simulator-')) return new SimulatorError(code as SimulatorErrorCode, message, { data: { ...data } });
  return new CodedError(code, message, { data: { ...data } });
}

/** Only plain data can be posted. */
function sendable(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => typeof value !== 'function' && typeof value !== 'symbol'));
}
