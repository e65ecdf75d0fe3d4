/** The error of every keychain reader and writer for bytes or values outside the format. */
import { FormatError } from '../errors.ts';

export function malformedItem(what: string, options: { data?: Record<string, unknown>; cause?: unknown } = {}): FormatError {
  return new FormatError('keychain-malformed', `keychain: ${what}`, options);
}
