/** Globs of a contract about a whole device that can fit no file: each path there begins with a domain. */
import type { BackupContract, ContractProblem } from '../contract.ts';
import { canNameDomain } from '../scope.ts';

export function globsWithoutDomain({ rules, target }: BackupContract): ContractProblem[] {
  if (target.kind !== 'device') return [];
  return rules.flatMap((rule) => {
    const globs = 'glob' in rule ? [rule.glob] : rule.kind === 'mustNotContain' ? rule.globs : [];
    return globs.filter((glob) => !canNameDomain(glob)).map((glob) => ({ code: 'glob-domain', at: rule.at, data: { glob } }) as const);
  });
}
