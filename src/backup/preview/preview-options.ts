/** How callers ask for a preview. */
import { BackupError } from '../errors.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import type { Companion } from '../read/stored/content-job.ts';
import type { PictureChoice } from './image-content.ts';
import type { PreviewPart } from './preview-job.ts';
import type { PreviewForm, TextEncodingName, TreeWindow } from './preview.ts';

/** Which part of some bytes to preview, and in which form. */
export interface PreviewBytesOptions {
  /** `auto` unless given. JSON is text unless it is asked for as a tree. What cannot be shown in a form is shown as text or bytes. */
  readonly as?: PreviewForm | undefined;
  /** Of text and bytes: where the piece begins, in bytes of the content. */
  readonly from?: number | undefined;
  /** Of text and bytes: how long it is at most, in bytes; 64 KiB of text and 4 KiB of bytes unless given, at most 1 MiB and 256 KiB. */
  readonly length?: number | undefined;
  /** Of text; recognized unless given. */
  readonly encoding?: TextEncodingName | undefined;
  /** Of property lists, keyed archives and JSON. */
  readonly tree?: TreeWindow | undefined;
  /** Of pictures: facts only, with the small picture inside of the file, or with the whole file if a browser can show it; `whole` unless given. */
  readonly pictures?: PictureChoice | undefined;
  /**
   * Data inside of a property list or keyed archive: the path to it, as in a tree, and then the path to data inside of that, and so on. The preview is that of the
   * innermost data.
   */
  readonly inside?: readonly (readonly number[])[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; 10,000 unless given. */
  readonly timeLimit?: number | undefined;
}

/** Which part of a file to preview, and in which form. */
export interface PreviewOptions extends PreviewBytesOptions {
  /** The keys that the backup was opened with. */
  readonly keys?: BackupKeys | undefined;
  /** Compare all content with its digest, however long the file is. Unless given, files up to 16 MiB are. */
  readonly readAll?: boolean | undefined;
}

/** Archives inside of archives go three deep; each is read as a whole. */
const MOST_INSIDE = 8;

/** @throws BackupError 'range-invalid' */
export function previewPart(options: PreviewBytesOptions, companions: readonly Companion[]): PreviewPart {
  const { as = 'auto', from = 0, length, encoding, tree = {}, pictures = 'whole', inside = [] } = options;
  const isGood = [from, length ?? 0, inside.length].every((number) => Number.isSafeInteger(number) && number >= 0);
  if (!isGood || inside.length > MOST_INSIDE) throw new BackupError('range-invalid', 'no such place', { data: { from, length } });
  return { as, from, length, encoding, tree, pictures, inside, companions };
}
