/** What some bytes are, and the part of them that was asked for, in a form for it. */
import { isCodedError } from '../../base/index.ts';
import { KeyedArchive, parsePlist, plistFormatOf, type ByteSource, type PlistFormat } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { looksEncrypted } from '../read/stored/stored-form.ts';
import { archiveTree } from './archive-tree.ts';
import { hexWindow, textWindow } from './content-window.ts';
import { imageContent, isImageType } from './image-content.ts';
import { jsonTree } from './json-tree.ts';
import { mediaContent } from './media-content.ts';
import { plistTree } from './plist-tree.ts';
import type { BytesLook, PreviewPart } from './preview-job.ts';
import type { PreviewContent, PreviewLimit, PreviewProblem } from './preview.ts';
import { recognize, RECOGNIZED_BYTES, type Recognized } from './recognize.ts';
import { sqliteContent } from './sqlite-header.ts';
import { dataIn, treePage, type TreeValue } from './tree-page.ts';

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

/** Looks into the data that `inside` leads to, tree by tree. @throws BackupError 'range-invalid'; what reading `bytes` throws */
export function lookAtBytes(bytes: ByteSource, part: PreviewPart): BytesLook {
  const [path, ...rest] = part.inside;
  if (path !== undefined) return lookAtBytes(dataAt(bytes, path), { ...part, inside: rest, companions: [] });
  const start = bytes.read(0, RECOGNIZED_BYTES);
  const recognized = recognize(start);
  const { content, type = recognized.type, limits = [], problem } = shownOrWhyNot(bytes, recognized, start, part);
  return { type, bytes: bytes.length, content, ...(problem === undefined ? {} : { problem }), limits };
}

/** The data at a place of a property list or keyed archive. */
function dataAt(bytes: ByteSource, path: readonly number[]): ByteSource {
  const value = parsePlist(allOf(bytes, MOST_TREE_BYTES));
  const data = dataIn(KeyedArchive.is(value) ? archiveTree(KeyedArchive.of(value)) : plistTree(value), path);
  return { length: data.length, read: (position, length) => data.subarray(position, position + length) };
}

/** What is damaged or too large for its form is shown as text or bytes, with the reason. */
function shownOrWhyNot(bytes: ByteSource, recognized: Recognized, start: Uint8Array, part: PreviewPart): Shown {
  try {
    return show(bytes, recognized, start, part);
  } catch (error) {
    if (!isCodedError(error) || error.code === 'range-invalid') throw error;
    return { ...plainForm(bytes, recognized, start, part), problem: { code: error.code, data: error.data } };
  }
}

function show(bytes: ByteSource, recognized: Recognized, start: Uint8Array, part: PreviewPart): Shown {
  if (bytes.length === 0) return { content: { kind: 'empty' }, type: 'empty' };
  if (part.as === 'hex' || part.as === 'text') return plainForm(bytes, recognized, start, part);
  switch (recognized.type) {
    case 'plist':
    case 'keyed-archive':
      return plistForm(bytes, part);
    case 'json':
      return part.as === 'tree' ? jsonForm(bytes, recognized, part) : plainForm(bytes, recognized, start, part);
    case 'sqlite':
      return { content: sqliteContent(start, part.companions) };
    default: {
      if (isImageType(recognized.type)) return imageContent(bytes, recognized.type, part.pictures);
      const media = mediaContent(bytes, recognized.type);
      return media === undefined ? plainForm(bytes, recognized, start, part) : { content: media };
    }
  }
}

/** As text if it is text or was asked for as such, otherwise as bytes. */
function plainForm(bytes: ByteSource, recognized: Recognized, start: Uint8Array, part: PreviewPart): Shown {
  const isText = recognized.encoding !== undefined;
  if (bytes.length === 0) return { content: { kind: 'empty' }, type: 'empty' };
  if (part.as !== 'hex' && (isText || part.as === 'text')) {
    const encoding = part.encoding ?? recognized.encoding ?? 'utf-8';
    const markBytes = encoding === recognized.encoding ? (recognized.markBytes ?? 0) : 0;
    return { content: textWindow(bytes, { from: part.from, bytes: lengthOf(part, TEXT), encoding, markBytes }) };
  }
  const opaque = recognized.type === 'unknown' && start.length >= 256 && looksEncrypted(start);
  return { content: hexWindow(bytes, part.from, lengthOf(part, HEX), opaque) };
}

function lengthOf({ length }: PreviewPart, { usual, most }: { readonly usual: number; readonly most: number }): number {
  return Math.max(64, Math.min(length ?? usual, most));
}

function plistForm(bytes: ByteSource, part: PreviewPart): Shown {
  const whole = allOf(bytes, MOST_TREE_BYTES);
  const value = parsePlist(whole);
  const format = plistFormatOf(whole) ?? 'binary';
  if (!KeyedArchive.is(value)) return treeForm(plistTree(value), format, 'plist', part);
  if (part.as === 'plist') return treeForm(plistTree(value), format, 'keyed-archive', part);
  try {
    return treeForm(archiveTree(KeyedArchive.of(value)), format, 'keyed-archive', part);
  } catch (error) {
    // It is a property list all the same, and can be looked at as one.
    if (!isCodedError(error, 'archive-malformed')) throw error;
    return {
      ...treeForm(plistTree(value), format, 'keyed-archive', { ...part, tree: {} }),
      problem: { code: error.code, data: error.data },
    };
  }
}

function treeForm(tree: TreeValue, format: PlistFormat | 'json', type: string, part: PreviewPart): Shown {
  const { limits, ...page } = treePage(tree, part.tree);
  return { content: { kind: 'tree', format: format === 'json' ? format : `${format}-plist`, ...page }, type, limits };
}

function jsonForm(bytes: ByteSource, { encoding = 'utf-8', markBytes = 0 }: Recognized, part: PreviewPart): Shown {
  const { length } = allOf(bytes, MOST_JSON_BYTES);
  const { text, hasOtherBytes } = textWindow(bytes, { from: 0, bytes: length, encoding, markBytes });
  if (hasOtherBytes) throw new BackupError('json-malformed', 'bytes that are no text', { data: {} });
  return treeForm(jsonTree(text), 'json', 'json', part);
}

/** @throws BackupError 'preview-limit' */
function allOf(bytes: ByteSource, most: number): Uint8Array {
  if (bytes.length > most) throw new BackupError('preview-limit', 'too large', { data: { limit: 'bytes', most, bytes: bytes.length } });
  return bytes.read(0, bytes.length);
}
