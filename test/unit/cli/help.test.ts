/** Every command explains itself: the same help by each way to ask for it, with examples that parse. Commands come from the program itself. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { CommanderError, type Command } from 'commander';
import { commandLineOf } from '../../../src/cli/help-requests.ts';
import { makeProgram, runProgram } from '../../../src/cli/program.ts';
import { PHONE_KEYS } from '../../../src/cli/simulated-phones.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { exampleLines, wordsOfLine } from '../../support/example-lines.ts';

const ROOT = join(import.meta.dirname, '../../..');

interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Keeps what is written; nobody types anything. */
function recordingTerminal(): { terminal: Terminal; stdout: () => string; stderr: () => string } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const textOf = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? '');
  return {
    terminal: { stdin: new PassThrough(), stdout, stderr, env: {}, signal: new AbortController().signal },
    stdout: () => textOf(stdout),
    stderr: () => textOf(stderr),
  };
}

async function say(...args: string[]): Promise<Said> {
  const { terminal, stdout, stderr } = recordingTerminal();
  return { status: await runProgram(args, terminal), stdout: stdout(), stderr: stderr() };
}

function program(): Command {
  return makeProgram(recordingTerminal().terminal, () => Promise.resolve());
}

function all(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...all(child)]);
}

const COMMANDS = all(program());
const LEAVES = COMMANDS.filter(({ commands }) => commands.length === 0);
const GROUPS = [program(), ...COMMANDS.filter(({ commands }) => commands.length > 0)];

/** The words after `backup-lab`. */
function pathOf(command: Command): string[] {
  return commandLineOf(command).split(' ').slice(1);
}

/** What is wrong with a command line, by commander's name for it; undefined if it parses. Nothing runs. */
async function parseError(line: string): Promise<string | undefined> {
  const [name, ...args] = wordsOfLine(line);
  assert.equal(name, 'backup-lab', line);
  try {
    await program().parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.code;
    throw error;
  }
}

