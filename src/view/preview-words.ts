/** What a preview says about itself: what the file is, how far it can be trusted, and what was left out. */
import type { Preview, PreviewLimit, PreviewTrust } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import type { Surface } from './surface-words.ts';
import { isErrorCode, wordsFor } from './words.ts';

const TYPES: Readonly<Record<string, string>> = {
  '3gp': phrase('3GP video'),
  aiff: phrase('AIFF sound'),
  amr: phrase('AMR sound'),
  avif: phrase('AVIF image'),
  bmp: phrase('BMP image'),
  caf: phrase('Core Audio sound'),
  empty: phrase('Empty file'),
  gif: phrase('GIF image'),
  gzip: phrase('gzip archive'),
  heic: phrase('HEIC image'),
  html: phrase('HTML'),
  jpeg: phrase('JPEG image'),
  json: phrase('JSON'),
  'keyed-archive': phrase('Keyed archive'),
  lzfse: phrase('LZFSE archive'),
  m4a: phrase('MPEG-4 sound'),
  mov: phrase('QuickTime movie'),
  mp3: phrase('MP3 sound'),
  mp4: phrase('MPEG-4 video'),
  pdf: phrase('PDF document'),
  plist: phrase('Property list'),
  png: phrase('PNG image'),
  rtf: phrase('Rich text (RTF)'),
  sqlite: phrase('SQLite database'),
  'sqlite-log': phrase('Log of a SQLite database'),
  text: phrase('Text'),
  tiff: phrase('TIFF image'),
  typedstream: phrase('Objects of NSArchiver'),
  vcard: phrase('Contact card (vCard)'),
  wav: phrase('WAV sound'),
  webp: phrase('WebP image'),
  xml: phrase('XML'),
  zip: phrase('ZIP archive'),
};

/** What the bytes are, for people. */
export function previewTypeWords({ type, content }: Pick<Preview, 'type' | 'content'>, { translate }: Locale): string {
  const words = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (words !== undefined) return translate(words, {});
  const isOpaque = content.kind === 'hex' && content.looksEncrypted;
  return isOpaque ? translate('Unknown data, encrypted or compressed', {}) : translate('Unknown data', {});
}

/** A sentence if there is something to know before one relies on what is shown. */
export function previewTrustWords({ state, reason }: PreviewTrust, { translate }: Locale): string | undefined {
  switch (state) {
    case 'damaged':
      return translate('This content is damaged ({reason}). What is shown here can be wrong.', { reason: reason ?? '' });
    case 'known-gap':
      return translate('This content differs from its record as files do that change while they are backed up ({reason}).', {
        reason: reason ?? '',
      });
    case 'changed':
      return translate('The file changed while it was read. Show it again.', {});
    case 'not-checked':
      if (reason === undefined) return translate('The file is too large to be checked here. A full verification checks it.', {});
      return translate('The length of this content contradicts its record ({reason}). A full verification shows whether it is damaged.', {
        reason,
      });
    case 'proven':
    case 'consistent':
      return undefined;
  }
}

/** Why it is not shown as what it is, on `surface`. */
export function previewProblemWords({ problem }: Preview, surface: Surface, { translate }: Locale): string | undefined {
  if (problem === undefined || !isErrorCode(problem.code)) return undefined;
  return wordsFor(surface, problem.code, problem.data, translate).message;
}

/** If not all that is shown as text is text. */
export function previewTextWords({ content }: Pick<Preview, 'content'>, { translate }: Locale): string | undefined {
  if (content.kind !== 'text' || !content.hasOtherBytes) return undefined;
  return translate('Some bytes are not text in this encoding ({encoding}). Each is shown as \ufffd.', { encoding: content.encoding });
}

/** What is left out. */
export function previewLimitWords({ kind, most, actual }: PreviewLimit, { translate, format }: Locale): string {
  switch (kind) {
    case 'pixels':
      return translate('The picture has {actual} pixels, which is too many to show. The limit is {most}.', {
        actual: format.count(actual ?? 0),
        most: format.count(most),
      });
    case 'bytes':
      return translate('The picture takes {actual}, which is too much to show. The limit is {most}.', {
        actual: format.bytes(actual ?? 0),
        most: format.bytes(most),
      });
    case 'nodes':
      return translate('Not all values are shown.', {});
    case 'depth':
      return translate('Values inside of values are shown only down to a limited depth.', {});
    case 'text':
      return translate('Long values are shown only in part.', {});
  }
}

/** Why a picture itself is not shown, if it is not. */
export function previewPictureWords({ type, content }: Pick<Preview, 'type' | 'content'>, locale: Locale): string | undefined {
  if (content.kind !== 'image' || content.whyNotShown !== 'format') return undefined;
  const { translate } = locale;
  const name = previewTypeWords({ type, content }, locale);
  if (type === 'png') return translate('This PNG image is in a form that only Apple’s devices show.', {});
  if (content.thumbnail === undefined) {
    return translate('{type}: this form cannot be shown here, and the file contains no thumbnail.', { type: name });
  }
  return content.thumbnail.data === undefined
    ? translate('{type}: neither this form nor the thumbnail inside of the file can be shown here.', { type: name })
    : translate('{type}: this form cannot be shown here, but the file contains a thumbnail.', { type: name });
}
