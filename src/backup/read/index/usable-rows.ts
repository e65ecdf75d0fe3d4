/** Which rows of a catalogue can be had at all: values of the right types, and names no longer than a hundred times what a device takes. */

/** A phone takes paths of 1,024 bytes. A hostile catalogue makes each row a gigabyte; its name must not even be fetched to be refused. */
export const MOST_NAME_BYTES = 16 * 1024;
export const MOST_FILE_ID_BYTES = 1024;
/** Real records have some 500 bytes, at most some thousand. A hostile catalogue can make every row claim the same hundred megabytes. */
export const MOST_RECORD_BYTES = 256 * 1024;

/** SQL that is true where all three are there and short. A length is told without fetching the value. */
export const SHORT_NAMES = `ifnull(octet_length(fileID) <= ${MOST_FILE_ID_BYTES} AND octet_length(domain) <= ${MOST_NAME_BYTES}
  AND octet_length(relativePath) <= ${MOST_NAME_BYTES}, 0)`;

/** What the index of a catalogue may cost, whatever its rows: a million and a half of a phone's have room in it. */
export const MOST_INDEX_BYTES = 140 * 1024 * 1024;

/** A catalogue whose names would not fit into memory. */
export class TooManyNames extends Error {}
