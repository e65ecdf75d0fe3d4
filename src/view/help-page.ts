/** Pages of help as Markdown: one for each code, one for each topic, and a list of all. They hold no command links: a page is text, and trusted with nothing. */
import { ACTIONS, type ActionId } from './actions.ts';
import { faultTitle } from './fault-items.ts';
import type { HelpCase, HelpCases } from './help-cases.ts';
import { HELP_TOPICS } from './help-topics.ts';
import { phrase, type Translate } from './phrase.ts';

/** What only other rooms know. */
export interface HelpSources {
  readonly translate: Translate;
  /** The title of the command that does it in VS Code. */
  readonly titleOf: (action: ActionId) => string | undefined;
  /** The exit status of `backup-lab` and what it means, for an error. */
  readonly exitOf: (code: string) => string | undefined;
  /** What the device itself calls an error. */
  readonly namesOf: (code: string) => readonly string[];
  /** How grave a finding is. */
  readonly severityOf: (code: string) => 'error' | 'warning' | 'information' | undefined;
}

const SEVERITY = {
  error: phrase('Something of the backup is lost or cannot be read.'),
  warning: phrase('Something may be lost.'),
  information: phrase('Only worth knowing.'),
};

/** An exit status is the low byte of the negative code. */
const EXIT_STATUS_RANGE = 256;

/** A code may be one of an error and of a finding: then its page has both. */
export function helpPage(all: readonly HelpCases[], sources: HelpSources): string {
  const [first] = all;
  const title = first?.cases[0]?.what.replace(/\.$/, '') ?? '';
  return lines([`# ${title}`, '', ...all.flatMap((cases) => partOf(cases, sources, all.length > 1)), footer(sources)]);
}

export function topicPage(name: string, { translate, ...sources }: HelpSources): string {
  const { title, paragraphs, links = [] } = HELP_TOPICS[name] ?? { title: name, paragraphs: [] };
  const from = links.map((link) => translate('From Apple: {link}', { link }));
  return lines([
    `# ${translate(title, {})}`,
    '',
    ...[...paragraphs.map((text) => translate(text, {})), ...from].flatMap((text) => [text, '']),
    footer({ translate, ...sources }),
  ]);
}

/** `faults` are those of simulated devices. */
export function helpIndex(
  all: readonly HelpCases[],
  faults: readonly { readonly id: string; readonly title: string }[],
  { translate }: HelpSources,
): string {
  const listed = (kind: HelpCases['kind']) =>
    all.filter((cases) => cases.kind === kind).map(({ name, code, cases: [first] }) => `- [\`${code}\`](${name}.md): ${first?.what ?? ''}`);
  return lines([
    `# ${translate('Help of iOS Backup Lab', {})}`,
    '',
    ...Object.entries(HELP_TOPICS).map(([name, { title }]) => `- [${translate(title, {})}](${name}.md)`),
    '',
    `## ${translate('Errors', {})}`,
    ...listed('error'),
    '',
    `## ${translate('What a check can find', {})}`,
    ...listed('finding'),
    '',
    `## ${translate('Codes of the device', {})}`,
    ...listed('device'),
    '',
    `## ${translate('Faults of simulated devices', {})}`,
    ...faults.map((fault) => `- \`${fault.id}\`: ${faultTitle(fault, translate)}`),
    '',
  ]);
}

function partOf(cases: HelpCases, sources: HelpSources, isOneOfSeveral: boolean): string[] {
  const { translate } = sources;
  const [usual, ...others] = cases.cases;
  if (usual === undefined) return [];
  return [
    kindOf(cases, sources),
    '',
    `## ${translate('What happened', {})}`,
    usual.what,
    '',
    ...(others.length === 0 ? [] : [translate('It can also be this:', {}), '', ...others.map(otherCase), '']),
    `## ${translate('Why', {})}`,
    cases.why,
    '',
    `## ${translate('What to do', {})}`,
    usual.action,
    '',
    ...buttonsOf(cases, sources),
    ...terminalOf(cases, usual, sources),
    ...relatedOf(cases, sources),
    ...(isOneOfSeveral ? ['---', ''] : []),
  ];
}

function kindOf({ code, kind }: HelpCases, { translate, severityOf }: HelpSources): string {
  if (kind === 'error') return translate('Error `{code}`', { code });
  if (kind === 'device') return translate('Code `{code}` of the device’s backup service', { code });
  const severity = severityOf(code);
  const grave = severity === undefined ? '' : ` ${translate(SEVERITY[severity], {})}`;
  return `${translate('Finding `{code}` of a check.', { code })}${grave}`;
}

function otherCase({ what, action, during }: HelpCase): string {
  return `- ${during === undefined ? '' : `${during}: `}${what} ${action}`;
}

function buttonsOf({ actions }: HelpCases, { translate, titleOf }: HelpSources): string[] {
  const titles = actions.flatMap((action) => titleOf(action) ?? []);
  return titles.length === 0
    ? []
    : [translate('In Visual Studio Code, these commands help:', {}), '', ...titles.map((title) => `- **${title}**`), ''];
}

function terminalOf({ actions }: HelpCases, { terminalAction }: HelpCase, { translate }: HelpSources): string[] {
  const commands = actions.flatMap((id) => {
    const facts = ACTIONS[id];
    return 'terminal' in facts ? [facts.terminal] : [];
  });
  if (terminalAction === undefined && commands.length === 0) return [];
  return [
    `### ${translate('On the command line', {})}`,
    ...(terminalAction === undefined ? [] : [terminalAction, '']),
    ...(commands.length === 0 ? [] : ['```', ...commands, '```', '']),
  ];
}

function relatedOf({ code, kind, deviceCodes }: HelpCases, { translate, exitOf, namesOf }: HelpSources): string[] {
  const names = namesOf(code);
  const exit = kind === 'error' ? exitOf(code) : undefined;
  const related = [
    ...deviceCodes.map((deviceCode) =>
      translate('`MBErrorDomain/{deviceCode}` of the device, exit status {status} of idevicebackup2', {
        deviceCode,
        status: EXIT_STATUS_RANGE - deviceCode,
      }),
    ),
    ...names.map((name) => translate('`{name}` of the device’s lockdown service', { name })),
    ...(exit === undefined ? [] : [translate('Exit status on the command line: {exit}', { exit })]),
  ];
  return related.length === 0 ? [] : [`## ${translate('Related codes', {})}`, ...related.map((text) => `- ${text}`), ''];
}

function footer({ translate }: Pick<HelpSources, 'translate'>): string {
  return `[${translate('All pages of help', {})}](index.md)`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n').trimEnd()}\n`;
}
