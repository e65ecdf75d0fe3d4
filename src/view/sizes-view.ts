/** Where the room of a backup went, in the words of the reader: apps by name, shared containers, system domains. */
import type { AppSize, BackupSizes } from '../backup/index.ts';
import type { Locale } from './locale.ts';
import type { SizeRow, SizesView } from './overview-messages.ts';
import { ownerWords } from './owner-words.ts';

/** More than anybody reads; the rest is put together in one row that leads to no single domain. */
const MOST_ROWS = 2000;

export function sizesView({ apps }: BackupSizes, locale: Locale): SizesView {
  const { format, translate } = locale;
  const sum = (field: 'bytes' | 'unknown') => apps.reduce((total, each) => total + (each[field] ?? 0), 0);
  const notes = [translate('Sizes as the list of files records them: what the device had when it made the backup.', {})];
  const unknown = sum('unknown');
  if (unknown === 1) notes.push(translate('The size of 1 file is unknown, because its record cannot be read.', {}));
  if (unknown > 1) {
    notes.push(translate('The size of {count} files is unknown, because their records cannot be read.', { count: format.count(unknown) }));
  }
  if (apps.length > MOST_ROWS) notes.push(translate('Only the {count} largest are listed.', { count: format.count(MOST_ROWS) }));
  return { rows: apps.slice(0, MOST_ROWS).map((app) => sizeRow(app, locale)), bytes: sum('bytes'), notes };
}

function sizeRow(app: AppSize, { translate }: Locale): SizeRow {
  const { kind, id, bytes, files, domains } = app;
  return { id: `${kind} ${id}`, kind, ...ownerWords(app, translate), bytes, files, domain: domains[0]?.domain ?? '' };
}
