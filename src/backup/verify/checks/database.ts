/** Are the SQLite databases among the files sound? */
import type { Check } from '../check.ts';
import { examineDatabase } from '../payload-database.ts';

export const database: Check = {
  name: 'database',
  begin: ({ folder, encrypted }) => ({
    async row(facts) {
      const { payload, state } = facts;
      if (!facts.readContent || encrypted === true || payload === undefined || state === 'damaged') return;
      const health = await examineDatabase(folder, facts);
      if (health.state !== 'damaged') return;
      facts.mark('damaged');
      facts.report('sqlite-damaged', 'SQLite finds this database damaged.', { file: payload.place, complaints: health.complaints });
    },
  }),
};
