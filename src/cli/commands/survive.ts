/** `backup-lab survive`: which files and passwords get into which backup, and to which phone a restore brings them. */
import type { FileSurvival, Survival, SurvivalAnswer, SurvivalCounts, SurvivalSurvey } from '../../backup/index.ts';
import { englishLocale, SURVIVAL_EVIDENCE_WORDS, SURVIVAL_QUESTION_WORDS, SURVIVAL_REASON_WORDS } from '../../view/index.ts';
import { BACKUP_ARGUMENT, withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import type { CommandContext } from '../command-context.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import { withProgressOption } from '../job-reports.ts';
import { openForReading } from '../open-for-reading.ts';
import { canAsk } from '../prompt.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printable, printableLines } from '../printable.ts';
import { print, say, type Terminal } from '../terminal.ts';

interface Options extends PasswordOptions {
  readonly json?: true;
}

const QUESTIONS = ['unencrypted', 'encrypted', 'samePhone', 'otherPhone'] as const;

export function registerSurvive({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('survive')
    .summary('Show what survives a backup and a restore')
    .description(
      'For each file and keychain item: would an unencrypted backup contain it, would an encrypted one, and does a restore of this backup bring it to the same phone, and to another? Answers that rest on nothing but experience are marked with "?".',
    )
    .argument(...BACKUP_ARGUMENT)
    .argument('[GLOB]', 'List these files one by one: a pattern for DOMAIN/RELATIVEPATH (default: numbers for each domain)');
  withJsonOption(withProgressOption(withPasswordOptions(command)));
  withExamples(command, [
    ['See what each app would lose', 'backup-lab survive backups/UDID'],
    ['See it for each file of an app', "backup-lab survive backups/UDID 'AppDomain-com.example.app/**'"],
  ]);
  withExitCodes(command, { good: true, damaged: true, password: true });
  command.action((folder: string, glob: string | undefined, options: Options) =>
    run(() => survive(folder, glob, options, terminal), options),
  );
}

async function survive(folder: string, glob: string | undefined, options: Options, terminal: Terminal): Promise<number> {
  const { surveySurvival } = await import('../../backup/index.ts');
  await using opened = await openForReading(folder, canAsk(terminal) ? 'content' : 'names', options, terminal);
  const { backup, keys } = opened;
  const { signal } = terminal;
  if (options.json) {
    const head = JSON.stringify({ schema: 'backup-lab/survive@1', backup: { path: backup.summary.path } }, undefined, 2).replace(
      /\n}$/,
      '',
    );
    await print(terminal, printableLines(`${head},\n  "files": [`));
    let isFirst = true;
    const onFiles = async (files: readonly FileSurvival[]) => {
      for (const file of files) {
        await print(terminal, printableLines(`${isFirst ? '' : ','}\n    ${JSON.stringify(file)}`));
        isFirst = false;
      }
    };
    const survey = await surveySurvival(backup, { glob, keys, signal, onFiles });
    await print(terminal, printableLines(`\n  ],${JSON.stringify(survey, undefined, 2).slice(1)}\n`));
    sayNotes(survey, terminal);
    return EXIT.good;
  }
  if (glob !== undefined) await print(terminal, headLine('FILE'));
  const onFiles = async (files: readonly FileSurvival[]) => {
    const lines = files
      .filter(({ kind }) => kind === 'file')
      .map(({ domain, relativePath, survival }) => {
        return line(
          QUESTIONS.map((question) => answerWord(survival[question])),
          `${domain}/${relativePath}${reasonsOf(survival)}`,
        );
      });
    await print(terminal, lines.join(''));
  };
  const survey = await surveySurvival(backup, { glob, keys, signal, ...(glob === undefined ? {} : { onFiles }) });
  if (glob === undefined) {
    const domains = survey.domains.map(({ domain, files, counts }) =>
      line(
        QUESTIONS.map((question) => countWord(counts[question], files)),
        domain,
      ),
    );
    await print(terminal, [headLine('DOMAIN'), ...domains].join(''));
  }
  const items = survey.keychain.map(({ survival, service, server, account, label, className }) =>
    line(
      QUESTIONS.map((question) => answerWord(survival[question])),
      `keychain: ${[className, service ?? server ?? label, account].map((part) => part ?? '-').join(' ')}`,
    ),
  );
  await print(terminal, items.join(''));
  sayTotals(survey, terminal);
  sayNotes(survey, terminal);
  return EXIT.good;
}

const WIDTH = 13;

function headLine(what: string): string {
  return line(['UNENCRYPTED', 'ENCRYPTED', 'SAME PHONE', 'OTHER PHONE'], what);
}

function line(words: readonly string[], name: string): string {
  return `${words.map((word) => word.padEnd(WIDTH)).join('')}${printable(name)}\n`;
}

/** Why something does not survive, each reason once. */
function reasonsOf(survival: Survival): string {
  const reasons = new Set(
    QUESTIONS.filter((question) => survival[question].survives !== true).map((question) => survival[question].reason),
  );
  return [...reasons].map((reason) => `  (${SURVIVAL_REASON_WORDS[reason]})`).join('');
}

function answerWord({ survives, evidence }: SurvivalAnswer): string {
  const word = survives === null ? 'unknown' : survives ? 'yes' : 'no';
  return evidence === 'assumed' ? `${word}?` : word;
}

/** "12 of 14?": how many get a yes, with a mark if any of the answers is assumed. */
function countWord({ yes, assumed }: SurvivalCounts, files: number): string {
  const { count } = englishLocale.format;
  if (files === 0) return '-';
  return `${yes === files ? 'all' : yes === 0 ? 'none' : `${count(yes)}/${count(files)}`}${assumed > 0 ? '?' : ''}`;
}

function sayTotals({ total }: SurvivalSurvey, terminal: Terminal): void {
  say(terminal, `? ${SURVIVAL_EVIDENCE_WORDS.assumed}`);
  for (const question of QUESTIONS) {
    const { yes, no, unknown, assumed } = total.counts[question];
    const words = [`${counted(yes, 'file')} yes`, `${String(no)} no`, ...(unknown > 0 ? [`${String(unknown)} unknown`] : [])];
    say(terminal, `${SURVIVAL_QUESTION_WORDS[question]}: ${words.join(', ')} (${String(assumed)} of these answers are assumed).`);
  }
}

function sayNotes({ keychainProblem, unusableRows }: SurvivalSurvey, terminal: Terminal): void {
  if (keychainProblem !== undefined && keychainProblem !== 'no-such-file') {
    say(terminal, `The keychain cannot be read. (${keychainProblem})`);
  }
  if (unusableRows > 0) {
    say(terminal, `${counted(unusableRows, 'row')} of the list of files cannot be read. To see which, run "backup-lab verify".`);
  }
}
