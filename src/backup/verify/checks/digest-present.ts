/** Does every file have a digest whose domain has digests? A device refuses to restore one without. */
import { isDigestedDomain } from '../../../formats/index.ts';
import type { Check, RowFacts, RunningCheck } from '../check.ts';

export const digestPresent: Check = {
  name: 'digest-present',
  begin: (context) => (context.summary.era === 'mbdb' ? ofMbdb() : ofDb()),
};

/** Since iOS 10: all of 477 such files of a real backup have one. */
function ofDb(): RunningCheck {
  return {
    row(facts) {
      if (lacksDigest(facts)) reportMissing(facts);
    },
  };
}

const MOST_REMEMBERED = 100;
/** So many with a digest must stand against one without. */
const USUAL_TO_ODD = 5;

/** Of iOS 5 to 9 nobody has counted: one that is missing is a finding only where it is the exception. */
function ofMbdb(): RunningCheck {
  const without: RowFacts[] = [];
  let others = 0;
  return {
    row(facts) {
      if (facts.record?.digest !== undefined) others++;
      else if (lacksDigest(facts) && without.length < MOST_REMEMBERED) without.push(facts);
    },
    end() {
      if (without.length * USUAL_TO_ODD <= others) for (const facts of without) reportMissing(facts);
    },
  };
}

function lacksDigest({ isFile, record, domain }: RowFacts): boolean {
  return isFile && record !== undefined && record.digest === undefined && isDigestedDomain(domain);
}

function reportMissing(facts: RowFacts): void {
  facts.report('digest-missing', 'Files in this domain need a digest. Without it, a device refuses the restore.');
}
