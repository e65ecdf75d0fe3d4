/** Are the SQLite databases among the files sound? */
import { databaseHealth, type DatabaseHealth } from '../../read/stored/database-health.ts';
import type { Check } from '../check.ts';

export const database: Check<DatabaseHealth> = {
  name: 'database',
  examine: (content) => (content.isRead ? databaseHealth(content) : undefined),
  begin: () => ({
    row(facts) {
      const health = facts.seen(database);
      if (health?.state !== 'damaged' || facts.isLost) return;
      facts.mark('damaged');
      const evidence = { file: facts.payload?.place ?? null, complaints: health.complaints };
      facts.report('sqlite-damaged', 'SQLite reports that this database is damaged.', evidence);
    },
  }),
};
