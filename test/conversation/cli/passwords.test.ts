import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { copyFixture, FIXTURE_PASSWORD } from '../../support/backup-copy.ts';
import { backupLab, backupLabProcess, documentOf, type CliOptions, type CliProcessOptions } from '../../support/backup-lab.ts';

const PASSWORD = FIXTURE_PASSWORD['encrypted-ios17'];
const CLI = join(import.meta.dirname, '../../../dist/cli.js');

/** Sets both counts of derivation rounds in the key bag; no password opens it any more, but trying takes its time. */
function demandRounds(backup: string, rounds: number): void {
  const manifest = join(backup, 'Manifest.plist');
  const bytes = readFileSync(manifest);
  for (const tag of ['DPIC', 'ITER']) bytes.writeUInt32BE(rounds, bytes.indexOf(tag) + 8);
  writeFileSync(manifest, bytes);
}

describe('backup-lab takes a password', () => {
  let copy: ReturnType<typeof copyFixture>;
  let path: string;
  before(() => {
    copy = copyFixture('encrypted-ios17');
    path = copy.path;
  });
  after(() => {
    copy[Symbol.dispose]();
  });
  const check = (args: readonly string[], options?: CliProcessOptions) => backupLabProcess(['unlock', path, '--check', ...args], options);
  /** Where no descriptor is read. */
  const checkHere = (args: readonly string[], options?: CliOptions) => backupLab(['unlock', path, '--check', ...args], options);

  const lines: [string, string | Uint8Array][] = [
    ['up to the end', PASSWORD],
    ['up to the line break', `${PASSWORD}\nanother line\n`],
    ['up to a line break of Windows', `${PASSWORD}\r\n`],
  ];
  for (const [name, descriptor3] of lines) {
    it(`from a descriptor, ${name}`, async () => {
      const result = await check(['--password-fd', '3'], { descriptor3 });
      assert.deepEqual([result.status, result.stdout, result.stderr], [0, '', 'The password is correct.\n']);
    });
  }

  it('from stdin by a pipe of the shell, and from a file', async () => {
    const file = join(copy.parent, 'password');
    writeFileSync(file, `${PASSWORD}\n`);
    const script = 'cat "$1" | "$2" "$3" unlock "$4" --check --password-fd 0 && "$2" "$3" unlock "$4" --check --password-fd 4 4< "$1"';
    const shell = spawn('sh', ['-c', script, 'sh', file, process.execPath, CLI, path], { stdio: ['ignore', 'ignore', 'pipe'] });
    assert.equal(await text(shell.stderr), 'The password is correct.\nThe password is correct.\n');
  });

  it('from the environment', async () => {
    const result = await checkHere(['--password-env', 'BACKUP_PASSWORD'], { env: { BACKUP_PASSWORD: PASSWORD } });
    assert.equal(result.status, 0, result.stderr);
  });

  const mistakes: [string, string[], CliProcessOptions][] = [
    ['a variable that is not there', ['--password-env', 'NOT_THERE'], {}],
    ['an empty variable', ['--password-env', 'EMPTY'], { env: { EMPTY: '' } }],
    ['an empty line', ['--password-fd', '3'], { descriptor3: '\n' }],
    ['a line without end', ['--password-fd', '3'], { descriptor3: 'x'.repeat(100_000) }],
    ['no UTF-8', ['--password-fd', '3'], { descriptor3: Uint8Array.of(0xff, 0x0a) }],
    ['a descriptor that is not open', ['--password-fd', '700'], {}],
    ['the output', ['--password-fd', '1'], {}],
    ['no number', ['--password-fd', 'three'], {}],
    ['two sources', ['--password-fd', '3', '--password-env', 'SAMPLE'], { env: { SAMPLE: PASSWORD }, descriptor3: PASSWORD }],
  ];
  for (const [name, args, options] of mistakes) {
    it(`${name} is a usage error`, async () => {
      const result = await (args.includes('--password-fd') ? check : checkHere)(args, options);
      assert.equal(result.status, 2, result.stderr);
      assert.match(result.stderr, /--?password-(fd|env)|descriptor/m);
      assert.match(result.stderr, /\(usage\)\n$/);
      assert.equal(result.stdout, '');
    });
  }

  it('never as an argument, and does not repeat one that was put there', async () => {
    for (const args of [
      ['--password', PASSWORD],
      ['--password-env', PASSWORD],
      ['--password-fd', PASSWORD],
    ]) {
      const result = await checkHere(args);
      assert.equal(result.status, 2);
      assert.ok(!result.stderr.includes(PASSWORD), result.stderr);
    }
  });

  it('a descriptor that Node has opened for itself neither hangs nor breaks anything', async () => {
    for (let descriptor = 3; descriptor < 14; descriptor++) {
      const result = await check(['--password-fd', String(descriptor)]);
      // Most are no pipes from outside; a file that happens to be open there holds no password.
      assert.ok(result.status === 2 || result.status === 11, `${descriptor}: ${result.stderr}`);
    }
  });
});

describe('backup-lab tries a password that takes long', () => {
  it('says how far it is, and Ctrl-C ends it with 10', async () => {
    using copy = copyFixture('encrypted-ios17');
    demandRounds(copy.path, 45_000_000);
    let interrupted = false;
    const result = await backupLabProcess(['ls', copy.path, '--password-fd', '3', '--progress'], {
      descriptor3: PASSWORD,
      onOutput: ({ stderr }, child) => {
        if (!interrupted && stderr.includes('Trying the password')) interrupted = child.kill('SIGINT');
      },
    });
    assert.equal(result.status, 10, result.stderr);
    assert.match(result.stderr, /\(cancelled\)\n$/);
    assert.equal(result.stdout, '');
  });

  it('asks before more than any device demands, and is told with --accept-cost', async () => {
    using copy = copyFixture('encrypted-ios17');
    demandRounds(copy.path, 2_000_000_000);
    const refused = await backupLabProcess(['verify', copy.path, '--password-fd', '3'], { descriptor3: PASSWORD });
    assert.equal(refused.status, 2, refused.stderr);
    assert.match(refused.stderr, /4000000000 rounds .*--accept-cost.*\(keybag-costly\)\n$/);
    const json = await backupLabProcess(['unlock', copy.path, '--check', '--json', '--password-fd', '3'], { descriptor3: PASSWORD });
    assert.deepEqual([json.status, documentOf(json).code], [2, 'keybag-costly']);
    let interrupted = false;
    const accepted = await backupLabProcess(['unlock', copy.path, '--check', '--accept-cost', '--progress', '--password-fd', '3'], {
      descriptor3: PASSWORD,
      onOutput: ({ stderr }, child) => {
        if (!interrupted && stderr.includes('Trying the password')) interrupted = child.kill('SIGINT');
      },
    });
    assert.equal(accepted.status, 10, accepted.stderr);
  });
});
