/** A contract held against a backup in the form that all reports share. */
import type { ContractFinding, ContractReport, ContractRuleKind, ContractVerdict, RuleOutcome } from '../backup/index.ts';
import {
  CONTRACT_RULE_HELP,
  REPORT_FACTS,
  REPORT_HEADINGS,
  REPORT_LABELS,
  REPORT_NOTES,
  REPORT_NUMBERS,
  REPORT_TITLES,
  contractBasisWords,
  contractFindingWords,
  contractRuleText,
  contractVerdictWords,
  oneLine,
  type Locale,
} from '../view/index.ts';
import { aboutBackup } from './about-backup.ts';
import type { CaseState, ReportContext, ReportedCase, ReportedItem, ReportedResult, ReportTone } from './reported-result.ts';
import { WEAKNESSES_OF_RULE } from './weaknesses.ts';

const TONES: Readonly<Record<ContractVerdict, ReportTone>> = { kept: 'good', broken: 'bad', undecided: 'doubt' };
const STATES: Readonly<Record<ContractVerdict, CaseState>> = { kept: 'passed', broken: 'failed', undecided: 'undecided' };
const LONGEST = 1000;
const MOST_LINES = 50;

/** What a contract says about a backup, as every format but text and JSON shows it. */
export function contractResult(report: ContractReport, { locale }: ReportContext): ReportedResult {
  const { translate } = locale;
  const items = report.rules.map((outcome, index) => itemsOf(report, outcome, index, locale));
  const kinds = [...new Set(report.rules.filter(({ state }) => state !== 'kept').map(({ rule }) => rule.kind))];
  return {
    kind: 'contract',
    title: translate(REPORT_TITLES.contract, {}),
    ...(report.backup.productVersion === null ? {} : { variant: oneLine(`iOS ${report.backup.productVersion}`) }),
    about: aboutContract(report, locale),
    verdict: { code: report.verdict, text: contractVerdictWords(report.verdict, locale), tone: TONES[report.verdict] },
    numbers: numbersOf(report, locale),
    notes: [
      ...(report.isDeclared ? [translate(REPORT_NOTES['declared-phone'], {})] : []),
      ...(report.isCut ? [translate(REPORT_NOTES['findings-cut'], {})] : []),
    ],
    rules: kinds.map((kind) => ({
      id: ruleId(kind),
      title: translate(CONTRACT_RULE_HELP[kind].title, {}),
      help: translate(CONTRACT_RULE_HELP[kind].help, {}),
      level: 'error',
      weaknesses: WEAKNESSES_OF_RULE[kind],
    })),
    items: items.flat(),
    casesTitle: translate(REPORT_HEADINGS.rules, {}),
    cases: casesOf(report, items, locale),
  };
}

function ruleId(kind: ContractRuleKind): string {
  return `contract/${kind}`;
}

function aboutContract({ path, target, backup }: ContractReport, locale: Locale): { label: string; text: string }[] {
  const { translate } = locale;
  return [
    ...(path === undefined ? [] : [{ label: translate(REPORT_LABELS.contract, {}), text: oneLine(path, 4096) }]),
    {
      label: translate(REPORT_LABELS.about, {}),
      text: target.kind === 'app' ? oneLine(target.id) : translate(REPORT_FACTS['whole-device'], {}),
    },
    ...aboutBackup(backup, locale),
  ];
}

function numbersOf({ rules, coverage }: ContractReport, { translate }: Locale): ReportedResult['numbers'] {
  const states = (['kept', 'broken', 'undecided'] as const).map((state) => ({
    label: translate(REPORT_NUMBERS[state], {}),
    value: rules.filter((outcome) => outcome.state === state).length,
    tone: TONES[state],
  }));
  return [...states, { label: translate(REPORT_NUMBERS.unnamed, {}), value: coverage.unnamed, tone: 'quiet' as const }].map((number) =>
    number.value === 0 ? { ...number, tone: 'quiet' } : number,
  );
}

/** A rule that is not kept has at least one item, whatever was cut from the list. */
function itemsOf(report: ContractReport, outcome: RuleOutcome, index: number, locale: Locale): ReportedItem[] {
  if (outcome.state === 'kept') return [];
  const own = report.findings.filter((finding) => finding.rule === index);
  return own.length === 0 ? [unlistedItem(report, outcome, locale)] : own.map((finding) => itemOf(finding, report, outcome, locale));
}

