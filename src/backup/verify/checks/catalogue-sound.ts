/** Is there a catalogue, and can it be read to its end? */
import type { CodedError } from '../../../base/index.ts';
import type { RankedRows } from '../../read/catalogue/ranked-rows.ts';
import { obstacleOf } from '../../read/summary.ts';
import { catalogueName } from '../catalogue-name.ts';
import type { Check, CheckContext } from '../check.ts';

const MOST_COMPLAINTS = 20;
const BLOCK_BYTES = 16;

export const catalogueSound: Check = {
  name: 'catalogue-sound',
  begin: (context) => ({
    backup() {
      const { catalogue, encrypted, classKeys, probe, report } = context;
      if (probe.kind === 'mbdb' && probe.stray !== undefined) {
        const message = 'Manifest.db does not contain a list of files. Manifest.mbdb does, and is used instead.';
        report('stray-manifest-db', message, { evidence: { file: 'Manifest.db', bytes: probe.stray.bytes } });
      }
      if (catalogue === undefined) {
        checkClosed(context);
        return;
      }
      if (encrypted === true && classKeys === undefined) {
        const evidence = { file: catalogueName(context) };
        report('password-needed', 'The files are encrypted. Without the password, their content is not checked.', { evidence });
      }
      checkLogs(context, catalogue);
      if (catalogue.damage !== undefined) reportObstacle(context, catalogue.damage);
      else checkPages(context, catalogue);
      if (catalogue.rangeOf(undefined).last === 0 && catalogue.damage === undefined) {
        const file = catalogueName(context);
        report('catalogue-empty', `${file} lists no files.`, { evidence: { file } });
      }
    },
  }),
};

/** Says why there is no list of files, or not all of it; also for what only opening the catalogue brings to light. */
export function reportObstacle(context: CheckContext, { code, message, data }: CodedError): void {
  const { report } = context;
  const { path: _path, ...facts } = data;
  const file = catalogueName(context);
  const evidence = { file, ...facts };
  switch (code) {
    case 'catalogue-missing':
      report('catalogue-missing', `${file} is missing. Without it, the files have no names.`, { evidence: { file } });
      return;
    case 'backup-encrypted':
      report(
        'password-needed',
        'The list of files is encrypted. Without the password, only names, lengths and property lists are checked.',
        { evidence },
      );
      return;
    case 'too-old':
      // The oldest had none: a file beside each content told its name.
      report('catalogue-too-old', 'The list of files has a format older than iOS 5, which is not supported.', {
        evidence: { file: facts.era === 'mdinfo' ? 'Manifest.plist' : file, ...facts },
      });
      return;
    case 'plist-unreadable':
      // Told by the finding on Manifest.plist, which is what keeps the catalogue closed.
      return;
    default:
      report('catalogue-unreadable', `${file} cannot be read: ${message}`, { evidence });
  }
}

/** Of a catalogue that is encrypted, and stays so, the length is all that can be seen. */
function checkClosed(context: CheckContext): void {
  const { probe, classKeys, report } = context;
  const obstacle = obstacleOf(context, classKeys !== undefined);
  if (obstacle?.code === 'backup-encrypted' && probe.kind === 'opaque' && probe.bytes % BLOCK_BYTES !== 0) {
    const evidence = { file: 'Manifest.db', reason: 'not-block-aligned', bytes: probe.bytes };
    const message = `Manifest.db has ${probe.bytes} bytes, which is not a whole number of encrypted blocks.`;
    report('catalogue-unreadable', message, { evidence });
  } else if (obstacle !== undefined) {
    reportObstacle(context, obstacle);
  }
}

function checkLogs({ report }: CheckContext, { logApplied, hasForeignLog }: RankedRows): void {
  const evidence = { file: 'Manifest.db-wal', applied: logApplied };
  if (logApplied) {
    report('catalogue-log-beside', 'Manifest.db-wal contains changes that are not in Manifest.db. They were included in this check.', {
      evidence,
    });
  } else if (hasForeignLog) {
    report('catalogue-log-beside', 'Manifest.db-wal is not encrypted the way Manifest.db is, so it was ignored.', { evidence });
  }
}

function checkPages({ report }: CheckContext, catalogue: RankedRows): void {
  const complaints = catalogue.quickCheck(MOST_COMPLAINTS);
  if (complaints.length === 0) return;
  const evidence = { file: 'Manifest.db', reason: 'quick-check', complaints };
  report('catalogue-unreadable', 'SQLite reports that Manifest.db is damaged. Files are checked as far as it can be read.', { evidence });
}
