/** What can go wrong with a backup folder: the closed set of codes of this room. */
import { CodedError } from '../base/index.ts';

/** The codes of a `BackupError`: what can be wrong with a backup folder or with a request. */
export type BackupErrorCode =
  // what the folder is
  | 'not-a-backup'
  | 'several-backups' // the folder holds more than one, and none was named
  | 'folder-missing'
  | 'folder-denied' // the account lacks the permission (EACCES)
  | 'folder-protected' // the system protects the folder from programs (EPERM: macOS without Full Disk Access)
  | 'folder-unwritable'
  | 'device-mismatch'
  | 'backup-running' // another run holds the folder
  // what is in it
  | 'catalogue-missing'
  | 'catalogue-unreadable'
  | 'plist-unreadable'
  | 'too-old' // recognised, but of an era that is not read
  | 'backup-unfinished' // its last run did not end, and there is no good version before it
  | 'backup-encrypted' // locked: no password was given
  | 'not-encrypted' // there is nothing to unlock
  | 'keybag-missing'
  | 'key-missing' // the file is encrypted with a key that the backup cannot give
  | 'no-such-file'
  | 'payload-missing'
  | 'content-damaged'
  | 'json-malformed' // a preview: content that begins like JSON is none
  | 'database-unreadable' // SQLite cannot read it (`reason`: damaged, not-a-database, unsupported, changed)
  | 'no-such-table' // nor a column, or a row, that was asked for
  | 'query-invalid' // a query is none, or does more than read (`reason`)
  | 'preview-limit' // a preview would take more time or memory than it may (`limit`: time, memory, values)
  // what is made from it
  | 'target-exists'
  | 'target-inside-backup'
  | 'nothing-to-salvage'
  | 'trash-unavailable'
  | 'no-such-version' // a rollback to a folder that is not a version of the backup
  | 'version-broken' // a rollback to a version that is damaged or incomplete
  // what happened to files
  | 'disk-full'
  | 'file-io'
  | 'unsafe-path'
  | 'range-invalid'
  | 'too-many-rows' // more rows of a list than can be handed over at once (`wanted`, `most`)
  | 'contract-invalid' // a contract has mistakes (`problems`, `line`, `column` of the first)
  | 'pattern-endless' // a pattern of a contract does not come to an end (`line`, `column`)
  | 'backup-changed' // somebody else has written to the folder while it was read
  | 'app-missing' // a contract is about an app that the backup does not know (`app`)
  | 'no-check-known' // what a check would have found is asked for, and none is remembered
  | 'place-blocked' // something else stands where this program keeps what is its own
  | 'previous-broken' // what stands in the folder makes every device fail
  | 'restore-would-empty' // the backup holds nothing of domains that a restore would empty
  // what the phone says of its backup password
  | 'password-already-set' // no old password was given, and the phone has one
  | 'password-not-set'
  | 'password-needed' // none was given
  | 'password-refused' // it is another
  | 'encryption-required' // device management demands a password
  | 'backup-unverified';

/** An error about a backup folder. `data` has the facts, such as `path`, and `cause` the system's own error. */
export class BackupError extends CodedError<BackupErrorCode> {}
