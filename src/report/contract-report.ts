/** A contract held against a backup as a document for programs, and as text for people. */
import type { ContractFinding, ContractReport, RuleOutcome } from '../backup/index.ts';
import { contractBasisWords, contractFindingWords, contractRuleText, contractVerdictWords, englishLocale, oneLine } from '../view/index.ts';
import { contractResult } from './contract-result.ts';
import { ENGLISH_CONTEXT, type ReportContext } from './reported-result.ts';
import { resultText, type ReportFormat } from './result-text.ts';

const SCHEMA = 'backup-lab/contract@1';
const FINDING_SCHEMA = 'backup-lab/contract-finding@1';
const MOST_OF_A_RULE = 20;
const MOST_UNNAMED = 10;
/** Of these, a glob with a typo looks like a rule that is kept. */
const ABOUT_FILES: ReadonlySet<string> = new Set(['may', 'protection', 'budget']);
const MARK = { kept: 'ok      ', broken: 'BROKEN  ', undecided: 'UNKNOWN ' } as const;

/** The report of a contract as text. Ends with a line break. */
export function contractReportText(report: ContractReport, format: ReportFormat, context: ReportContext = ENGLISH_CONTEXT): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(documentOf(report), undefined, 2)}\n`;
    case 'ndjson':
      return asLines(report);
    case 'text':
      return asPage(report);
    default:
      return resultText([contractResult(report, context)], format, context);
  }
}

/** With the words beside the codes: whoever reads it later may not have this program. */
function documentOf({ findings, ...report }: ContractReport): object {
  return { schema: SCHEMA, ...report, findings: findings.map(withWords) };
}

function withWords(finding: ContractFinding): object {
  const { message, fix } = contractFindingWords(finding, englishLocale);
  return { ...finding, message, fix };
}

/** One line for each finding; the last line is the document without them. */
function asLines({ findings, ...rest }: ContractReport): string {
  const lines = [...findings.map((finding) => ({ schema: FINDING_SCHEMA, ...withWords(finding) })), { schema: SCHEMA, ...rest }];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function asPage(report: ContractReport): string {
  const rules = report.rules.flatMap((outcome, index) => ruleLines(report, outcome, index));
  return `${[...head(report), '', ...rules, ...coverageLines(report)].join('\n')}\n`;
}

function head({ path, target, backup, verdict, isDeclared }: ContractReport): string[] {
  const facts = [
    backup.udid ?? 'unknown device',
    ...(backup.productVersion === null ? [] : [`iOS ${backup.productVersion}`]),
    backup.encrypted === null ? 'encryption unknown' : backup.encrypted ? 'encrypted' : 'not encrypted',
    ...(backup.date === null ? [] : [backup.date]),
  ];
  return [
    ...(path === undefined ? [] : [`Contract ${oneLine(path, 4096)}`]),
    `About    ${target.kind === 'app' ? oneLine(target.id) : 'the whole device'}`,
    `Backup   ${oneLine(backup.path, 4096)}`,
    `Device   ${facts.map((fact) => oneLine(fact)).join(', ')}`,
    ...(isDeclared ? ['Note     The backup is of a simulated phone with the files of the contract.'] : []),
    `Verdict  ${verdict}: ${contractVerdictWords(verdict, englishLocale)}`,
  ];
}

function ruleLines({ findings, isCut }: ContractReport, outcome: RuleOutcome, index: number): string[] {
  const { rule, state, basis, breaches } = outcome;
  const own = findings.filter((finding) => finding.rule === index);
  const rest = Math.max(breaches, own.length) - MOST_OF_A_RULE;
  const fixes = [...new Set(own.map((finding) => contractFindingWords(finding, englishLocale).fix))];
  return [
    `${MARK[state]} line ${rule.at.line}  ${oneLine(contractRuleText(rule))}${basis === 'backup' ? '' : `  (rests ${contractBasisWords(basis, englishLocale)})`}${fitsNothing(outcome) ? '  (no file fits)' : ''}`,
    ...own.slice(0, MOST_OF_A_RULE).map((finding) => `         - ${oneLine(contractFindingWords(finding, englishLocale).message, 1000)}`),
    ...(rest > 0 ? [`         … and ${rest} more${isCut ? '' : '; --format json lists them'}`] : []),
    ...fixes.map((fix) => `         ${fix}`),
  ];
}

function fitsNothing({ rule, state, fits }: RuleOutcome): boolean {
  return state === 'kept' && fits === 0 && ABOUT_FILES.has(rule.kind);
}

function coverageLines({ coverage: { files, unnamed, unnamedPaths } }: ContractReport): string[] {
  if (unnamed === 0) return ['', `Coverage every one of ${files} files is named by a rule`];
  return [
    '',
    `Coverage ${unnamed} of ${files} files are named by no rule`,
    ...unnamedPaths.slice(0, MOST_UNNAMED).map((path) => `         - ${oneLine(path, 1000)}`),
    ...(unnamed > MOST_UNNAMED ? [`         … and ${unnamed - MOST_UNNAMED} more`] : []),
  ];
}
