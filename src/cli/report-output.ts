/** The formats of a result and where it goes: the same options for every command that judges something. */
import { Option, type Command } from 'commander';
import type { ReportContext, ReportFormat } from '../report/index.ts';
import { englishLocale } from '../view/index.ts';
import { OPTIONS, outputOption } from './command-help.ts';
import { writeOutputFile } from './output-file.ts';
import { printableLines } from './printable.ts';
import { print, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

export interface ReportOptions {
  readonly format: ReportFormat;
  readonly output?: string;
}

const FORMATS: Readonly<Record<ReportFormat, true>> = {
  text: true,
  json: true,
  ndjson: true,
  junit: true,
  sarif: true,
  html: true,
  md: true,
};

export function withReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <FORMAT>', 'The format of the result').choices(Object.keys(FORMATS)).default('text').helpGroup(OPTIONS.output),
    )
    .addOption(outputOption('--output <FILE>', 'Write the result to a file instead of stdout'));
}

/** Files in the working folder are named relative to it. */
export function reportContext(): ReportContext {
  return { locale: englishLocale, language: 'en', version: VERSION, workingFolder: process.cwd() };
}

/** @throws UsageError, system errors */
export async function writeReport(text: string, { output }: ReportOptions, terminal: Terminal): Promise<void> {
  if (output === undefined) await print(terminal, printableLines(text));
  else await writeOutputFile('--output', output, text);
}
