/** Why a backup has no previous version, after a run and when somebody asks for one. */
import type { CreatedBackup } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { phrase, type Translate } from './phrase.ts';

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

/** Why there is none to roll back to. `onlyIfCheap`: nobody has chosen to keep versions, so that they must not fill a disk. */
export function noVersionWords(
  { kept, onlyIfCheap }: { readonly kept: number; readonly onlyIfCheap: boolean },
  translate: Translate,
): string {
  if (kept === 0) return translate('Keeping previous versions is turned off.', {});
  const when = translate('When a backup changes, its version before is kept.', {});
  if (!onlyIfCheap) return when;
  return `${when} ${translate('Until you set a number, none is kept on a disk where every file would have to be copied, or that has little space left.', {})}`;
}
