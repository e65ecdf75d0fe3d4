/** Words for databases that cannot be read and queries that are not run: errors whose data says more than their code. */
import type { WordsByData } from './surface-words.ts';

const CORRECT = 'Correct the query and run it again.';

export const DATABASE_WORDS: readonly WordsByData[] = [
  {
    code: 'query-invalid',
    applies: ({ reason, line }) => reason === 'mistake' && typeof line === 'number',
    words: { message: 'SQLite does not accept the query. Line {line}, column {column}: {details}.', action: CORRECT },
  },
  {
    code: 'query-invalid',
    applies: ({ reason }) => reason === 'mistake',
    words: { message: 'SQLite does not accept the query: {details}.', action: CORRECT },
  },
  {
    code: 'query-invalid',
    applies: ({ reason }) => reason === 'not-reading',
    words: {
      message: 'A backup is only read, so this query was not run.',
      action: 'Write a query that begins with SELECT, WITH, VALUES or EXPLAIN.',
    },
  },
  {
    code: 'query-invalid',
    applies: ({ reason }) => reason === 'several-statements',
    words: { message: 'There is more than one query.', action: 'Run them one by one.' },
  },
  {
    code: 'database-unreadable',
    applies: ({ reason }) => reason === 'unsupported',
    words: {
      message: 'This part of the database needs something that only its app has: {details}.',
      action: 'Look at the other tables, or extract the file.',
    },
  },
  {
    code: 'database-unreadable',
    applies: ({ reason }) => reason === 'not-a-database',
    words: { message: 'This file is not a SQLite database.', action: 'Look at it as text or bytes.' },
  },
  {
    code: 'database-unreadable',
    applies: ({ reason }) => reason === 'damaged',
    words: { message: 'The database is damaged: {details}.', action: 'Look at its other tables, or verify the backup.' },
  },
  {
    code: 'database-unreadable',
    applies: ({ reason }) => reason === 'changed',
    words: { message: 'The database was changed while it was open.', action: 'Open it again.' },
  },
];
