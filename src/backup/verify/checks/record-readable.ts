/** Can the record of every row be decoded, and is it the record of that row? */
import { isRecordOf } from '../../read/row-fault.ts';
import type { Check } from '../check.ts';

export const recordReadable: Check = {
  name: 'record-readable',
  begin: () => ({
    row(facts) {
      const { record, recordReason } = facts;
      if (record !== undefined && isRecordOf(facts, record)) return;
      facts.mark('damaged');
      if (record === undefined) facts.report('file-record-unreadable', 'The record of this file cannot be read.', { reason: recordReason });
      else facts.report('file-record-unreadable', 'The record in this row belongs to another file.', { pathInRecord: record.relativePath });
    },
  }),
};
