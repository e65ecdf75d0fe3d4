/** What a change of the backup password has led to, in sentences. */
import type { ChangedPassword } from '../backup/index.ts';
import { phrase, type Translate } from './phrase.ts';

export type EncryptionChange = 'on' | 'change' | 'off';

const DONE: Readonly<Record<EncryptionChange, string>> = {
  on: phrase('From now on, {name} encrypts its backups. The next backup is a full backup.'),
  change: phrase('The backup password of {name} was changed.'),
  off: phrase('{name} no longer encrypts its backups. The next backup is a full backup.'),
};

const UNKNOWN = phrase('{name} accepted the request, but the result is unknown because it no longer answers. Connect it again.');
const STILL_ENCRYPTS = phrase('{name} accepted the request, but reports that it encrypts its backups.');
const STILL_PLAIN = phrase('{name} accepted the request, but reports that it does not encrypt its backups.');

/** About the backup that was there before; it was opened with the passwords to find out. */
const BACKUP: Readonly<Record<NonNullable<ChangedPassword['backup']>['state'], string>> = {
  plain: phrase('Its existing backup is not encrypted. The next backup changes that.'),
  'opens-with-new': phrase('Its existing backup opens with the new password.'),
  'opens-with-old': phrase('Its existing backup opens only with the old password.'),
  'opens-with-neither': phrase('Its existing backup is encrypted with a different password.'),
};

/** One sentence, or two where there is a backup already. */
export function encryptionWords(change: EncryptionChange, name: string, result: ChangedPassword, translate: Translate): string {
  const { willEncrypt, isConfirmed, backup } = result;
  if (willEncrypt === undefined) return translate(UNKNOWN, { name });
  if (!isConfirmed) return translate(willEncrypt ? STILL_ENCRYPTS : STILL_PLAIN, { name });
  const done = translate(DONE[change], { name });
  return backup === undefined ? done : `${done} ${translate(BACKUP[backup.state], {})}`;
}
