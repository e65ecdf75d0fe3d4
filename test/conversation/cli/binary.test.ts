/** The binary says and does what its commands do within the tests' own process: every command, and every kind of end. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tinyPhone } from '../../support/agent-session.ts';
import { copyFixture, FIXTURE_PASSWORD, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, backupLabProcess, type CliOptions, type CliResult } from '../../support/backup-lab.ts';
import { trustedPhone } from '../../support/backup-run.ts';
import { ownStateHome } from '../../support/own-state-home.ts';

const SMS = 'HomeDomain/Library/SMS/sms.db';
const WITH_PASSWORD = ['--password-env', 'PASSWORD'];
const NOBODY = '00008110-0000000000000000';

interface Places {
  /** An empty folder. */
  readonly out: string;
  readonly plain: string;
  readonly encrypted: string;
  /** A backup without the content of `SMS`. */
  readonly damaged: string;
  readonly udid: string;
  /** Where the phone is backed up. */
  readonly directory: string;
}

const NAMES: Places = { out: 'OUT', plain: 'PLAIN', encrypted: 'ENCRYPTED', damaged: 'DAMAGED', udid: 'UDID', directory: 'DIR' };

/** In this order with one phone that is trusted: each command line, and how it ends. */
const COMMAND_LINES: readonly (readonly [status: number, line: (places: Places) => readonly string[]])[] = [
  [0, () => ['--help']],
  [0, () => ['backup', '--help']],
  [2, () => ['nonsense']],
  [2, () => ['simulate', '--fault', 'F99']],
  [0, () => ['devices', '--json']],
  [6, () => ['devices', '--usbmuxd', '127.0.0.1:1']],
  [0, () => ['explain', '151']],
  [2, () => ['explain', 'nonsense']],
  [0, ({ plain }) => ['doctor', plain]],
  [6, ({ plain }) => ['doctor', plain, '--usbmuxd', '127.0.0.1:1']],
  [3, () => ['info', NOBODY, '--json']],
  [0, ({ udid }) => ['info', udid, '--domain', 'com.apple.mobile.backup']],
  [0, ({ udid, directory }) => ['backup', udid, directory, '--progress']],
  [6, ({ udid, out }) => ['backup', udid, join(out, 'nowhere')]],
  [0, ({ udid, directory }) => ['restore', udid, join(directory, udid), '--yes', '--no-reboot']],
  [5, ({ udid, plain }) => ['restore', udid, plain, '--yes']],
  [0, ({ udid }) => ['encryption', 'on', udid, '--new-password-env', 'PASSWORD']],
  [11, ({ udid }) => ['encryption', 'off', udid, '--password-env', 'WRONG']],
  [0, ({ udid }) => ['cloud', 'status', udid]],
  [0, ({ udid }) => ['unpair', udid]],
  [4, ({ udid, directory }) => ['backup', udid, directory]],
  [0, ({ udid }) => ['pair', udid]],
  [0, ({ plain }) => ['backups', plain]],
  [0, ({ plain }) => ['versions', plain]],
  [2, ({ plain }) => ['versions', plain, '--roll-back', '20260301-120000']],
  [0, ({ plain }) => ['ls', '-l', plain]],
  [0, ({ plain }) => ['cat', plain, SMS]],
  [2, ({ plain }) => ['cat', plain, 'HomeDomain/no/such/file']],
  [0, ({ plain }) => ['preview', plain, SMS, '--json']],
  [0, ({ plain }) => ['preview', plain, SMS, '--as', 'personal']],
  [0, ({ plain }) => ['domains', plain]],
  [1, ({ plain, damaged }) => ['compare', plain, damaged, '--exit-code']],
  [0, ({ plain }) => ['survive', plain, 'HomeDomain/**']],
  [2, ({ plain }) => ['contract', 'check', join(plain, 'Info.plist'), plain]],
  [1, ({ plain }) => ['contract', 'init', '--app', 'com.example.none', plain]],
  [2, ({ plain }) => ['contract', 'accept', join(plain, 'Info.plist'), plain]],
  [0, ({ out, plain }) => ['thin', plain, join(out, 'thin'), '--glob', 'HomeDomain/**']],
  [0, ({ out, plain }) => ['edit', plain, SMS, '--delete', '--to', join(out, 'edited')]],
  [0, ({ plain }) => ['verify', plain, '--full', '--format', 'json']],
  [8, ({ damaged }) => ['verify', damaged]],
  [9, ({ encrypted }) => ['verify', encrypted, '--full']],
  [0, ({ encrypted }) => ['keychain', encrypted, '--reveal', ...WITH_PASSWORD]],
  [11, ({ encrypted }) => ['unlock', encrypted, '--check', '--password-env', 'WRONG']],
  [0, ({ out, encrypted }) => ['extract', encrypted, join(out, 'extracted'), ...WITH_PASSWORD]],
  [9, ({ out, damaged }) => ['salvage', damaged, join(out, 'salvaged')]],
];

/** Each line, how it ended and what it said, without what is another one in each run: places and times. */
async function runAll(start: (args: readonly string[], options: CliOptions) => Promise<CliResult>): Promise<string[]> {
  using _home = ownStateHome();
  await using run = await trustedPhone({ content: tinyPhone(), keybagRounds: 'low', restartSeconds: 0 });
  using plain = copyFixture('plain-ios17');
  using encrypted = copyFixture('encrypted-ios17');
  using damaged = copyFixture('plain-ios17');
  using folder = temporaryFolder();
  rmSync(join(damaged.path, '3d', '3d0d7e5fb2ce288813306e4d4636395e047a3d28'));
  const out = join(folder.path, 'out');
  mkdirSync(out);
  const places: Places = {
    out,
    plain: plain.path,
    encrypted: encrypted.path,
    damaged: damaged.path,
    udid: run.phone.udid,
    directory: run.directory,
  };
  const options = { address: run.simulator.address, env: { PASSWORD: FIXTURE_PASSWORD['encrypted-ios17'], WRONG: 'wrong' } };
  const said: string[] = [];
  for (const [status, line] of COMMAND_LINES) {
    const args = line(places);
    const { stdout, stderr, ...ended } = await start(args, options);
    assert.equal(ended.status, status, `${args.join(' ')}: ${stderr}`);
    said.push(`${args.join(' ')}\n${stdout}\n${stderr}`);
  }
  return said.map((text) =>
    [folder.path, plain.parent, encrypted.parent, damaged.parent, run.directory]
      .reduce((rest, path) => rest.replaceAll(path, 'FOLDER'), text.replaceAll(/127\.0\.0\.1:\d{4,}/g, 'ADDRESS'))
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
  );
}

describe('the binary', () => {
  let inProcess: readonly string[];
  let here: readonly string[];

  before('on its own', async () => {
    inProcess = await runAll(backupLabProcess);
  });
  before('within the process of the tests', async () => {
    here = await runAll(backupLab);
  });

  for (const [index, [status, line]] of COMMAND_LINES.entries()) {
    it(`ends ${line(NAMES).join(' ')} with ${String(status)} and says the same as its command in this process`, () => {
      assert.ok(inProcess[index]);
      assert.equal(inProcess[index], here[index]);
    });
  }

  it('was tried with every command', async () => {
    const { stdout } = await backupLab(['--help']);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name).filter((name) => name !== 'help');
    assert.ok(commands.length > 10, stdout);
    const tried = COMMAND_LINES.map(([, line]) => line(NAMES)[0]);
    assert.deepEqual(
      commands.filter((name) => !tried.includes(name)),
      [],
    );
  });
});
