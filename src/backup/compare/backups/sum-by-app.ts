/** Puts the domains of a comparison together by app, as sizes are. */
import { byOwner } from '../../read/app-sizes.ts';
import type { AppDifference, ChangeCounts, DomainDifference } from './backup-difference.ts';

const NAMES = ['added', 'removed', 'changed', 'metadata', 'not-compared', 'same'] as const;

/** Those with most differences first, then by id. `names` has the apps that Info.plist knows. */
export function sumByApp(domains: readonly DomainDifference[], names: ReadonlyMap<string, string>): AppDifference[] {
  return byOwner(domains, names)
    .map(({ owner, domains: own }) => ({
      ...owner,
      counts: Object.fromEntries(NAMES.map((name) => [name, sum(own, ({ counts }) => counts[name])])) as ChangeCounts,
      bytesBefore: sum(own, ({ bytesBefore }) => bytesBefore),
      bytesAfter: sum(own, ({ bytesAfter }) => bytesAfter),
      domains: own.map(({ domain }) => domain),
    }))
    .sort((one, other) => differences(other) - differences(one) || (one.id < other.id ? -1 : 1));
}

function differences({ counts }: Pick<AppDifference, 'counts'>): number {
  return counts.added + counts.removed + counts.changed + counts.metadata + counts['not-compared'];
}

function sum(domains: readonly DomainDifference[], of: (domain: DomainDifference) => number): number {
  return domains.reduce((all, each) => all + of(each), 0);
}
