/** Holds the files of a backup against the rules about paths: one look at each file, whatever the number of rules. */
import type { SeenFile } from '../../read/seen-files.ts';
import { survivalOfFile, type SurvivalContext } from '../../survive/survival-rules.ts';
import { PROTECTION_NAMES, type ContractRule } from '../contract.ts';
import type { ContractCoverage } from '../contract-report.ts';
import { shownPath, type ContractScope } from '../scope.ts';
import { DemandedFiles } from './demanded-files.ts';
import type { FindingList } from './finding-list.ts';
import { fileName, isLiteralGlob, pathTest, type PathTest } from './path-test.ts';

type GlobRule = Extract<ContractRule, { readonly glob: string }>;

interface PlacedRule {
  readonly index: number;
  readonly rule: GlobRule;
  readonly test: PathTest;
}

/** Rules that limit files and do not list them: a budget for everything would make everything legal. */
const LIMITS: ReadonlySet<ContractRule['kind']> = new Set(['protection', 'budget']);
/** Rules that look at more than names. */
const ON_RECORDS: ReadonlySet<ContractRule['kind']> = new Set(['protection', 'budget', 'survives']);
const MOST_UNNAMED = 500;

export class FileJudge {
  readonly #rules: readonly PlacedRule[];
  readonly #frozen: number;
  readonly #list: FindingList;
  readonly #scope: ContractScope;
  readonly #context: SurvivalContext;
  readonly #sums = new Map<number, number>();
  /** The rules that can say something about a domain. */
  readonly #byDomain = new Map<string, readonly PlacedRule[]>();
  #files = 0;
  #unnamed = 0;
  readonly #unnamedPaths: string[] = [];
  /** Files that must be there, with the rule that says so. */
  readonly demanded = new DemandedFiles();

  constructor(rules: readonly ContractRule[], list: FindingList, scope: ContractScope, context: SurvivalContext) {
    this.#rules = rules.flatMap((rule, index) => ('glob' in rule ? [{ index, rule, test: pathTest(rule.glob, scope) }] : []));
    this.#frozen = rules.findIndex(({ kind }) => kind === 'frozen');
    this.#list = list;
    this.#scope = scope;
    this.#context = context;
  }

  /** Size and class of files in a domain count for some rule. */
  wantsRecords(domain: string): boolean {
    return this.#rulesFor(domain).some(({ rule }) => ON_RECORDS.has(rule.kind));
  }

  look(file: SeenFile): void {
    let isNamed = false;
    const name = fileName(file.domain, file.relativePath);
    for (const { index, rule, test } of this.#rulesFor(file.domain)) {
      if (!test.fits(name)) continue;
      if (!LIMITS.has(rule.kind)) isNamed = true;
      this.#hold(index, rule, file);
    }
    if (file.kind === 'directory') return;
    this.#files++;
    if (isNamed) return;
    this.#unnamed++;
    if (this.#unnamedPaths.length < MOST_UNNAMED) this.#unnamedPaths.push(shownPath(file.domain, file.relativePath, this.#scope));
    if (this.#frozen >= 0) this.#list.breach(this.#frozen, 'file-unlisted', file);
  }

  /** Says what only the end can tell: sums, and what was not there. */
  finish(): ContractCoverage {
    for (const { index, rule } of this.#rules) {
      const fits = this.#list.tallies[index]?.fits ?? 0;
      if (rule.kind === 'must' && fits === 0) this.#list.breach(index, 'file-absent', undefined, { expected: rule.glob });
      if (rule.kind === 'survives' && fits === 0) this.#list.breach(index, 'nothing-survives', undefined, { expected: rule.glob });
      const sum = this.#sums.get(index) ?? 0;
      if (rule.kind === 'budget' && sum > rule.bytes) {
        this.#list.breach(index, 'over-budget', undefined, { expected: rule.bytes, actual: sum, count: fits });
      }
    }
    if (this.#frozen >= 0) this.#fit(this.#frozen, this.#files);
    return { files: this.#files, unnamed: this.#unnamed, unnamedPaths: this.#unnamedPaths };
  }

  #rulesFor(domain: string): readonly PlacedRule[] {
    const known = this.#byDomain.get(domain);
    if (known !== undefined) return known;
    const rules = this.#rules.filter(({ test }) => test.domain === undefined || test.domain === domain);
    this.#byDomain.set(domain, rules);
    return rules;
  }

  #hold(index: number, rule: GlobRule, file: SeenFile): void {
    const isFolder = file.kind === 'directory';
    if (isFolder && rule.kind !== 'must' && !(rule.kind === 'mustNot' && isLiteralGlob(rule.glob))) return;
    this.#fit(index);
    switch (rule.kind) {
      case 'must':
        if (file.kind === 'file') this.demanded.add(index, file.rank);
        return;
      case 'mustNot':
        this.#list.breach(index, 'file-present', file);
        return;
      case 'may':
        return;
      case 'encryptedOnly':
        this.#encryptedOnly(index, file);
        return;
      case 'protection':
        if (file.kind === 'file') this.#protection(index, rule, file);
        return;
      case 'budget':
        this.#sums.set(index, (this.#sums.get(index) ?? 0) + file.size);
        return;
      case 'survives':
        this.#survives(index, rule, file);
        if (file.kind === 'file') this.demanded.add(index, file.rank);
    }
  }

  #encryptedOnly(index: number, file: SeenFile): void {
    const { encrypted } = this.#context;
    if (encrypted !== true) {
      if (encrypted === false) this.#list.breach(index, 'file-in-clear', file);
      else this.#list.doubt(index, 'file-encryption-unknown', file);
      return;
    }
    const { survives } = survivalOfFile(file, this.#context).unencrypted;
    if (survives !== false) this.#list.doubt(index, 'clear-unknown', file);
  }

  /** Classes 1 to 4 are those of files, the strictest first. */
  #protection(index: number, { least }: Extract<GlobRule, { kind: 'protection' }>, file: SeenFile): void {
    const actual = PROTECTION_NAMES[file.protectionClass - 1];
    if (actual === undefined) this.#list.doubt(index, 'class-unknown', file);
    else if (PROTECTION_NAMES.indexOf(actual) > PROTECTION_NAMES.indexOf(least)) {
      this.#list.breach(index, 'protection-weak', file, { expected: least, actual });
    }
  }

  #survives(index: number, { phone }: Extract<GlobRule, { kind: 'survives' }>, file: SeenFile): void {
    const { survives, evidence, reason } = survivalOfFile(file, this.#context)[phone];
    const tally = this.#list.tallies[index];
    if (tally !== undefined && evidence === 'assumed') tally.isAssumed = true;
    if (survives === false) this.#list.breach(index, 'file-lost', file, { reason });
    else if (survives === null) this.#list.doubt(index, 'survival-unknown', file, { reason });
  }

  #fit(index: number, count = 1): void {
    const tally = this.#list.tallies[index];
    if (tally !== undefined) tally.fits += count;
  }
}
