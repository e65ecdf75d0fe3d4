/** The pictures of contacts, which are in a database of their own. Only what a browser may show is handed over. */
import { isCodedError } from '../../../base/index.ts';
import { sourceOfBytes } from '../../../formats/index.ts';
import type { SqliteValue } from '../../read/sqlite/sqlite.ts';
import { imageContent, isImageType } from '../image-content.ts';
import type { PictureData } from '../preview.ts';
import { recognize, RECOGNIZED_BYTES } from '../recognize.ts';
import { listOf, rowsOf, type ReaderTools } from './kind-reader.ts';
import type { NamedFile } from './personal-entry.ts';

export const CONTACT_PICTURES: NamedFile = { domain: 'HomeDomain', relativePath: 'Library/AddressBook/AddressBookImages.sqlitedb' };
/** The most contacts that can be asked for at once. */
export const MOST_CONTACT_PICTURES = 48;
/** The small ones first, of which the largest is still small. */
const TABLES = ['ABThumbnailImage', 'ABFullSizeImage'] as const;
const MOST_PICTURE_BYTES = 1024 * 1024;

/** The picture of one contact, by the key of its entry. */
export interface ContactPicture extends PictureData {
  readonly key: string;
}

/** Contacts without a picture are left out, and those whose picture is damaged, too large, or of a format that no browser shows. */
export function contactPictures(tools: ReaderTools, keys: readonly bigint[]): ContactPicture[] {
  const found = new Map<string, PictureData>();
  for (const table of TABLES) {
    if (tools.columns.missing([[table, 'record_id', 'data']]).length > 0) continue;
    const sql = `SELECT record_id, data FROM ${table} WHERE record_id IN ${listOf(keys)} AND typeof(data) = 'blob'
      AND length(data) <= ${MOST_PICTURE_BYTES} ORDER BY length(data) DESC`;
    for (const [person, data] of rowsOf(tools, sql)) {
      const picture = found.has(String(person)) ? undefined : pictureOf(data);
      if (picture !== undefined) found.set(String(person), picture);
    }
  }
  return keys.flatMap((key) => {
    const picture = found.get(String(key));
    return picture === undefined ? [] : [{ key: String(key), ...picture }];
  });
}

function pictureOf(data: SqliteValue | undefined): PictureData | undefined {
  if (!(data instanceof Uint8Array)) return undefined;
  const { type } = recognize(data.subarray(0, RECOGNIZED_BYTES));
  if (!isImageType(type)) return undefined;
  try {
    return imageContent(sourceOfBytes(data), type, 'whole').content.picture;
  } catch (error) {
    if (!isCodedError(error, 'image-malformed')) throw error;
    return undefined;
  }
}
