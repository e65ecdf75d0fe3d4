/** The built command line explains itself, and the examples of its help do what they say, on a simulated phone. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../../src/simulated-device/index.ts';
import { backupLab } from '../../support/backup-lab.ts';
import { exampleLines, wordsOfLine } from '../../support/example-lines.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** In an order in which each finds what it needs: trust, then a backup. */
const COMMANDS = ['pair', 'info', 'cloud status', 'backup', 'verify', 'ls', 'cat', 'extract', 'salvage', 'keychain'];

describe('the built command line', () => {
  let simulator: Simulator;
  let folder: string;

  before(async () => {
    simulator = await startSimulator();
    folder = mkdtempSync(join(tmpdir(), 'cli-help-'));
    for (const name of ['backups', 'archive']) mkdirSync(join(folder, name));
  });
  after(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  it('prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { status, stdout } = await backupLab(['--version']);
    assert.deepEqual([status, stdout], [0, `${version}\n`]);
  });

  /** A real UDID, and files in a folder of the test. */
  const filledIn = (word: string) => {
    const udid = simulator.devices[0]?.udid ?? '';
    const named = word.replace(/\bUDID\b/, udid);
    return /^(backups|archive|extracted|photos|repaired|events\.ndjson|verify\.json|verify\.xml)\b/.test(word)
      ? join(folder, named)
      : named;
  };

  for (const command of COMMANDS) {
    it(`does what the examples of ${command} say`, async () => {
      const path = command.split(' ');
      const lines = exampleLines((await backupLab(['help', ...path])).stdout);
      assert.notEqual(lines.length, 0);
      for (const line of lines) {
        const args = wordsOfLine(line).slice(1);
        const filled = args.map((word, place) => (place < path.length ? word : filledIn(word)));
        const { status, stderr } = await backupLab(filled, { address: simulator.address, env: { BACKUP_PASSWORD: 'not needed' } });
        assert.equal(status, 0, `${line}\n${stderr}`);
      }
    });
  }
});
