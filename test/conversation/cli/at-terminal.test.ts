import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupLabAtTerminal } from '../../support/at-terminal.ts';
import { copyFixture, FIXTURE_PASSWORD } from '../../support/backup-copy.ts';

const PASSWORD = FIXTURE_PASSWORD['encrypted-ios17'];
const ASKED = /Backup password/;

describe('backup-lab at a terminal', () => {
  let copy: ReturnType<typeof copyFixture>;
  let path: string;
  before(() => {
    copy = copyFixture('encrypted-ios17');
    path = copy.path;
  });
  after(() => {
    copy[Symbol.dispose]();
  });

  it('asks for the password, shows nothing of it, and leaves the terminal as it was', async () => {
    const typed = `corXX\u007f\u007frect horse\r`;
    const result = await backupLabAtTerminal(['ls', path, '**/sms.db'], { dialogue: [[ASKED, typed]] });
    assert.deepEqual([result.status, result.stdout], [0, 'HomeDomain/Library/SMS/sms.db\n'], result.screen);
    assert.doesNotMatch(result.screen, /corXX|horse/);
    assert.equal(result.echoesAfterwards, true);
  });

  it('takes a pasted password', async () => {
    const pasted = `\u001b[200~${PASSWORD}\u001b[201~\r`;
    const result = await backupLabAtTerminal(['unlock', path, '--check'], { dialogue: [[ASKED, pasted]] });
    assert.equal(result.status, 0, result.screen);
    assert.match(result.screen, /The password is correct/);
  });

  it('asks again when it was wrong, three times in all', async () => {
    const second = await backupLabAtTerminal(['ls', path, '**/sms.db'], {
      dialogue: [
        [ASKED, 'wrong\r'],
        [/Try again.[^]*password/, `${PASSWORD}\r`],
      ],
    });
    assert.equal(second.status, 0, second.screen);
    const never = await backupLabAtTerminal(['unlock', path, '--check'], {
      dialogue: [
        [ASKED, 'wrong\r'],
        [/Try again.[^]*password/, 'wrong\r'],
        [/Try again.[^]*password/, 'wrong\r'],
      ],
    });
    assert.equal(never.status, 11, never.screen);
    assert.equal(never.screen.match(/Backup password/g)?.length, 3);
    assert.match(never.screen, /\(password-wrong\)\s*$/);
  });

  it('Ctrl-C at the question ends with 10 and leaves the terminal as it was', async () => {
    const result = await backupLabAtTerminal(['cat', path, 'HomeDomain/Library/SMS/sms.db'], { dialogue: [[ASKED, 'half\u0003']] });
    assert.equal(result.status, 10, result.screen);
    assert.equal(result.echoesAfterwards, true);
    assert.equal(result.stdout, '');
  });

  it('verify goes on without a password; other commands do not', async () => {
    const verify = await backupLabAtTerminal(['verify', path, '--format', 'json'], { dialogue: [[ASKED, '\r']] });
    assert.equal(verify.status, 9, verify.screen);
    assert.equal((JSON.parse(verify.stdout) as { verdict: string }).verdict, 'unconfirmed');
    const keychain = await backupLabAtTerminal(['keychain', path], { dialogue: [[ASKED, '\u0004']] });
    assert.equal(keychain.status, 11, keychain.screen);
  });

  it('verify does not ask for what is not encrypted', async () => {
    using plain = copyFixture('plain-ios17');
    const result = await backupLabAtTerminal(['verify', plain.path], { dialogue: [] });
    assert.equal(result.status, 0, result.screen);
    assert.doesNotMatch(result.screen, ASKED);
  });

  it('salvage asks although nothing tells any more that the backup is encrypted', async () => {
    using damaged = copyFixture('encrypted-ios17');
    const manifest = join(damaged.path, 'Manifest.plist');
    // Without its trailer no property list can be read; the bytes of the key bag are still there.
    writeFileSync(manifest, readFileSync(manifest).subarray(0, -32));
    const target = join(damaged.parent, 'out');
    const result = await backupLabAtTerminal(['salvage', damaged.path, target, '--json'], { dialogue: [[ASKED, `${PASSWORD}\r`]] });
    assert.match(result.screen, /^Repaired backup: /m);
    const { counts } = JSON.parse(result.stdout) as { counts: { consistent: number; proven: number } };
    assert.ok(counts.proven > 0 && counts.consistent > 0, result.stdout);
  });

  it('asks whether an absurd amount of computation is wanted, and takes only a yes', async () => {
    using costly = copyFixture('encrypted-ios17');
    const manifest = join(costly.path, 'Manifest.plist');
    const bytes = readFileSync(manifest);
    bytes.writeUInt32BE(2_000_000_000, bytes.indexOf('DPIC') + 8);
    writeFileSync(manifest, bytes);
    const no = await backupLabAtTerminal(['unlock', costly.path, '--check'], {
      dialogue: [
        [ASKED, `${PASSWORD}\r`],
        [/\[y\/N\]/, '\r'],
      ],
    });
    assert.equal(no.status, 2, no.screen);
    const yes = await backupLabAtTerminal(['unlock', costly.path, '--check'], {
      dialogue: [
        [ASKED, `${PASSWORD}\r`],
        [/\[y\/N\]/, 'y\r'],
        [/Trying the password/, '\u0003'],
      ],
    });
    assert.equal(yes.status, 10, yes.screen);
  });

  it('shows secrets and content without what could steer it', async () => {
    const revealed = await backupLabAtTerminal(['keychain', path, '--reveal'], { dialogue: [[ASKED, `${PASSWORD}\r`]], stdoutToo: true });
    assert.equal(revealed.status, 0, revealed.screen);
    assert.match(revealed.screen, /Warning: passwords and keys are shown on this screen/);
    assert.match(revealed.screen, /hunter2/);
    const content = await backupLabAtTerminal(['cat', path, 'HomeDomain/Library/SMS/sms.db'], {
      dialogue: [[ASKED, `${PASSWORD}\r`]],
      stdoutToo: true,
    });
    assert.equal(content.status, 0);
    assert.match(content.screen, /SQLite format 3\\u0000/);
    const file = content.screen.slice(content.screen.indexOf('SQLite'));
    assert.doesNotMatch(file.replaceAll(/[\r\n\t]/g, '').replaceAll('\u001b[K', ''), /\p{Cc}/u);
  });
});
