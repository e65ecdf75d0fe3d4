/** The error of every plist reader and writer for bytes or values outside the format. */
import { FormatError } from '../errors.ts';

/** @param at byte position in the input, where one is known */
export function malformed(what: string, at?: number): FormatError {
  return new FormatError('plist-malformed', `property list: ${what}${at === undefined ? '' : ` at ${at}`}`, {
    data: at === undefined ? {} : { at },
  });
}
