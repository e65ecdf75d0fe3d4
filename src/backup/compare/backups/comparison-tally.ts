/** Adds up what a comparison of two backups finds: exact numbers, and a bounded list. */
import type { BackupDifference, ComparisonBasis, DomainDifference, FileDifference } from './backup-difference.ts';
import type { FileComparison } from './compare-files.ts';

type Counts = Record<keyof DomainDifference['counts'], number>;

interface DomainTally {
  readonly counts: Counts;
  bytesBefore: number;
  bytesAfter: number;
}

/** Two hostile catalogs have a domain for each row. */
const MOST_DOMAINS = 50_000;

export class ComparisonTally {
  readonly #mostFiles: number;
  readonly #counts = noCounts();
  readonly #same: Record<ComparisonBasis, number> = { proven: 0, consistent: 0, assumed: 0 };
  readonly #domains = new Map<string, DomainTally>();
  #files: FileDifference[] = [];
  #listed = 0;
  #omitted = 0;

  constructor(mostFiles: number) {
    this.#mostFiles = mostFiles;
  }

  add(domain: string, { difference, basis, bytesBefore, bytesAfter }: FileComparison): void {
    const change = difference?.change ?? 'same';
    this.#counts[change]++;
    if (basis !== undefined) this.#same[basis]++;
    const tally = this.#domainOf(domain);
    tally.counts[change]++;
    tally.bytesBefore += bytesBefore;
    tally.bytesAfter += bytesAfter;
    if (difference === undefined) return;
    if (this.#listed === this.#mostFiles) {
      this.#omitted++;
      return;
    }
    this.#listed++;
    this.#files.push(difference);
  }

  /** What was listed since the last time. */
  takeFiles(): readonly FileDifference[] {
    const files = this.#files;
    this.#files = [];
    return files;
  }

  result(): Pick<BackupDifference, 'counts' | 'sameContent' | 'domains' | 'omitted'> {
    const domains = [...this.#domains].map(([domain, tally]) => ({ domain, ...tally }));
    return { counts: this.#counts, sameContent: this.#same, domains, omitted: this.#omitted };
  }

  #domainOf(domain: string): DomainTally {
    const name = this.#domains.has(domain) || this.#domains.size < MOST_DOMAINS ? domain : OTHER_DOMAINS;
    const known = this.#domains.get(name) ?? { counts: noCounts(), bytesBefore: 0, bytesAfter: 0 };
    this.#domains.set(name, known);
    return known;
  }
}

const OTHER_DOMAINS = '(other domains)';

function noCounts(): Counts {
  return { added: 0, removed: 0, changed: 0, metadata: 0, 'not-compared': 0, same: 0 };
}
