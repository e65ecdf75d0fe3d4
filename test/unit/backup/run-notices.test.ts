import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { announceDeviceRun, findDeviceRuns, type AnnouncedWork } from '../../../src/backup/run-notices.ts';
import { ownStateHome } from '../../support/own-state-home.ts';

const ROOM = pathToFileURL(join(import.meta.dirname, '../../../src/backup')).href;
const WORK: AnnouncedWork = { udid: 'u1', address: '127.0.0.1:27015', work: 'encryption' };

/** Another process that announces, and says so in one line. */
async function announcer(work: AnnouncedWork) {
  const script = `
    const { nameProgram } = await import('${ROOM}/folder/program-name.ts');
    const { announceDeviceRun } = await import('${ROOM}/run-notices.ts');
    nameProgram('vscode');
    const announced = announceDeviceRun(${JSON.stringify(work)});
    process.stdin.on('data', () => { announced[Symbol.dispose](); process.exit(); });
    console.log('announced');`;
  const child = spawn(process.execPath, ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return { child, ended };
}

describe('what programs of one account say of their work with devices', () => {
  it('is heard by the others as long as it lasts, with who works', async () => {
    using home = ownStateHome();
    const { child, ended } = await announcer({ ...WORK, work: 'backup', path: '/backups/u1' });
    assert.deepEqual(findDeviceRuns(), [{ ...WORK, work: 'backup', path: '/backups/u1', pid: child.pid, program: 'vscode' }]);
    child.stdin.write('end');
    await ended;
    assert.deepEqual(findDeviceRuns(), []);
    assert.deepEqual(readdirSync(join(home.path, 'ios-backup-lab', 'runs')), []);
  });

  it('dies with the process that said it', async () => {
    using home = ownStateHome();
    const { child, ended } = await announcer(WORK);
    assert.equal(findDeviceRuns().length, 1);
    child.kill('SIGKILL');
    await ended;
    assert.deepEqual(findDeviceRuns(), []);
    assert.deepEqual(readdirSync(join(home.path, 'ios-backup-lab', 'runs')), []);
  });

  it('does not count when nobody renews it: numbers of processes are given away again', async () => {
    using home = ownStateHome();
    const { child, ended } = await announcer(WORK);
    const folder = join(home.path, 'ios-backup-lab', 'runs');
    const [name = ''] = readdirSync(folder);
    const longAgo = Date.now() / 1000 - 120;
    utimesSync(join(folder, name), longAgo, longAgo);
    assert.deepEqual(findDeviceRuns(), []);
    child.kill('SIGKILL');
    await ended;
  });

  it('is not told to the one who said it, and other files are left alone or taken for nothing', () => {
    using home = ownStateHome();
    using _said = announceDeviceRun(WORK);
    assert.deepEqual(findDeviceRuns(), []);
    const folder = join(home.path, 'ios-backup-lab', 'runs');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    writeFileSync(join(folder, 'cut.json'), '{"udid":');
    mkdirSync(join(folder, 'folder.json'));
    assert.deepEqual(findDeviceRuns(), []);
    assert.ok(readdirSync(folder).includes('notes.txt'));
  });

  it('is lost without a word where the folder of the account cannot be written', () => {
    using home = ownStateHome();
    writeFileSync(join(home.path, 'ios-backup-lab'), 'a file in its place');
    using _said = announceDeviceRun(WORK);
    assert.deepEqual(findDeviceRuns(), []);
  });
});
