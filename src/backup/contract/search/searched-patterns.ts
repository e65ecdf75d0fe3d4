/** What a contract has searched: its patterns, and for each the globs of the files to look into. */
import type { BackupContract } from '../contract.ts';
import { domainOfGlob, scopedGlob, scopeOf, type ContractScope } from '../scope.ts';
import type { PatternText } from './search-pattern.ts';

/** A pattern, and where it is searched: globs for `domain/relativePath`. */
export interface SearchedPattern extends PatternText {
  readonly globs: readonly string[];
}

/** In the order of the rules. `domains`: those that the contract is about, undefined for all. */
export function searchedPatterns({ rules, target }: BackupContract, domains: readonly string[] | undefined): SearchedPattern[] {
  const scope = scopeOf(target);
  return rules.flatMap((rule) => {
    if (rule.kind !== 'mustNotContain') return [];
    const { pattern, ignoreCase } = rule;
    return [{ pattern, ignoreCase, globs: rule.globs.flatMap((glob) => globsIn(glob, scope, domains)) }];
  });
}

/** `**` alone means every domain that the contract is about, not only the one of the app. */
function globsIn(glob: string, scope: ContractScope, domains: readonly string[] | undefined): string[] {
  if (domains === undefined || domainOfGlob(glob) !== undefined || glob !== '**') return [scopedGlob(glob, scope)];
  return domains.map((domain) => scopedGlob('**', { home: domain, appId: undefined }));
}