describe('the version of the command line', () => {
  it('is that of package.json, alone', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.deepEqual(await say('--version'), { status: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('the help', () => {
  it('begins with what the program is, and lists every command under a heading of its own choice', async () => {
    const { status, stdout, stderr } = await say('--help');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^Usage: backup-lab .*\n\n[A-Z][^\n]*\.\n\n/);
    for (const command of program().commands) {
      assert.match(command.helpGroup(), /^[A-Z].*:$/, command.name());
      assert.match(stdout, new RegExp(`^  ${command.name()} .*[A-Z]`, 'm'), command.name());
    }
    assert.equal((await say('help')).stdout, stdout);
  });

  for (const command of COMMANDS) {
    const path = pathOf(command);
    it(`of ${path.join(' ')} is the same by help and by --help`, async () => {
      const expected = await say(...path, '--help');
      assert.deepEqual([expected.status, expected.stderr], [0, '']);
      assert.ok(expected.stdout.startsWith(`Usage: backup-lab ${path.join(' ')} `), expected.stdout);
      assert.deepEqual(await say('help', ...path), expected);
      assert.deepEqual(await say(...path, '-h'), expected);
      assert.deepEqual(await say(...path.slice(0, -1), 'help', path.at(-1) ?? ''), expected);
    });
  }

  it('says what each command, argument and option does, as a sentence begins', () => {
    for (const command of COMMANDS) {
      assert.match(command.summary(), /^[A-Z].*[^.]$/, command.name());
      assert.match(command.description(), /^[A-Z].*\.$/, command.name());
      for (const { description } of [...command.registeredArguments, ...command.options]) {
        assert.match(description, /^[A-Z$]|^HOST/, `${command.name()}: ${description}`);
      }
    }
  });

  it('of a command that does something has examples of it, and each of them parses', async () => {
    for (const command of LEAVES) {
      const path = pathOf(command);
      const lines = exampleLines((await say(...path, '--help')).stdout);
      assert.ok(lines.length > 0, path.join(' '));
      for (const line of lines) {
        assert.deepEqual(wordsOfLine(line).slice(1, 1 + path.length), path, line);
        assert.equal(await parseError(line), undefined, line);
      }
    }
  });

  it('of simulate has every fault, preset and key', async () => {
    const { FAULTS, PRESETS } = await import('../../../src/simulated-device/index.ts');
    const { stdout } = await say('help', 'simulate');
    for (const { id, title } of FAULTS) assert.ok(stdout.includes(`  ${id}  ${title}`), id);
    for (const { id } of PRESETS) assert.match(stdout, new RegExp(`^  ${id} `, 'm'));
    for (const key of PHONE_KEYS.split(/, | and /)) assert.match(stdout, new RegExp(`^  ${key}\\b`, 'm'));
  });
});

describe('a command that does not exist', () => {
  for (const group of GROUPS) {
    const path = pathOf(group);
    it(`is named, with the one that was meant: ${['backup-lab', ...path].join(' ')}`, async () => {
      const [known] = group.commands;
      assert.ok(known);
      const wrong = `${known.name()}x`;
      const unknown = await say(...path, wrong);
      assert.deepEqual([unknown.status, unknown.stdout], [2, '']);
      assert.ok(unknown.stderr.startsWith(`Unknown command '${wrong}'. Did you mean `), unknown.stderr);
      assert.ok(unknown.stderr.includes(known.name()));
      assert.ok(unknown.stderr.endsWith(` (usage)\nRun "${commandLineOf(group)} --help" for help.\n`), unknown.stderr);
      assert.deepEqual(await say(...path, wrong, '--help'), unknown);
      assert.deepEqual(await say('help', ...path, wrong), unknown);
      assert.deepEqual(await say('help', ...path, wrong, 'more'), unknown);
    });
  }

  it('is a sentence without a suggestion where nothing is like it', async () => {
    const { status, stderr } = await say('help', 'qqqqqq');
    assert.deepEqual([status, stderr], [2, 'Unknown command \'qqqqqq\'. (usage)\nRun "backup-lab --help" for help.\n']);
  });
});

describe('a wrong command line', () => {
  const cases: readonly (readonly [args: string[], stderr: RegExp])[] = [
    [['devices', '--jsn'], /^Unknown option '--jsn'\. Did you mean --json\? \(usage\)\nRun "backup-lab devices --help" for help\.\n$/],
    [['encryption', 'off'], /^Missing required argument 'UDID'\. \(usage\)\nRun "backup-lab encryption off --help" for help\.\n$/],
    [['unpair', 'UDID', 'secret'], /^Too many arguments for 'unpair'\. Expected 1 argument but got 2\. \(usage\)\n/],
    [
      ['verify', 'x', '--format', 'pdf'],
      /^Option '--format <FORMAT>' argument 'pdf' is invalid\. Allowed choices are text, json, ndjson, junit, sarif, html, md\. \(usage\)\n/,
    ],
  ];
  for (const [args, stderr] of cases) {
    it(`is answered with a sentence: ${args.join(' ')}`, async () => {
      const said = await say(...args);
      assert.deepEqual([said.status, said.stdout], [2, '']);
      assert.match(said.stderr, stderr);
    });
  }
});

describe('a command line that a message advises', () => {
  it('exists', async () => {
    const texts = globSync('src/{cli,report}/**/*.ts', { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'));
    const advised = texts.flatMap((text) =>
      [...text.matchAll(/"(backup-lab [a-z][^"`]*)"/g)].map(([, line = '']) => line.replace(/\$\{[^}]*\}/g, 'X')),
    );
    assert.ok(advised.length > 5, advised.join());
    for (const line of advised) {
      if (line.includes('COMMAND')) continue;
      // Arguments may be left out in advice; commands and options are there.
      assert.ok([undefined, 'commander.missingArgument'].includes(await parseError(line)), line);
    }
  });
});
