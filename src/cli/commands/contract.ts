/** `backup-lab contract`: what of an app a backup must and must not contain, written as a file and held against backups. */
import { writeFile } from 'node:fs/promises';
import type { ContractReport, ContractVerdict } from '../../backup/index.ts';
import { contractFindingWords, englishLocale, worstContractVerdict } from '../../view/index.ts';
import type { CommandContext } from '../command-context.ts';
import { BACKUP_ARGUMENT, outputOption, withExamples, withExitCodes } from '../command-help.ts';
import { readContractFile } from '../contract-file.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { openJobProgress, withProgressOption } from '../job-reports.ts';
import { writeOutputFile } from '../output-file.ts';
import { openForReading } from '../open-for-reading.ts';
import { withPasswordOptions, type PasswordOptions } from '../password.ts';
import { printableLines } from '../printable.ts';
import { reportContext, withReportOptions, writeReport, type ReportOptions } from '../report-output.ts';
import { print, say, type Terminal } from '../terminal.ts';

interface CheckOptions extends PasswordOptions, ReportOptions {
  readonly simulate?: true;
  readonly ios?: readonly string[];
}

interface InitOptions extends PasswordOptions {
  readonly app: string;
  readonly output?: string;
}

interface AcceptOptions extends PasswordOptions {
  readonly dryRun?: true;
}

const FILE_ARGUMENT = ['<FILE>', 'The contract: a file *.backup-contract.yml'] as const;

/** Each lists a hundred files more. Nobody reads a contract that lists a million. */
const MOST_ROUNDS = 20;

const EXIT_OF_CONTRACT: Readonly<Record<ContractVerdict, number>> = {
  kept: EXIT.good,
  broken: EXIT.assertionFailed,
  undecided: EXIT.unconfirmed,
};

export function registerContract({ program, terminal, run }: CommandContext): void {
  const contract = program
    .command('contract')
    .summary('Hold a backup against what it must and must not contain')
    .description('A contract is a file that says what of an app, or of a whole device, a backup must and must not contain.');
  const check = contract
    .command('check')
    .summary('Hold a backup against a contract')
    .description(
      'Hold a backup against a contract. Each rule is kept, broken, or undecided when the backup cannot tell. The backup is only read. With --simulate, a simulated device that has the files of the contract (appFiles) is backed up, and that backup is held against it.',
    )
    .argument(...FILE_ARGUMENT)
    .argument('[BACKUP]', 'The backup: the folder that contains Manifest.plist. None with --simulate')
    .option('--simulate', 'Back up a simulated device with the files of the contract. The backup is not kept')
    .option('--ios <VERSION>', 'The iOS version of the simulated device, such as 17.5 or 17 (repeatable)', collect);
  withReportOptions(withProgressOption(withPasswordOptions(check)));
  withExamples(check, [
    ['Hold a backup against a contract', 'backup-lab contract check app.backup-contract.yml backups/UDID'],
    ['Without a device, for two versions of iOS', 'backup-lab contract check app.backup-contract.yml --simulate --ios 16 --ios 26'],
    [
      'In CI: show each finding on its line of the contract',
      'backup-lab contract check app.backup-contract.yml --simulate --format sarif --output contract.sarif',
    ],
  ]);
  withExitCodes(check, {
    good: 'Every rule is kept',
    assertionFailed: 'A rule is broken, or the backup has nothing of the app',
    usage: 'The contract has a mistake, or the command line is wrong',
    unconfirmed: 'No rule is broken, but not every rule could be decided',
    damaged: true,
    password: true,
  });
  check.action((file: string, folder: string | undefined, options: CheckOptions) =>
    run(() => checkOne(file, folder, options, terminal), { json: options.format === 'json' }),
  );

  const init = contract
    .command('init')
    .summary('Write a first contract from what a backup has of an app')
    .description('Write a first contract from what a backup has of an app: everything that is there may be there, and nothing else.')
    .requiredOption('--app <ID>', 'The bundle ID of the app')
    .argument(...BACKUP_ARGUMENT)
    .addOption(outputOption('--output <FILE>', 'Write the contract to a new file instead of stdout'));
  withProgressOption(withPasswordOptions(init));
  withExamples(init, [
    ['Write a contract for an app', 'backup-lab contract init --app com.example.app backups/UDID --output app.backup-contract.yml'],
  ]);
  withExitCodes(init, {
    good: 'The contract was written',
    assertionFailed: 'The backup has nothing of the app',
    damaged: true,
    password: true,
  });
  init.action((folder: string, options: InitOptions) => run(() => initOne(folder, options, terminal), {}));

  const accept = contract
    .command('accept')
    .summary('Change a contract so that a backup keeps it')
    .description(
      'After a change that was meant: list new files, raise budgets and accept weaker protection in the contract, and show which lines changed. Nothing accepts secrets, missing files or lost data.',
    )
    .argument(...FILE_ARGUMENT)
    .argument(...BACKUP_ARGUMENT)
    .option('--dry-run', 'Only show which lines would change');
  withProgressOption(withPasswordOptions(accept));
  withExamples(accept, [['See what would change', 'backup-lab contract accept app.backup-contract.yml backups/UDID --dry-run']]);
  withExitCodes(accept, {
    good: 'The backup keeps the contract now',
    assertionFailed: 'Some rules are still broken, or the backup has nothing of the app',
    unconfirmed: 'No rule is broken now, but not every rule could be decided',
    usage: 'The contract has a mistake, or the command line is wrong',
    damaged: true,
    password: true,
  });
  accept.action((file: string, folder: string, options: AcceptOptions) => run(() => acceptOne(file, folder, options, terminal), {}));
}

