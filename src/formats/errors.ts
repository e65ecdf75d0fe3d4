/** FormatError: what this room throws when bytes are not what Apple's formats allow. */
import { CodedError } from '../base/index.ts';

export type FormatErrorCode =
  | 'plist-malformed'
  | 'plist-limit'
  | 'archive-malformed'
  | 'mbfile-malformed'
  | 'certificate-malformed'
  | 'status-malformed'
  | 'manifest-malformed';

export class FormatError extends CodedError<FormatErrorCode> {}
