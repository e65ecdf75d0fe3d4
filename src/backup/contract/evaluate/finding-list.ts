/** Collects the findings of a contract: all are counted, some of each rule listed. */
import type { ContractRule } from '../contract.ts';
import type { ContractBreachCode, ContractDoubtCode, ContractFinding, ContractFindingData } from '../contract-report.ts';
import { shownPath, type ContractScope } from '../scope.ts';

const MOST_OF_RULE = 100;
const MOST_LISTED = 2000;

interface Names {
  readonly domain: string;
  readonly relativePath: string;
}

export interface RuleTally {
  breaches: number;
  doubts: number;
  /** Files or items that the rule is about. */
  fits: number;
  /** Some answer rests on what is only assumed. */
  isAssumed: boolean;
}

/** What goes from one thread to the other. */
export interface FoundSoFar {
  readonly findings: readonly ContractFinding[];
  readonly tallies: readonly RuleTally[];
  readonly isCut: boolean;
}

export class FindingList {
  readonly findings: ContractFinding[];
  readonly tallies: readonly RuleTally[];
  readonly #rules: readonly ContractRule[];
  readonly #scope: ContractScope;
  isCut: boolean;

  /** `before`: what is known already. */
  constructor(rules: readonly ContractRule[], scope: ContractScope, before?: FoundSoFar) {
    this.#rules = rules;
    this.#scope = scope;
    this.findings = [...(before?.findings ?? [])];
    this.tallies = before?.tallies ?? rules.map(() => ({ breaches: 0, doubts: 0, fits: 0, isAssumed: false }));
    this.isCut = before?.isCut ?? false;
  }

  soFar(): FoundSoFar {
    return { findings: this.findings, tallies: this.tallies, isCut: this.isCut };
  }

  breach(rule: number, code: ContractBreachCode, file?: Names, data: ContractFindingData = {}): void {
    const tally = this.tallies[rule];
    if (tally !== undefined && ++tally.breaches <= MOST_OF_RULE) this.#add({ kind: 'breach', code, rule, data }, file);
    else this.isCut = true;
  }

  doubt(rule: number, code: ContractDoubtCode, file?: Names, data: ContractFindingData = {}): void {
    const tally = this.tallies[rule];
    if (tally !== undefined && ++tally.doubts <= MOST_OF_RULE) this.#add({ kind: 'doubt', code, rule, data }, file);
    else this.isCut = true;
  }

  /** Says how many there are of which some were said above. */
  count(rule: number, { fits, breaches, doubts }: Pick<RuleTally, 'fits' | 'breaches' | 'doubts'>): void {
    const tally = this.tallies[rule];
    if (tally === undefined) return;
    if (breaches > tally.breaches || doubts > tally.doubts) this.isCut = true;
    Object.assign(tally, { fits, breaches, doubts });
  }

  #add(finding: Pick<ContractFinding, 'kind' | 'code' | 'rule' | 'data'>, file: Names | undefined): void {
    const rule = this.#rules[finding.rule];
    if (rule === undefined || this.findings.length >= MOST_LISTED) {
      this.isCut = true;
      return;
    }
    const path = file && {
      domain: file.domain,
      relativePath: file.relativePath,
      path: shownPath(file.domain, file.relativePath, this.#scope),
    };
    this.findings.push({ ...finding, at: rule.at, ...path });
  }
}
