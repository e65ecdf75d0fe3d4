/** Makes the preview of one stored file, inside of the thread: what it is, whether it can be trusted, and the part that was asked for. */
import { isCodedError } from '../../base/index.ts';
import { FormatError, KeyedArchive, parsePlist, plistFormatOf, type ByteSource, type PlistFormat } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { PayloadContent } from '../read/stored/payload-content.ts';
import { looksEncrypted } from '../read/stored/stored-form.ts';
import { archiveTree } from './archive-tree.ts';
import { imageContent, isImageType } from './image-content.ts';
import { cachedBytes } from './cached-bytes.ts';
import { hexWindow, textWindow } from './content-window.ts';
import { jsonTree } from './json-tree.ts';
import { judgePreview } from './judge-preview.ts';
import { mediaContent } from './media-content.ts';
import { plistTree } from './plist-tree.ts';
import type { PreviewJob, PreviewLook } from './preview-job.ts';
import type { PreviewContent, PreviewLimit, PreviewProblem } from './preview.ts';
import { recognize, RECOGNIZED_BYTES, type Recognized } from './recognize.ts';
import { sqliteContent } from './sqlite-header.ts';
import { treePage, type TreeValue } from './tree-page.ts';

const TEXT = { usual: 64 * 1024, most: 1024 * 1024 };
const HEX = { usual: 4 * 1024, most: 256 * 1024 };
/** A document is read as a whole to become a tree. */
const MOST_TREE_BYTES = 40 * 1024 * 1024;
const MOST_JSON_BYTES = 16 * 1024 * 1024;

/** What `show` returns: the content in a form, and what the whole of it says about the type. */
interface Shown {
  readonly content: PreviewContent;
  readonly type?: string;
  readonly limits?: readonly PreviewLimit[];
  readonly problem?: PreviewProblem;
}

/** @throws FormatError 'key-unwrap-failed'; BackupError 'range-invalid'; system errors of reading */
export function lookAtContent(stored: PayloadContent, job: PreviewJob): PreviewLook {
  const { keyFailure } = stored;
  if (keyFailure !== undefined) {
    throw new FormatError('key-unwrap-failed', 'the key of the file does not open', { data: { ...keyFailure } });
  }
  const before = stored.state();
  const bytes = cachedBytes({ length: stored.visibleBytes, read: (position, length) => stored.plainAt(position, length) });
  const trust = judgePreview(stored, job.fault, job.readAll);
  const start = bytes.read(0, RECOGNIZED_BYTES);
  const recognized = recognize(start);
  const { content, type = recognized.type, limits = [], problem } = shownOrWhyNot(bytes, recognized, start, job);
  const hasChanged = stored.state() !== before || bytes.length !== stored.visibleBytes;
  return {
    type,
    bytes: bytes.length,
    trust: hasChanged ? { state: 'changed' } : trust,
    content,
    ...(problem === undefined ? {} : { problem }),
    limits,
  };
}

/** What is damaged or too large for its form is shown as text or bytes, with the reason. */
function shownOrWhyNot(bytes: ByteSource, recognized: Recognized, start: Uint8Array, job: PreviewJob): Shown {
  try {
    return show(bytes, recognized, start, job);
  } catch (error) {
    if (!isCodedError(error) || error.code === 'range-invalid') throw error;
    return { ...plainForm(bytes, recognized, start, job), problem: { code: error.code, data: error.data } };
  }
}

function show(bytes: ByteSource, recognized: Recognized, start: Uint8Array, job: PreviewJob): Shown {
  if (bytes.length === 0) return { content: { kind: 'empty' }, type: 'empty' };
  if (job.as === 'hex' || job.as === 'text') return plainForm(bytes, recognized, start, job);
  switch (recognized.type) {
    case 'plist':
    case 'keyed-archive':
      return plistForm(bytes, job);
    case 'json':
      return job.as === 'tree' ? jsonForm(bytes, recognized, job) : plainForm(bytes, recognized, start, job);
    case 'sqlite':
      return { content: sqliteContent(start, job.content.companions) };
    default: {
      if (isImageType(recognized.type)) return imageContent(bytes, recognized.type, job.pictures);
      const media = mediaContent(bytes, recognized.type);
      return media === undefined ? plainForm(bytes, recognized, start, job) : { content: media };
    }
  }
}

/** As text if it is text or was asked for as such, otherwise as bytes. */
function plainForm(bytes: ByteSource, recognized: Recognized, start: Uint8Array, job: PreviewJob): Shown {
  const isText = recognized.encoding !== undefined;
  if (bytes.length === 0) return { content: { kind: 'empty' }, type: 'empty' };
  if (job.as !== 'hex' && (isText || job.as === 'text')) {
    const encoding = job.encoding ?? recognized.encoding ?? 'utf-8';
    const markBytes = encoding === recognized.encoding ? (recognized.markBytes ?? 0) : 0;
    return { content: textWindow(bytes, { from: job.from, bytes: lengthOf(job, TEXT), encoding, markBytes }) };
  }
  const opaque = recognized.type === 'unknown' && start.length >= 256 && looksEncrypted(start);
  return { content: hexWindow(bytes, job.from, lengthOf(job, HEX), opaque) };
}

function lengthOf({ length }: PreviewJob, { usual, most }: { readonly usual: number; readonly most: number }): number {
  return Math.max(64, Math.min(length ?? usual, most));
}

function plistForm(bytes: ByteSource, job: PreviewJob): Shown {
  const whole = allOf(bytes, MOST_TREE_BYTES);
  const value = parsePlist(whole);
  const format = plistFormatOf(whole) ?? 'binary';
  if (!KeyedArchive.is(value)) return treeForm(plistTree(value), format, 'plist', job);
  if (job.as === 'plist') return treeForm(plistTree(value), format, 'keyed-archive', job);
  try {
    return treeForm(archiveTree(KeyedArchive.of(value)), format, 'keyed-archive', job);
  } catch (error) {
    // It is a property list all the same, and can be looked at as one.
    if (!isCodedError(error, 'archive-malformed')) throw error;
    return {
      ...treeForm(plistTree(value), format, 'keyed-archive', { ...job, tree: {} }),
      problem: { code: error.code, data: error.data },
    };
  }
}

function treeForm(tree: TreeValue, format: PlistFormat | 'json', type: string, job: PreviewJob): Shown {
  const { limits, ...page } = treePage(tree, job.tree);
  return { content: { kind: 'tree', format: format === 'json' ? format : `${format}-plist`, ...page }, type, limits };
}

function jsonForm(bytes: ByteSource, { encoding = 'utf-8', markBytes = 0 }: Recognized, job: PreviewJob): Shown {
  const { length } = allOf(bytes, MOST_JSON_BYTES);
  const { text, hasOtherBytes } = textWindow(bytes, { from: 0, bytes: length, encoding, markBytes });
  if (hasOtherBytes) throw new BackupError('json-malformed', 'bytes that are no text', { data: {} });
  return treeForm(jsonTree(text), 'json', 'json', job);
}

/** @throws BackupError 'preview-limit' */
function allOf(bytes: ByteSource, most: number): Uint8Array {
  if (bytes.length > most) throw new BackupError('preview-limit', 'too large', { data: { limit: 'bytes', most, bytes: bytes.length } });
  return bytes.read(0, bytes.length);
}
