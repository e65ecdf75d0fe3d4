/** Errors with a closed set of codes: what every room throws, and the key of the table of words. */

export type BaseErrorCode = 'cancelled' | 'internal';

/**
 * An error whose `code` says what went wrong, with the facts in `data`. The message is for developers. The words for people are in the table of
 * `view`, by code.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, options: { data?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.data = options.data ?? {};
  }
}

/** True for an error of any room that carries `code` (or any code at all); works even if bundles contain the class twice. */
export function isCodedError<Code extends string = string>(error: unknown, code?: Code): error is CodedError<Code> {
  if (!(error instanceof Error) || !('code' in error) || !('data' in error)) return false;
  return typeof error.code === 'string' && (code === undefined || error.code === code);
}

/** The `code` of a Node system error (ENOENT, EPIPE …), or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Closes a switch over a closed union: a new member no longer compiles. */
export function assertNever(value: never): never {
  throw new CodedError<BaseErrorCode>('internal', `unexpected value ${JSON.stringify(value)}`);
}
