/** `backup-lab encryption` as a user runs it: passwords by every way but an argument, words, documents, exit codes. */
import assert from 'node:assert/strict';
import type { SimulatedDeviceOptions } from '../../../src/simulated-device/index.ts';
import { backupLabAtTerminal } from '../../support/at-terminal.ts';
import { backupLab, backupLabProcess, documentOf, rowsOf, type CliProcessOptions, type CliResult } from '../../support/backup-lab.ts';
import { trustedPhone, type BackupRun } from '../../support/backup-run.ts';

const OLD = 'correct horse';
const NEW = 'battery staple';

async function phoneWith(options: SimulatedDeviceOptions = {}): Promise<BackupRun> {
  return await trustedPhone({ keybagRounds: 'low', ...options });
}

function encryption(run: BackupRun, args: readonly string[], options: CliProcessOptions = {}): Promise<CliResult> {
  const env = { OLD_PASSWORD: OLD, NEW_PASSWORD: NEW, ...options.env };
  // A descriptor belongs to a process.
  const start = args.some((word) => word.endsWith('-fd')) ? backupLabProcess : backupLab;
  return start(['encryption', ...args], { address: run.simulator.address, ...options, env });
}

describe('backup-lab encryption', () => {
  it('turns encryption on, changes the password and turns it off; a backup in the folder follows', async () => {
    await using run = await phoneWith();
    const { udid } = run.phone;
    const on = await encryption(run, ['on', udid, run.directory, '--new-password-env', 'OLD_PASSWORD', '--json']);
    assert.equal(on.status, 0, on.stderr);
    assert.deepEqual(documentOf(on), { schema: 'backup-lab/encryption@1', udid, action: 'on', willEncrypt: true, isConfirmed: true });
    assert.match(on.stderr, /Keep the password safe\. Nobody can recover it/);
    assert.ok(run.phone.backupPassword.matches(OLD));
    await run.backUp();

    const change = await encryption(
      run,
      ['change', udid, run.directory, '--password-env', 'OLD_PASSWORD', '--new-password-fd', '3', '--json'],
      { descriptor3: `${NEW}\nsecond line\n` },
    );
    assert.equal(change.status, 0, change.stderr);
    assert.deepEqual(documentOf(change).backup, { path: run.path, state: 'opens-with-new' });
    assert.match(change.stderr, /opens with the new password/);
    const check = await backupLab(['unlock', run.path, '--check', '--password-env', 'P'], { env: { P: NEW } });
    assert.equal(check.status, 0, check.stderr);

    const off = await encryption(run, ['off', udid, run.directory, '--password-env', 'NEW_PASSWORD']);
    assert.deepEqual([off.status, off.stdout], [0, ''], off.stderr);
    assert.match(off.stderr, /no longer encrypts its backups\. The next backup is a full backup\./);
    assert.match(off.stderr, /stays encrypted with the old password until the next backup/);
    assert.equal(run.phone.backupPassword.isSet, false);
  });

  it('says what the folder is when it could not follow', async () => {
    await using run = await phoneWith();
    await run.backUp();
    const on = await encryption(run, ['on', run.phone.udid, run.directory, '--new-password-env', 'OLD_PASSWORD']);
    assert.match(on.stderr, /is not encrypted\. The next backup changes that/);
    run.phone.backupPassword.set(NEW);
    await run.backUp();
    run.phone.backupPassword.set(OLD);
    const change = await encryption(
      run,
      [...['change', run.phone.udid, run.directory, '--password-env', 'OLD_PASSWORD', '--new-password-env', 'THIRD']],
      { env: { THIRD: 'third' } },
    );
    assert.equal(change.status, 0, change.stderr);
    assert.match(change.stderr, /a different password, which this device does not know/);
  });

  it('ends with 11 for a wrong password and for one that is already set, with 2 where none is set, with 5 where it is demanded', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    const { udid } = run.phone;
    const wrong = await encryption(run, ['off', udid, '--password-env', 'NEW_PASSWORD', '--json']);
    assert.deepEqual([wrong.status, documentOf(wrong).code], [11, 'password-refused']);
    assert.match(wrong.stderr, /The device says that the backup password is wrong\. Nothing was changed\./);
    const { data } = documentOf(wrong) as { data: Record<string, unknown> };
    assert.deepEqual(
      [data.deviceCode, data.description, data.phase],
      [207, 'Invalid password (MBErrorDomain/207)', 'waiting-for-passcode'],
    );
    const already = await encryption(run, ['on', udid, '--new-password-env', 'NEW_PASSWORD']);
    assert.deepEqual([already.status], [11], already.stderr);
    assert.match(already.stderr, /A backup password is already set on this device\..*\(password-already-set\)/);
    run.phone.backupPassword.isRequired = true;
    const demanded = await encryption(run, ['off', udid, '--password-env', 'OLD_PASSWORD']);
    assert.equal(demanded.status, 5, demanded.stderr);
    assert.match(demanded.stderr, /requires encrypted backups/);
    run.phone.backupPassword.set(undefined);
    const none = await encryption(run, ['change', udid, '--password-env', 'OLD_PASSWORD', '--new-password-env', 'NEW_PASSWORD']);
    assert.equal(none.status, 2, none.stderr);
    assert.match(none.stderr, /No backup password is set on this device/);
  });

  it('waits for the passcode, tells of it, and ends with 4 when it is not entered', async () => {
    let outcome: 'entered' | 'dismissed' = 'entered';
    await using run = await phoneWith({ askPasscode: async () => await Promise.resolve(outcome) });
    const args = ['on', run.phone.udid, '--new-password-env', 'NEW_PASSWORD', '--events', '-'];
    const entered = await encryption(run, args);
    assert.equal(entered.status, 0, entered.stderr);
    const events = rowsOf(entered.stdout);
    assert.ok(events.every(({ schema }) => schema === 'backup-lab/event@1'));
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'prompt').map(({ code }) => code),
      ['passcode-needed', 'passcode-prompt-gone'],
    );
    assert.match(entered.stderr, /Enter the passcode on the device\./);
    run.phone.backupPassword.set(undefined);
    outcome = 'dismissed';
    const dismissed = await encryption(run, args);
    assert.equal(dismissed.status, 4, dismissed.stderr);
    assert.match(dismissed.stderr, /passcode was not entered in time\. The backup password was not changed\./);
    assert.equal(run.phone.backupPassword.isSet, false);
  });

  it('takes no password as an argument, and needs one from somewhere', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    const { udid } = run.phone;
    for (const [args, status] of [
      [['on', udid, '--new-password', NEW], 2],
      [['on', udid, run.directory, NEW], 2],
      [['off', udid, '--new-password-env', 'NEW_PASSWORD'], 2],
      [['on', udid, '--password-env', 'OLD_PASSWORD'], 2],
      [['sideways', udid], 2],
      [['change', udid, '--password-env', 'NO_SUCH', '--new-password-env', 'NEW_PASSWORD'], 2],
      [['change', udid, '--password-env', 'EMPTY', '--new-password-env', 'NEW_PASSWORD'], 2],
      [['change', udid, '--password-fd', '3', '--new-password-fd', '3'], 2],
      [['change', udid, '--new-password-env', 'OLD_PASSWORD', '--new-password-fd', '3', '--password-env', 'OLD_PASSWORD'], 2],
      [['off', udid], 11],
      [['change', udid, '--password-env', 'OLD_PASSWORD'], 11],
      [['on', udid], 11],
    ] as const) {
      const result = await encryption(run, args, { env: { EMPTY: '' } });
      assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
      assert.equal(result.stdout, '');
      assert.doesNotMatch(result.stderr, /battery staple|correct horse/);
    }
    assert.ok(run.phone.backupPassword.matches(OLD));
  });

  it('asks at a terminal, a new password twice', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    const env = { USBMUXD_SOCKET_ADDRESS: run.simulator.address };
    const result = await backupLabAtTerminal(['encryption', 'change', run.phone.udid], {
      env,
      dialogue: [
        [/Current backup password/, `${OLD}\r`],
        [/New backup password/, `${NEW}\r`],
        [/password again/, 'mistyped\r'],
        [/do not match[^]*New backup password/, `${NEW}\r`],
        [/password again/, `${NEW}\r`],
      ],
    });
    assert.equal(result.status, 0, result.screen);
    assert.doesNotMatch(result.screen, /horse|staple|mistyped/);
    assert.equal(result.echoesAfterwards, true);
    assert.ok(run.phone.backupPassword.matches(NEW));
    const givenUp = await backupLabAtTerminal(['encryption', 'off', run.phone.udid], {
      env,
      dialogue: [[/Current backup password/, '\r']],
    });
    assert.equal(givenUp.status, 11, givenUp.screen);
  });
});
