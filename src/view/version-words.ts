/** Why a backup has no previous version. */
import type { CreatedBackup } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';

type NotKeptReason = NonNullable<CreatedBackup['previousNotKept']>;

const NOT_KEPT_WORDS: Readonly<Record<NotKeptReason, string>> = {
  'would-copy': phrase('The previous version was not kept, because every file of it would have to be copied on this disk.'),
  'little-space': phrase('The previous version was not kept, because the disk has little space left.'),
  'disk-failed': phrase('The previous version could not be kept.'),
};

/** Empty if it was kept, or was not to be. */
export function notKeptWords(reason: NotKeptReason | undefined, { translate }: Locale): string {
  return reason === undefined ? '' : translate(NOT_KEPT_WORDS[reason], {});
}
