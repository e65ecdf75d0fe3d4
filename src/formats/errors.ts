/** FormatError: what this room throws when bytes are not what Apple's formats allow. */
import { CodedError } from '../base/index.ts';

export type FormatErrorCode =
  | 'plist-malformed'
  | 'plist-limit'
  | 'archive-malformed'
  | 'image-malformed'
  | 'media-malformed'
  | 'mbfile-malformed'
  | 'certificate-malformed'
  | 'status-malformed'
  | 'manifest-malformed'
  | 'mbdb-malformed'
  // encryption
  | 'keybag-malformed'
  | 'keybag-costly' // so many rounds of key derivation that a person should be asked first
  | 'keybag-damaged' // the password opens some of its keys, but not all
  | 'password-wrong'
  | 'key-unwrap-failed'
  | 'keychain-malformed';

export class FormatError extends CodedError<FormatErrorCode> {}
