/**
 * A result as SARIF 2.1.0 (OASIS), for code scanning and editors. Findings of a contract point at its line, all others at the backup.
 *
 * | here | in the file |
 * |---|---|
 * | a finding | a result with `kind` "fail" and its level |
 * | what nobody can decide | `kind` "open", level "none", as the standard demands; a notification says that there is some |
 * | what was not found | nothing: many readers show every result as a problem |
 */
import { fingerprintOf } from './fingerprint.ts';
import { placeOf } from './file-places.ts';
import type { ReportContext, ReportedItem, ReportedResult, ReportedRule } from './reported-result.ts';
import { TESTS_OF_WEAKNESS, weaknessesOf } from './weaknesses.ts';
import { REPORT_NOTES, visible, withoutMarkup } from '../view/index.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** The name that readers such as code scanning know for the root of what is checked. */
const BASE_ID = '%SRCROOT%';
const TAXONOMY = 'OWASP MASWE';
/** Code scanning refuses runs with more results. */
const MOST_RESULTS = 25_000;
const NOTIFICATION_LEVELS = { good: 'note', quiet: 'note', doubt: 'warning', bad: 'error' } as const;

/** Ends with a line break. */
export function sarifText(results: readonly ReportedResult[], context: ReportContext): string {
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: results.map((result) => runOf(result, results.length > 1, context)) }, undefined, 2)}\n`;
}

function runOf(result: ReportedResult, isOneOfSeveral: boolean, context: ReportContext): object {
  const { kind, rules, items } = result;
  const weaknesses = weaknessesOf(rules.flatMap((rule) => rule.weaknesses));
  const taxonomy = { name: TAXONOMY, index: 0 };
  const places = items.flatMap(({ file }) => (file === undefined ? [] : [placeOf(file, context.workingFolder)]));
  return {
    tool: {
      driver: {
        name: 'backup-lab',
        fullName: ['iOS Backup Lab', context.version].join(' ').trim(),
        ...(context.version === undefined ? {} : { semanticVersion: context.version }),
        language: context.language,
        rules: rules.map(descriptorOf),
        ...(weaknesses.length === 0 ? {} : { supportedTaxonomies: [taxonomy] }),
      },
    },
    // Readers take runs with the same id for the same check.
    automationDetails: {
      id: `backup-lab/${kind}/${isOneOfSeveral ? `${encodeURIComponent((result.variant ?? '').toWellFormed())}/` : ''}`,
    },
    columnKind: 'utf16CodeUnits',
    ...(places.some(({ isRelative }) => isRelative)
      ? { originalUriBaseIds: { [BASE_ID]: { description: text('The folder in which the command ran.') } } }
      : {}),
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notificationsOf(result, context) }],
    results: gravestOf(items).map((item) => resultOf(item, rules, context)),
    ...(weaknesses.length === 0
      ? {}
      : {
          taxonomies: [
            {
              name: TAXONOMY,
              fullName: 'Mobile Application Security Weakness Enumeration',
              organization: 'OWASP',
              informationUri: 'https://mas.owasp.org/MASWE/',
              isComprehensive: false,
              taxa: weaknesses.map(({ id, title, address, formerIds }) => ({
                id,
                name: title,
                shortDescription: text(title),
                helpUri: address,
                properties: { formerIds },
              })),
            },
          ],
        }),
  };
}

/** All, unless there are too many. */
function gravestOf(items: readonly ReportedItem[]): readonly ReportedItem[] {
  if (items.length <= MOST_RESULTS) return items;
  const gravity: readonly ReportedItem['level'][] = ['error', 'warning', 'note'];
  return gravity.flatMap((level) => items.filter((item) => item.level === level)).slice(0, MOST_RESULTS);
}

/** The verdict, whatever was found: a run without results is not a proof that all is good. */
function notificationsOf({ verdict, notes, kind, items }: ReportedResult, { locale: { translate } }: ReportContext): object[] {
  const level = NOTIFICATION_LEVELS[verdict.tone];
  const open = items.filter(({ isOpen }) => isOpen).length;
  return [
    { level, message: text(`${verdict.code}: ${verdict.text}`), properties: { verdict: verdict.code, command: kind, undecided: open } },
    ...notes.map((note) => ({ level: 'note', message: text(note) })),
    ...(items.length > MOST_RESULTS ? [{ level: 'warning', message: text(translate(REPORT_NOTES['findings-cut'], {})) }] : []),
  ];
}

function descriptorOf({ id, title, help, level, weaknesses }: ReportedRule): object {
  const known = weaknessesOf(weaknesses);
  const [first] = known;
  const tests = known.flatMap((weakness) => TESTS_OF_WEAKNESS[weakness.id] ?? []);
  return {
    id,
    name: nameOf(id),
    shortDescription: text(title),
    fullDescription: text(help),
    help: text(help),
    ...(first === undefined ? {} : { helpUri: first.address }),
    defaultConfiguration: { level },
    ...(known.length === 0
      ? {}
      : {
          relationships: known.map((weakness) => ({
            target: { id: weakness.id, toolComponent: { name: TAXONOMY, index: 0 } },
            kinds: ['relevant'],
          })),
          properties: { tags: ['security', ...known.map((weakness) => weakness.id), ...tests] },
        }),
  };
}

/** `contract/mustNotContain` → `ContractMustNotContain`. */
function nameOf(id: string): string {
  return id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function resultOf(item: ReportedItem, rules: readonly ReportedRule[], context: ReportContext): object {
  const { rule, code, level, isOpen, message, fix, path, details, evidence, identity } = item;
  const all = [message, ...(details ?? []), ...(fix === undefined ? [] : [fix])].join('\n');
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    kind: isOpen ? 'open' : 'fail',
    level: isOpen ? 'none' : level,
    message: text(all),
    locations: [locationOf(item, context)],
    partialFingerprints: { 'backupLabFinding/v1': fingerprintOf(`${rule}\n${identity}`) },
    properties: { code, ...(path === undefined ? {} : { path: visible(path) }), evidence },
  };
}

function locationOf({ file, place, path }: ReportedItem, { workingFolder }: ReportContext): object {
  return {
    ...(file === undefined ? {} : { physicalLocation: { artifactLocation: artifactOf(file, workingFolder), ...regionOf(place) } }),
    ...(path === undefined ? {} : { logicalLocations: [logicalOf(path)] }),
  };
}

function artifactOf(file: string, folder: string | undefined): object {
  const { uri, isRelative } = placeOf(file, folder);
  return { uri, ...(isRelative ? { uriBaseId: BASE_ID } : {}) };
}

/** `end` is behind the last character here and there. */
function regionOf(place: ReportedItem['place']): object {
  if (place === undefined) return {};
  const { line, column, end } = place;
  return { region: { startLine: line, startColumn: column, ...(end > column ? { endLine: line, endColumn: end } : {}) } };
}

/** The path as the phone has it: no file of this computer. */
function logicalOf(path: string): object {
  return { name: visible(path.slice(path.lastIndexOf('/') + 1)) || visible(path), fullyQualifiedName: visible(path), kind: 'resource' };
}

/** In a message, `[text](target)` is a link: a name in a backup must not make one. */
function text(words: string): { text: string } {
  return { text: withoutMarkup(words) };
}
