/** The parts of documents that come from the code, by name. `npm run docs -- --list` prints their markers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FINDING_SEVERITY, type FindingCode } from '../src/backup/index.ts';
import { EXIT, EXIT_MEANING, EXIT_OF_ERROR, EXIT_OF_VERDICT } from '../src/cli/exit-codes.ts';
import { FAULTS, PRESETS } from '../src/simulated-device/index.ts';
import { findingWords } from '../src/view/index.ts';
import { SUITES } from '../test/suites.ts';
import { ROOT } from './bundles.ts';
import { registeredCommands } from './cli-commands.ts';
import { LEAST_NODE_OF_CHECKOUT, LEAST_NODE_OF_USER } from './node-versions.ts';
import { faultTable } from './fault-table.ts';
import { code, table } from './markdown.ts';
import { settingRows, titledCommands, type ManifestForDocs } from './manifest-tables.ts';

/** Text of one line stands in a sentence, text of several lines on lines of its own. */
export type Section = () => string;

export const SECTIONS: Readonly<Record<string, Section>> = {
  settings: () => table(['Setting', 'Default', 'What it does'], settingRows(manifest(), manifestWords())),
  'vscode-commands': () => table(['Command', 'Id'], titledCommands(manifest(), manifestWords())),
  'cli-commands': () => table(['Command', 'What it does'], cliCommands()),
  'exit-codes': () => table(['Exit code', 'Meaning'], exitRows()),
  'exit-codes-and-errors': () => table(['Exit code', 'Meaning', 'Verdicts', 'Error codes'], exitRowsWithCodes()),
  findings: () => table(['Code', 'Severity', 'Finding', 'What to do'], findingRows()),
  presets: () => table(['Preset', 'Model', 'Product type', 'iOS'], presetRows()),
  faults: () => faultTable(FAULTS),
  suites: () => table(['Suite', 'What it proves'], suiteRows()),
  'fault-count': () => FAULTS.length.toString(),
  'fault-ids': () => `${FAULTS[0]?.id ?? ''}–${FAULTS.at(-1)?.id ?? ''}`,
  'preset-names': () => PRESETS.map(({ id }) => code(id)).join(', '),
  'ios-versions': () => `iOS ${oldestVersion()} to ${majorOf(PRESETS.at(-1)?.productVersion ?? '')}`,
  'node-of-user': () => LEAST_NODE_OF_USER,
  'node-of-checkout': () => LEAST_NODE_OF_CHECKOUT,
};

function manifest(): ManifestForDocs {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as ManifestForDocs;
}

function manifestWords(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(ROOT, 'package.nls.json'), 'utf8')) as Record<string, string>;
}

/** As they are typed. */
function cliCommands(): string[][] {
  return registeredCommands().map(({ path, command }) => {
    const words = command.registeredArguments.map((argument) => {
      const shown = `${argument.name().toUpperCase()}${argument.variadic ? '…' : ''}`;
      return argument.required ? shown : `[${shown}]`;
    });
    return [code([path, ...words].join(' ')), command.description()];
  });
}

function exitRows(): string[][] {
  return Object.entries(EXIT).map(([name, status]) => [status.toString(), EXIT_MEANING[name as keyof typeof EXIT]]);
}

function exitRowsWithCodes(): string[][] {
  const codesOf = (codes: Readonly<Record<string, number>>, status: number) =>
    Object.keys(codes)
      .filter((name) => codes[name] === status)
      .map(code)
      .join(', ');
  return Object.entries(EXIT).map(([name, status]) => [
    status.toString(),
    EXIT_MEANING[name as keyof typeof EXIT],
    codesOf(EXIT_OF_VERDICT, status),
    codesOf(EXIT_OF_ERROR, status),
  ]);
}

function findingRows(): string[][] {
  return (Object.keys(FINDING_SEVERITY) as FindingCode[]).map((name) => [
    code(name),
    FINDING_SEVERITY[name],
    findingWords(name, 'terminal').title,
    findingWords(name, 'terminal').action,
  ]);
}

function presetRows(): string[][] {
  return PRESETS.map(({ id, model, productVersion }) => [code(id), model.marketingName, code(model.productType), productVersion]);
}

/** Parts of one suite that run side by side count once. */
function suiteRows(): string[][] {
  const byName = new Map(SUITES.map(({ name, about }) => [name, about.replace(/, half \d of \d$/, '')]));
  return [...byName].map(([name, about]) => [code(name), about]);
}

function oldestVersion(): string {
  const versions = PRESETS.map(({ productVersion }) => productVersion);
  return majorOf(versions.toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b))[0] ?? '');
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? '';
}