function itemOf(finding: ContractFinding, report: ContractReport, outcome: RuleOutcome, locale: Locale): ReportedItem {
  const { message, fix } = contractFindingWords(finding, locale);
  const { code, kind, domain, relativePath, path, data } = finding;
  const stored = domain === undefined ? path : `${domain}/${relativePath ?? ''}`;
  return {
    ...baseOf(report, outcome),
    code,
    isOpen: kind === 'doubt',
    level: kind === 'doubt' ? 'warning' : 'error',
    message: oneLine(message, LONGEST),
    fix,
    place: finding.at,
    ...(stored === undefined ? {} : { path: stored }),
    ...(outcome.basis === 'backup' ? {} : { details: [basisWords(outcome, locale)] }),
    evidence: { ...data, basis: outcome.basis },
    identity: [
      contractRuleText(outcome.rule),
      code,
      stored ?? '',
      ...Object.entries(data).map((entry) => entry.map(String).join('=')),
    ].join('\n'),
  };
}

function unlistedItem(report: ContractReport, outcome: RuleOutcome, { translate }: Locale): ReportedItem {
  const isOpen = outcome.state === 'undecided';
  return {
    ...baseOf(report, outcome),
    code: isOpen ? 'rule-undecided' : 'rule-broken',
    isOpen,
    level: isOpen ? 'warning' : 'error',
    message: translate(REPORT_NOTES[isOpen ? 'rule-undecided' : 'rule-broken'], {}),
    evidence: { basis: outcome.basis },
    identity: contractRuleText(outcome.rule),
  };
}

function baseOf({ path }: ContractReport, { rule }: RuleOutcome): Pick<ReportedItem, 'rule' | 'file' | 'place'> {
  return { rule: ruleId(rule.kind), place: rule.at, ...(path === undefined ? {} : { file: path }) };
}

function basisWords({ basis }: RuleOutcome, locale: Locale): string {
  return locale.translate(REPORT_NOTES['rule-basis'], { basis: contractBasisWords(basis, locale) });
}

function casesOf(report: ContractReport, items: readonly (readonly ReportedItem[])[], locale: Locale): ReportedCase[] {
  const group = report.target.kind === 'app' ? report.target.id : locale.translate(REPORT_FACTS['whole-device'], {});
  const names = report.rules.map(({ rule }) => oneLine(contractRuleText(rule), LONGEST));
  return report.rules.map((outcome, index) => {
    const name = names[index] ?? '';
    const { line } = outcome.rule.at;
    // A name is the same from run to run, unless two rules of a contract say the same.
    const isTwice = names.filter((other) => other === name).length > 1;
    return {
      name: isTwice ? `${name} (${locale.translate(REPORT_NOTES['in-contract'], { line, column: outcome.rule.at.column })})` : name,
      group,
      state: STATES[outcome.state],
      lines: [],
      ...(report.path === undefined ? {} : { file: report.path }),
      line,
      ...(outcome.basis === 'backup' ? {} : { note: basisWords(outcome, locale) }),
      ...(outcome.state === 'kept' ? {} : causeOf(items[index] ?? [], outcome, locale)),
    };
  });
}

function causeOf(own: readonly ReportedItem[], { breaches }: RuleOutcome, { translate, format }: Locale): Partial<ReportedCase> {
  // A breach says more than a doubt of the same rule.
  const [first] = own.toSorted((a, b) => Number(a.isOpen) - Number(b.isOpen));
  const all = Math.max(breaches, own.length);
  const more = (listed: number) => translate(REPORT_NOTES['more-of-these'], { count: format.count(all - listed) });
  const fixes = new Set(own.flatMap(({ fix }) => (fix === undefined ? [] : [fix])));
  const lines = [...own.slice(0, MOST_LINES).map(({ message }) => message), ...(all > MOST_LINES ? [more(MOST_LINES)] : []), ...fixes];
  return {
    cause: `${first?.message ?? ''}${all > 1 ? ` (${more(1)})` : ''}`,
    lines,
    ...(first === undefined ? {} : { code: first.code }),
  };
}
