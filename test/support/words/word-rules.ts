/** What a sentence of the product must not be, as rules that a test holds every text to; each rule has planted violations. */

export type Place = 'vscode' | 'terminal' | 'prose';

export interface WordContext {
  readonly place: Place;
  /** Titles of commands of VS Code, without their ellipsis. */
  readonly titles: ReadonlySet<string>;
  /** Command lines of the terminal: "encryption on" → its flags. */
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface WordRule {
  readonly name: string;
  /** What is wrong with the text, if anything. */
  check(text: string, context: WordContext): string | undefined;
  readonly planted: readonly (readonly [Place, string])[];
}

/** What sounds translated, with what says the same. */
const BETTER: readonly (readonly [RegExp, string])[] = [
  [/\bis no (valid )?(UDID|address|iOS version)\b/, 'is not a valid …'],
  [/\bNo usbmuxd answers\b|\banswers, which connects\b/, 'usbmuxd is not running'],
  [/\bwere found yet\b/, 'No backups found.'],
  [/\b(be|been|was|were) had back\b|\bhad back\b|\bcan still be had\b/, 'recovered'],
  [/\bgoes on where\b|\bgo on where\b/, 'continues where'],
  [/\bbeside those\b|\b(put|aside|folder|backup) beside\b/, 'in addition to, aside, next to'],
  [/\bAfter how many minutes\b/, 'Minutes of inactivity before …'],
  [/\bthe present (backup )?password\b|\bpresent one\b/, 'the current password'],
  [/\bhow sure (can )?one\b|\bagrees? with itself\b/, 'complete and consistent'],
  [/\bon which it decides alone\b/, 'set, change or remove'],
  [/\bmisses its content\b/, 'if a file’s content is missing'],
  [/^The catalogue (of the backup )?(\(.*\) )?is damaged\b/, 'Manifest.db is damaged'],
  [/\bdoes not depend on it\b/, 'are not affected'],
  [/\bturn on encryption of backups on the device\b/, 'encrypt the backups of this device'],
  [/\bstrange\b/, 'unexpected'],
  [/\b(it|device|file|link|folder|computer|else) (tells|told)\b/i, 'reports'],
  [/\b(already|nothing|something|else|file|folder|link) stands\b/i, 'is, exists'],
  [/\bkey bags?\b/i, 'keybag'],
  [/\b(cancelled|organisation|organise|synchronise|synchronising|recognise)/i, 'American spelling'],
  [/\bsimulators?\b/, 'simulated device'],
];

const COMMAND_LINE = /backup-lab( [a-z]+)?( [a-z]+)?((?: [A-Za-z0-9./|…=-]+)*)/g;

export const WORD_RULES: readonly WordRule[] = [
  {
    name: 'sounds native',
    check: (text) => BETTER.flatMap(([odd, better]) => (odd.test(text) ? [`${odd.exec(text)?.[0] ?? ''} → ${better}`] : []))[0],
    planted: [
      ['vscode', '“{udid}” is no UDID.'],
      ['terminal', 'No backups were found yet.'],
      ['vscode', 'What can be had back of it'],
      ['terminal', 'the same command goes on where it stopped'],
      ['terminal', 'put a broken backup beside'],
      ['terminal', 'take the present backup password from this environment variable'],
      ['vscode', 'The key bag is damaged.'],
      ['vscode', 'The backup was cancelled.'],
      ['prose', 'Start the simulator.'],
    ],
  },
  {
    name: 'one thought a sentence, and no semicolon',
    check: (text, { place }) => (place !== 'prose' && /[a-z)”];\s/.test(text) ? 'a semicolon joins sentences' : undefined),
    planted: [
      ['vscode', 'Try again; if it happens again, restart the device.'],
      ['terminal', 'a folder outside of the backup; made if it is missing'],
    ],
  },
  {
    name: 'plurals are right',
    check: (text) => /\w\(s\)|\b1 (files|backups|devices|items|findings|minutes)\b/.exec(text)?.[0],
    planted: [
      ['vscode', '{count} file(s)'],
      ['terminal', '1 files'],
    ],
  },
  {
    name: 'an action exists where it is read',
    check: (text, context) => (context.place === 'prose' ? undefined : missingAction(text, context)),
    planted: [
      ['vscode', 'Choose “Frobnicate Backup”.'],
      ['vscode', 'Run backup-lab verify BACKUP.'],
      ['vscode', 'Back up with --set-aside.'],
      ['terminal', 'Choose “Trust This Computer”.'],
      ['terminal', 'If it happens again, show the log.'],
      ['terminal', 'Start usbmuxd, then refresh.'],
      ['terminal', 'Run backup-lab frobnicate BACKUP.'],
      ['terminal', 'Run backup-lab verify BACKUP --frobnicate.'],
      ['terminal', 'Run backup-lab encryption frobnicate UDID.'],
    ],
  },
];

function missingAction(text: string, { place, titles, commands }: WordContext): string | undefined {
  if (place === 'vscode') {
    if (/\bbackup-lab\b|(^|\s)--[a-z]/.test(text)) return 'a command line in VS Code';
    for (const [, title = ''] of text.matchAll(/“([A-Z][^”{]*)”/g)) if (!titles.has(title)) return `no command “${title}”`;
    return undefined;
  }
  for (const title of titles) if (text.includes(`“${title}”`)) return `“${title}” is a command of VS Code`;
  const word = /\b(show the log|Problems view|then refresh|notification)\b/i.exec(text);
  return word === null ? missingCommand(text, commands) : `${word[0]}: only in VS Code`;
}

function missingCommand(text: string, commands: WordContext['commands']): string | undefined {
  for (const [line, first = '', second = '', rest = ''] of text.matchAll(COMMAND_LINE)) {
    if (first === '') continue;
    if (first === ' help') continue;
    const name = [`${first}${second}`.trim(), first.trim()].find((candidate) => commands.has(candidate));
    if (name === undefined) return `no command: ${line}`;
    const isGroup = [...commands.keys()].some((other) => other.startsWith(`${name} `));
    if (isGroup && second !== '') return `no command: ${line}`;
    const flag = rest.split(/[\s=]+/).find((part) => part.startsWith('--') && !commands.get(name)?.has(part.replace(/[.,:…]+$/, '')));
    if (flag !== undefined) return `no option ${flag}: ${line}`;
  }
  return undefined;
}
