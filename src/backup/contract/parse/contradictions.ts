/** Pairs of rules that no backup can keep. */
import { scopedGlob, scopeOf } from '../scope.ts';
import { compileContractGlob, composed } from '../contract-glob.ts';
import type { BackupContract, ContractProblem, ContractRule } from '../contract.ts';

export function contradictions({ rules, target }: BackupContract): ContractProblem[] {
  const scope = scopeOf(target);
  const scoped = (glob: string) => composed(scopedGlob(glob, scope));
  const test = (glob: string) => compileContractGlob(scopedGlob(glob, scope));
  const wanted = rules.flatMap((rule) => (rule.kind === 'must' || rule.kind === 'survives' ? [rule] : []));
  const unwanted = rules.flatMap((rule) => (rule.kind === 'mustNot' ? [rule] : []));
  return [
    ...wanted.flatMap((rule) => {
      const against = unwanted.find(
        ({ glob }) => scoped(glob) === scoped(rule.glob) || (isLiteral(rule.glob) && test(glob)(scoped(rule.glob))),
      );
      return against === undefined ? [] : [between(against, rule)];
    }),
    ...twice(
      rules.filter((rule) => rule.kind === 'protection'),
      (rule) => rule.least,
      scoped,
    ),
    ...twice(
      rules.filter((rule) => rule.kind === 'budget'),
      (rule) => String(rule.bytes),
      scoped,
    ),
  ];
}

/** The same glob written in two ways; written alike, it would be the same key of YAML twice. */
function twice<Of extends ContractRule & { readonly glob: string }>(
  rules: readonly Of[],
  value: (rule: Of) => string,
  scoped: (glob: string) => string,
): ContractProblem[] {
  return rules.flatMap((rule, index) => {
    const before = rules.slice(0, index).find(({ glob }) => scoped(glob) === scoped(rule.glob));
    return before !== undefined && value(before) !== value(rule) ? [between(rule, before)] : [];
  });
}

function between(rule: ContractRule, other: ContractRule): ContractProblem {
  return { code: 'rules-contradict', at: rule.at, data: { one: nameOf(rule), other: nameOf(other), line: other.at.line } };
}

function nameOf(rule: ContractRule): string {
  return 'glob' in rule ? `${rule.kind}: ${rule.glob}` : rule.kind;
}

function isLiteral(glob: string): boolean {
  return !/[*?[\]{}\\]/.test(glob);
}
