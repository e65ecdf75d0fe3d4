/** What the page shows of the content of a file: every word is chosen here, and the page only draws. Text of the file in it must not be trusted. */
import type { Preview, PreviewContent, PreviewForm, TreeNode } from '../backup/index.ts';
import { hexLines } from './hex-lines.ts';
import type { Locale } from './locale.ts';
import { visibleLines } from './plain-text.ts';
import { imageFacts, mediaFacts, sqliteFacts, type PreviewFact } from './preview-facts.ts';
import {
  previewLimitWords,
  previewPictureWords,
  previewProblemWords,
  previewTextWords,
  previewTrustWords,
  previewTypeWords,
} from './preview-words.ts';

/** What the page asks for. */
export interface PreviewWish {
  readonly fileID: string;
  readonly as: PreviewForm;
  /** Of text and bytes: where the piece begins, in bytes. */
  readonly from?: number;
  /** Of trees: the node whose children are wanted, as places among children, and the first of them. */
  readonly node?: { readonly path: readonly number[]; readonly from: number };
  /** Data inside of a property list or keyed archive: the path to it, then to data inside of that, and so on. */
  readonly inside?: readonly (readonly number[])[];
}

/** A sentence above the content; a warning says that what is shown can be wrong or is not all. */
interface PreviewNote {
  readonly level: 'warning' | 'info';
  readonly text: string;
}

/** A picture for the page, and how far it must be turned: clockwise, by quarters. */
export interface ShownPicture {
  readonly mime: string;
  readonly data: Uint8Array;
  readonly alt: string;
  readonly quarterTurns: 0 | 1 | 2 | 3;
}

/** Content as the page draws it. `rest`: how many bytes are behind this piece. */
export type ShownContent =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string; readonly to: number; readonly rest: number }
  | { readonly kind: 'hex'; readonly lines: readonly string[]; readonly to: number; readonly rest: number }
  | { readonly kind: 'tree'; readonly path: readonly number[]; readonly from: number; readonly node: TreeNode }
  | { readonly kind: 'database'; readonly facts: readonly PreviewFact[] }
  | { readonly kind: 'facts'; readonly picture?: ShownPicture; readonly facts: readonly PreviewFact[] };

/** The preview of one file. */
export interface PreviewShown {
  readonly fileID: string;
  /** What the bytes are, and how many: `Property list, 12 kB`. */
  readonly title: string;
  readonly notes: readonly PreviewNote[];
  /** The ways to show it that make sense; the first one is its own. */
  readonly forms: readonly PreviewForm[];
  readonly content: ShownContent;
}

/** The preview of a file that has bytes. */
export function previewShown(preview: Preview, locale: Locale): PreviewShown {
  const { fileID, bytes, content } = preview;
  const { format, translate } = locale;
  const type = previewTypeWords(preview, locale);
  return {
    fileID,
    title: content.kind === 'empty' ? type : translate('{type}, {size}', { type, size: format.bytes(bytes) }),
    notes: notesOf(preview, locale),
    forms: formsOf(preview),
    content: contentOf(preview, locale),
  };
}

/** What has no bytes, in the same place. */
export function previewOfNoFile(fileID: string, kind: 'directory' | 'symlink', { translate }: Locale): PreviewShown {
  const title = kind === 'directory' ? translate('Folder', {}) : translate('Symbolic link', {});
  return { fileID, title, notes: [], forms: [], content: { kind: 'nothing' } };
}

function notesOf(preview: Preview, locale: Locale): PreviewNote[] {
  const { trust, limits } = preview;
  const warnings = [previewTrustWords(trust, locale), previewProblemWords(preview, 'vscode', locale), previewPictureWords(preview, locale)];
  // A tree is asked for piece by piece, so what is not in one piece is not left out.
  const cut = limits.filter(({ kind }) => kind !== 'nodes' && kind !== 'depth').map((limit) => previewLimitWords(limit, locale));
  return [
    ...warnings.filter((text) => text !== undefined).map((text) => ({ level: 'warning' as const, text })),
    ...[...cut, previewTextWords(preview, locale)].filter((text) => text !== undefined).map((text) => ({ level: 'info' as const, text })),
  ];
}

/** `auto` is first: the form that its type has. A text is a tree too if it is JSON, and everything is bytes. */
function formsOf({ type, content }: Pick<Preview, 'type' | 'content'>): PreviewForm[] {
  if (content.kind === 'empty') return [];
  if (type === 'keyed-archive') return ['auto', 'plist', 'text', 'hex'];
  if (type === 'plist') return ['auto', 'text', 'hex'];
  if (type === 'json') return ['auto', 'tree', 'hex'];
  if (content.kind === 'hex' && type === 'unknown') return ['auto', 'text'];
  return content.kind === 'text' && type !== 'unknown' ? ['auto', 'hex'] : ['auto', 'text', 'hex'];
}

function contentOf({ bytes, type, content }: Preview, locale: Locale): ShownContent {
  switch (content.kind) {
    case 'empty':
      return { kind: 'nothing' };
    case 'text':
      return { kind: 'text', text: textOf(content.text), to: content.to, rest: Math.max(0, bytes - content.to) };
    case 'hex': {
      const to = content.from + content.data.length;
      return { kind: 'hex', lines: hexLines(content.data, content.from), to, rest: Math.max(0, bytes - to) };
    }
    case 'tree':
      return { kind: 'tree', path: content.path, from: content.from, node: content.node };
    case 'sqlite':
      return { kind: 'database', facts: sqliteFacts(content, locale) };
    case 'image':
      return pictureOf(type, content, locale);
    case 'media':
      return { kind: 'facts', facts: mediaFacts(content, locale) };
  }
}

/** Line ends of any system are line ends; what steers is shown as an escape. */
function textOf(text: string): string {
  return visibleLines(text.replace(/\r\n?/g, '\n'));
}

function pictureOf(type: string, content: PreviewContent & { kind: 'image' }, locale: Locale): ShownContent {
  const facts = imageFacts(content, locale);
  const { translate } = locale;
  const name = previewTypeWords({ type, content }, locale);
  if (content.picture !== undefined) {
    // A browser turns a whole picture by itself.
    return { kind: 'facts', picture: { ...content.picture, alt: translate('Picture: {type}', { type: name }), quarterTurns: 0 }, facts };
  }
  const small = content.thumbnail?.data;
  if (small === undefined) return { kind: 'facts', facts };
  const alt = translate('Small picture inside of the file: {type}', { type: name });
  return { kind: 'facts', picture: { mime: 'image/jpeg', data: small, alt, quarterTurns: turnsOf(content.orientation) }, facts };
}

/** EXIF's numbers, mirrored ones as those that are not. */
export function turnsOf(orientation: number | undefined): ShownPicture['quarterTurns'] {
  switch (orientation) {
    case 3:
    case 4:
      return 2;
    case 5:
    case 6:
      return 1;
    case 7:
    case 8:
      return 3;
    default:
      return 0;
  }
}
