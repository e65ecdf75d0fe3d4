/** Is the content of every file stored? What a whole domain lacks was left out on purpose, if the run ended and something else is there. */
import { payloadPlaces } from '../../read/backup-folder.ts';
import { valueOf } from '../../read/plist-reading.ts';
import { catalogueName } from '../catalogue-name.ts';
import type { Check, CheckContext, RowFacts } from '../check.ts';
import { MOST_OF_A_CODE } from '../findings.ts';

/** No more than its finding needs: a row may be large. */
type MissingFile = Pick<RowFacts, 'domain' | 'relativePath' | 'fileID'> & { readonly size: number | null };

/** A domain under way, or one of which nothing is stored. */
interface DomainContent {
  readonly domain: string;
  readonly missing: MissingFile[];
  missingFiles: number;
  missingBytes: number;
  isStored: boolean;
}

export const payloadPresent: Check = {
  name: 'payload-present',
  begin(context) {
    const isFinished = valueOf(context.plists['Status.plist'])?.snapshotState === 'finished';
    const leftOut: DomainContent[] = [];
    let isAnythingStored = false;
    let remembered = 0;
    let current: DomainContent | undefined;
    const leave = () => {
      if (current === undefined || current.missingFiles === 0) return;
      if (current.isStored || !isFinished) reportMissing(context, current);
      else leftOut.push(current);
    };
    return {
      row(facts) {
        if (!facts.isFile) return;
        if (facts.domain !== current?.domain) {
          leave();
          current = { domain: facts.domain, missing: [], missingFiles: 0, missingBytes: 0, isStored: false };
        }
        if (facts.payload !== undefined) {
          current.isStored = isAnythingStored = true;
          return;
        }
        facts.mark('missing');
        current.missingFiles++;
        current.missingBytes += facts.record?.size ?? 0;
        // More than can be listed need not be remembered.
        if (remembered++ < MOST_OF_A_CODE) {
          const { domain, relativePath, fileID, record } = facts;
          current.missing.push({ domain, relativePath, fileID, size: record?.size ?? null });
        }
      },
      end() {
        leave();
        // Of a backup that has lost everything nothing can be called its purpose.
        for (const domain of leftOut) {
          if (isAnythingStored) reportLeftOut(context, domain);
          else reportMissing(context, domain);
        }
      },
    };
  },
};

function reportMissing({ summary, report }: CheckContext, { missing, missingFiles }: DomainContent): void {
  for (const { size, ...names } of missing) {
    // Beside Manifest.mbdb all content lies flat, which is the second place that readers look at.
    const file = payloadPlaces(names.fileID).at(summary.era === 'mbdb' ? -1 : 0);
    const evidence = { ...(file === undefined ? {} : { file }), size };
    report('payload-missing', 'The content of this file is not stored.', { ...names, evidence });
  }
  for (let rest = missing.length; rest < missingFiles; rest++) report('payload-missing', 'The content of a file is not stored.');
}

function reportLeftOut(context: CheckContext, { domain, missingFiles, missingBytes }: DomainContent): void {
  const message = `The content of ${missingFiles === 1 ? '1 file' : `${missingFiles} files`} is not stored. Nothing in this domain is stored.`;
  const evidence = { file: catalogueName(context), files: missingFiles, bytes: missingBytes };
  context.report('domain-left-out', message, { domain, evidence });
}
