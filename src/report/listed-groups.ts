/** The findings of a result under what they are findings of, cut to what a person reads. */
import { MOST_LISTED, type ReportedItem, type ReportedResult, type ReportedRule } from './reported-result.ts';

interface ListedGroup {
  readonly rule: ReportedRule;
  /** Of all. */
  readonly count: number;
  readonly items: readonly ReportedItem[];
  /** Those that are not listed. */
  readonly rest: number;
}

const GRAVITY: readonly ReportedRule['level'][] = ['error', 'warning', 'note'];

/** The gravest first. */
export function listedGroups({ rules, items }: ReportedResult): ListedGroup[] {
  const byRule = Map.groupBy(items, ({ rule }) => rule);
  return rules
    .map((rule) => {
      const own = byRule.get(rule.id) ?? [];
      return { rule, count: own.length, items: own.slice(0, MOST_LISTED), rest: Math.max(0, own.length - MOST_LISTED) };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => GRAVITY.indexOf(a.rule.level) - GRAVITY.indexOf(b.rule.level));
}