async function checkOne(file: string, folder: string | undefined, options: CheckOptions, terminal: Terminal): Promise<number> {
  const { simulate, ios = [] } = options;
  if (simulate !== true && ios.length > 0) throw new UsageError('--ios is for a simulated device. Add --simulate.');
  if ((simulate === true) === (folder !== undefined)) throw new UsageError('Give either a backup or --simulate.');
  const { contract, path } = await readContractFile(file, terminal);
  const reports =
    folder === undefined
      ? await simulateContract(contract, path, options, terminal)
      : [await hold(contract, path, folder, options, terminal)];
  const { contractReportsText } = await import('../../report/index.ts');
  await writeReport(contractReportsText(reports, options.format, reportContext()), options, terminal);
  return EXIT_OF_CONTRACT[worstContractVerdict(reports.map(({ verdict }) => verdict))];
}

/** One report for each version of iOS, of a simulated device with the files of the contract. */
async function simulateContract(contract: Contract, path: string, options: CheckOptions, terminal: Terminal): Promise<ContractReport[]> {
  const { runContract } = await import('../../harness/index.ts');
  using progress = openJobProgress(options, terminal);
  const { signal } = terminal;
  return await runContract({ contract, path, productVersions: options.ios ?? [], signal, onProgress: progress.onProgress });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

type Contract = Awaited<ReturnType<typeof readContractFile>>['contract'];

async function hold(
  contract: Contract,
  path: string,
  folder: string,
  options: PasswordOptions,
  terminal: Terminal,
): Promise<ContractReport> {
  await using opened = await openFor(contract, folder, options, terminal);
  return await holdOpened(opened, contract, path, options, terminal);
}

type OpenedBackup = Awaited<ReturnType<typeof openForReading>>;

async function openFor(contract: Contract, folder: string, options: PasswordOptions, terminal: Terminal): Promise<OpenedBackup> {
  const readsContent = contract.rules.some(({ kind }) => kind === 'mustNotContain' || kind === 'keychain');
  return await openForReading(folder, readsContent ? 'content' : 'names', options, terminal);
}

async function holdOpened(
  { backup, keys }: OpenedBackup,
  contract: Contract,
  path: string,
  options: PasswordOptions,
  terminal: Terminal,
): Promise<ContractReport> {
  const { checkContract } = await import('../../backup/index.ts');
  using progress = openJobProgress(options, terminal);
  return await checkContract(backup, contract, { keys, path, signal: terminal.signal, onProgress: progress.onProgress });
}

async function initOne(folder: string, options: InitOptions, terminal: Terminal): Promise<number> {
  const { initContract } = await import('../../backup/index.ts');
  await using opened = await openForReading(folder, 'content', options, terminal);
  const text = await initContract(opened.backup, { app: options.app, keys: opened.keys, signal: terminal.signal });
  if (options.output === undefined) await print(terminal, text);
  // A contract that somebody has written is not lost to a second try.
  else await writeOutputFile('--output', options.output, text, true);
  return EXIT.good;
}

async function acceptOne(file: string, folder: string, options: AcceptOptions, terminal: Terminal): Promise<number> {
  const { acceptContract, parseContract } = await import('../../backup/index.ts');
  const { contract, path, text } = await readContractFile(file, terminal);
  await using opened = await openFor(contract, folder, options, terminal);
  let latest = { text, contract, report: await holdOpened(opened, contract, path, options, terminal) };
  // A report lists some findings of each rule, and whether the backup keeps the contract now, only another look at it tells.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const accepted = acceptContract(latest.text, latest.contract, latest.report);
    if (accepted.changes.length === 0) break;
    for (const { line, before, after } of accepted.changes) {
      if (before !== undefined) await print(terminal, printableLines(`${String(line)} - ${before}\n`));
      if (after !== undefined) await print(terminal, printableLines(`${String(line)} + ${after}\n`));
    }
    // What is written must be a contract again, before it replaces one.
    const changed = parseContract(accepted.text, file);
    latest = { text: accepted.text, contract: changed, report: await holdOpened(opened, changed, path, options, terminal) };
  }
  for (const finding of latest.report.findings) {
    const { message } = contractFindingWords(finding, englishLocale);
    const words = finding.kind === 'breach' ? 'Not accepted' : 'Undecided';
    say(terminal, `${words}, line ${String(finding.at.line)}: ${message}`);
  }
  if (latest.text === text) say(terminal, 'Nothing to accept: the contract stays as it is.');
  else if (options.dryRun !== true) await writeFile(path, latest.text);
  return EXIT_OF_CONTRACT[latest.report.verdict];
}
