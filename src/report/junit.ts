/**
 * A result as JUnit XML, for what shows tests in CI. There is no one schema, so it keeps to what all readers know.
 *
 * | a case is | in the file | because |
 * |---|---|---|
 * | passed | `<testcase>` | |
 * | failed | `<failure>` | the cause is its `message`, which most readers show first |
 * | undecided | `<error>` | nobody knows whether it is good, so it must not look passed; the command ends with another status than 0, too |
 * | skipped | `<skipped>` | it was not looked at |
 */
import { xmlAttribute, xmlText } from './xml-text.ts';
import type { CaseState, ReportContext, ReportedCase, ReportedResult } from './reported-result.ts';
import { placeOf } from './file-places.ts';

const ELEMENTS: Readonly<Record<Exclude<CaseState, 'passed'>, string>> = { failed: 'failure', undecided: 'error', skipped: 'skipped' };

/** Ends with a line break. */
export function junitText(results: readonly ReportedResult[], context: ReportContext): string {
  const isOne = results.length === 1;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="backup-lab ${results[0]?.kind ?? ''}"${countsOf(results.flatMap(({ cases }) => cases))}>`,
    ...results.flatMap((result) => suiteLines(result, isOne ? undefined : result.variant, context)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

/** Readers know a case again by its class and name, so both say which of several results they are of. */
function suiteLines(result: ReportedResult, variant: string | undefined, context: ReportContext): string[] {
  const suffix = variant === undefined ? '' : ` (${variant})`;
  return [
    `  <testsuite name="${xmlAttribute(`${suiteName(result, context)}${suffix}`)}"${countsOf(result.cases)}>`,
    '    <properties>',
    ...propertiesOf(result).map(([name, value]) => `      <property name="${xmlAttribute(name)}" value="${xmlAttribute(value)}"/>`),
    '    </properties>',
    ...result.cases.flatMap((each) => caseLines({ ...each, group: `${each.group}${suffix}` }, context)),
    '  </testsuite>',
  ];
}

function countsOf(cases: readonly ReportedCase[]): string {
  const count = (state: CaseState) => cases.filter((each) => each.state === state).length;
  return ` tests="${cases.length}" failures="${count('failed')}" errors="${count('undecided')}" skipped="${count('skipped')}"`;
}

/** The contract as it is named on the command line, else what was done. */
function suiteName({ kind, title, cases }: ReportedResult, context: ReportContext): string {
  const file = cases.find((each) => each.file !== undefined)?.file;
  return kind === 'contract' && file !== undefined ? placeOf(file, context.workingFolder).shown : title;
}

function propertiesOf({ about, verdict, notes }: ReportedResult): (readonly [string, string])[] {
  return [
    ...about.map(({ label, text }) => [label, text] as const),
    ['verdict', `${verdict.code}: ${verdict.text}`],
    ...notes.map((note) => ['note', note] as const),
  ];
}

function caseLines({ name, group, state, cause, lines, note, code, file, line }: ReportedCase, { workingFolder }: ReportContext): string[] {
  const place =
    file === undefined ? '' : ` file="${xmlAttribute(placeOf(file, workingFolder).shown)}"${line === undefined ? '' : ` line="${line}"`}`;
  const start = `    <testcase name="${xmlAttribute(name)}" classname="${xmlAttribute(group)}"${place}`;
  const where = file === undefined || line === undefined ? [] : [`${placeOf(file, workingFolder).shown}:${line}`];
  const children = [
    ...(state === 'passed' ? [] : [causeElement(state, cause ?? '', [...where, ...lines], code)]),
    ...(note === undefined ? [] : [`      <system-out>${xmlText(note)}</system-out>`]),
  ];
  return children.length === 0 ? [`${start}/>`] : [`${start}>`, ...children, '    </testcase>'];
}

function causeElement(state: Exclude<CaseState, 'passed'>, cause: string, lines: readonly string[], code: string | undefined): string {
  const element = ELEMENTS[state];
  const type = state === 'skipped' || code === undefined ? '' : ` type="${xmlAttribute(code)}"`;
  const start = `      <${element} message="${xmlAttribute(cause)}"${type}`;
  return state === 'skipped' || lines.length === 0 ? `${start}/>` : `${start}>${xmlText(lines.join('\n'))}</${element}>`;
}
