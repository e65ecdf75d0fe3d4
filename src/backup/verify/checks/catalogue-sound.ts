/** Is there a catalogue, and does SQLite find it sound? */
import type { BackupError } from '../../errors.ts';
import { obstacleOf } from '../../read/summary.ts';
import type { Check, CheckContext } from '../check.ts';

const MOST_COMPLAINTS = 20;

export const catalogueSound: Check = {
  name: 'catalogue-sound',
  begin: (context) => ({
    backup() {
      const { catalogue, report } = context;
      if (catalogue === undefined) {
        const obstacle = obstacleOf(context);
        if (obstacle !== undefined) reportObstacle(context, obstacle);
        return;
      }
      if (catalogue.logApplied) {
        const message = 'Manifest.db-wal holds changes that are not in Manifest.db; they were taken into account.';
        report('catalogue-log-beside', message, { evidence: { file: 'Manifest.db-wal' } });
      }
      const complaints = catalogue.quickCheck(MOST_COMPLAINTS);
      if (complaints.length > 0) {
        const evidence = { file: 'Manifest.db', reason: 'quick-check', complaints };
        report('catalogue-unreadable', 'SQLite finds Manifest.db damaged; its files are checked as far as it can be read.', { evidence });
      }
    },
  }),
};

/** Says why there is no list of files; also for what only opening the catalogue brings to light. */
export function reportObstacle({ report }: CheckContext, { code, message, data }: BackupError): void {
  const { path: _path, ...facts } = data;
  const evidence = { file: 'Manifest.db', ...facts };
  switch (code) {
    case 'catalogue-missing':
      report('catalogue-missing', 'Manifest.db is missing: the files have no names.', { evidence: { file: 'Manifest.db' } });
      return;
    case 'backup-encrypted':
      report(
        'password-needed',
        'The list of files is encrypted; without the password only names, lengths and property lists are checked.',
        { evidence },
      );
      return;
    case 'too-old':
      report('catalogue-too-old', 'The catalogue is of an older era and is not read.', { evidence: facts });
      return;
    case 'plist-unreadable':
      // Told by the finding on Manifest.plist, which is what keeps the catalogue closed.
      return;
    default:
      report('catalogue-unreadable', `Manifest.db cannot be read: ${message}`, { evidence });
  }
}
