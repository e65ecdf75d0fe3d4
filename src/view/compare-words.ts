/** What a comparison of two backups says: what happened to a file, and what that rests on. */
import type { ComparisonBasis, FileChange, MetadataField } from '../backup/index.ts';
import { phrase } from './phrase.ts';

/** As a heading, or a cell of a table. */
export const CHANGE_WORDS: Readonly<Record<FileChange | 'same', string>> = {
  added: phrase('Added'),
  removed: phrase('Removed'),
  changed: phrase('Changed'),
  metadata: phrase('Only metadata changed'),
  'not-compared': phrase('Not compared'),
  same: phrase('The same'),
};

/** One sentence each. */
export const BASIS_WORDS: Readonly<Record<ComparisonBasis, string>> = {
  proven: phrase('Proven: the stored content itself was compared.'),
  consistent: phrase('Consistent: the records of both backups and the stored lengths agree. The content was not read.'),
  assumed: phrase('Assumed: only size and date were compared, because the content is encrypted and no password was given.'),
};

/** The same of a difference. */
export const DIFFERENCE_BASIS_WORDS: Readonly<Record<ComparisonBasis, string>> = {
  proven: phrase('Proven: the stored content differs.'),
  consistent: phrase('By the records: the digests or sizes of both backups differ. The content was not read.'),
  assumed: phrase('Assumed: only the recorded sizes differ, because the content is encrypted and no password was given.'),
};

export const METADATA_WORDS: Readonly<Record<MetadataField, string>> = {
  size: phrase('recorded size'),
  mode: phrase('permissions'),
  owner: phrase('owner'),
  modified: phrase('date modified'),
  birth: phrase('date created'),
  'protection-class': phrase('protection class'),
  flags: phrase('flags'),
  'extended-attributes': phrase('extended attributes'),
};
