/** The column fileID of the table Files: a text, or a BLOB that spells one. Whatever else a row has there makes it useless. */

import { SHORT_NAMES } from '../index/usable-rows.ts';

/** SQL that is true for a row that can be used: names are texts and not endless, and the fileID is a text or 40 hex digits in a BLOB. */
export const USABLE_ROW = `(${SHORT_NAMES} AND typeof(domain) = 'text' AND typeof(relativePath) = 'text' AND (typeof(fileID) = 'text' OR (typeof(fileID) = 'blob'
  AND length(fileID) = 40 AND length(CAST(fileID AS TEXT)) = 40 AND CAST(fileID AS TEXT) NOT GLOB '*[^0-9a-f]*')))`;

/** SQL for the fileID of such a row. */
export const FILE_ID = 'CAST(fileID AS TEXT)';
