/** Collects findings: no more of one code than anybody reads, so that memory does not grow with the damage. */
import type { FindingDetails } from './check.ts';
import { FINDING_SEVERITY, type Finding, type FindingCode } from './finding.ts';

export const MOST_OF_A_CODE = 10_000;

/** Of a catalogue that lost some of its rows, one finding says so; that others miss them is no news. */
const FOLLOWS_FROM_DAMAGED_CATALOGUE: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'catalogue-empty',
  'row-unreadable',
  'file-record-unreadable',
  'file-id-mismatch',
  'flags-mode-mismatch',
  'parent-missing',
  'digest-missing',
  'payload-orphan',
]);

export class Findings {
  readonly #listed: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();

  add(code: FindingCode, message: string, { evidence = {}, ...where }: FindingDetails = {}): void {
    if (this.has('catalogue-unreadable') && FOLLOWS_FROM_DAMAGED_CATALOGUE.has(code)) return;
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MOST_OF_A_CODE) this.#listed.push({ code, severity: FINDING_SEVERITY[code], ...where, message, evidence });
  }

  has(code: FindingCode): boolean {
    return this.#counts.has(code);
  }

  get listed(): readonly Finding[] {
    return this.#listed;
  }

  /** By code, how many are not listed; undefined when all are. */
  get omitted(): Partial<Record<FindingCode, number>> | undefined {
    const more = [...this.#counts].filter(([, count]) => count > MOST_OF_A_CODE);
    return more.length === 0 ? undefined : Object.fromEntries(more.map(([code, count]) => [code, count - MOST_OF_A_CODE]));
  }
}
