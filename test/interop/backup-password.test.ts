/** Debian's idevicebackup2 sets, changes and removes the backup password; what the phone then encrypts, opened by a reader in Python and by openssl. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openBackup, unlockBackup } from '../../src/backup/index.ts';
import { decodePhoneKeychain } from '../../src/simulated-device/content/phone-keychain.ts';
import type { SimulatedDevice, SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { readBySecond, type SecondReading } from '../support/corpus/written-backups.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';

const OLD = 'correct horse';
const NEW = 'bättery stäple';
const WRONG_PASSWORD = 256 - 207;

interface Host extends AsyncDisposable {
  readonly phone: SimulatedDevice;
  /** The backup folder. */
  readonly path: string;
  /** idevicebackup2 with these arguments and the folder; it must end with that status. */
  readonly run: (words: readonly string[], status?: number) => Promise<string>;
}

async function hostOf(options: SimulatedDeviceOptions): Promise<Host> {
  const folder = temporaryFolder();
  const simulator = await interopSimulator({ seed: 11, devices: [{ keybagRounds: 'low', ...options }] });
  await simulator.trust();
  return {
    phone: simulator.phone,
    path: join(folder.path, simulator.phone.udid),
    run: async (words, expected = 0) => {
      const { status, stdout, stderr } = await simulator.run('idevicebackup2', [...words, folder.path]);
      assert.equal(status, expected, `${words.join(' ')}: ${stdout}${stderr}`);
      return stdout;
    },
    [Symbol.asyncDispose]: async () => {
      await simulator[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Every row has the bytes of the phone, and the digest of what is stored where its domain has digests. */
function assertIsThePhone({ rows }: SecondReading, { content }: SimulatedDevice): void {
  let compared = 0;
  for (const { domain, relativePath, mode, sha256, digest, storedSha1 } of rows) {
    if (mode >> 12 !== 0o10 || domain === 'KeychainDomain') continue;
    const original = content.file(domain, relativePath)?.read() ?? assert.fail(`the phone has no ${domain}/${relativePath}`);
    const hash = createHash('sha256');
    for (const piece of original instanceof Uint8Array ? [original] : original) hash.update(piece);
    assert.equal(sha256, hash.digest('hex'), `${domain}/${relativePath}`);
    if (digest !== null) assert.equal(digest, storedSha1, relativePath);
    compared++;
  }
  assert.ok(compared >= 400, `${compared} files compared`);
}

/** Items that travel are open, with their secrets. */
function assertHasKeychain({ keychain }: SecondReading, { content }: SimulatedDevice): void {
  const held = decodePhoneKeychain(content.file('KeychainDomain', 'keychain-backup.plist')?.read() as Uint8Array) ?? assert.fail();
  const secrets = held
    .filter(({ protectionClass }) => protectionClass <= 8)
    .map(({ attributes }) => attributes.get('v_Data') as Uint8Array);
  assert.ok(secrets.length > 10);
  assert.deepEqual(
    keychain
      .filter((item) => item.class <= 8)
      .map(({ attributes }) => (attributes.v_Data as { hex: string }).hex)
      .sort(),
    secrets.map((secret) => Buffer.from(secret).toString('hex')).sort(),
  );
}

describe('the backup password by idevicebackup2', () => {
  const test = testsSideBySide();

  for (const [preset, productVersion] of [
    ['ios-9', '9.3.5'],
    ['ios-10', '10.1.1'],
    ['iphone', '17.5.1'],
    ['ios-26', '26.1'],
  ] as const) {
    test(`iOS ${productVersion}: on, full and incremental backups, which a reader in Python opens`, async () => {
      await using host = await hostOf({ preset, productVersion });
      const { phone, path, run } = host;
      await run(['encryption', 'on', OLD]);
      assert.ok(phone.backupPassword.matches(OLD));
      assert.match(await run(['backup', '--full']), /Backup will be encrypted\.[^]*Backup Successful/);
      const full = await readBySecond(path, OLD);
      assert.deepEqual(full.classes, [1, 2, 3, 4, 6, 7, 8]);
      assertIsThePhone(full, phone);
      assertHasKeychain(full, phone);
      await assert.rejects(readBySecond(path, NEW), /these class keys stay closed/);

      phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
      // The file, four statuses and two manifests.
      assert.match(await run(['backup']), /Received 7 files from device/);
      const next = await readBySecond(path, OLD);
      assertIsThePhone(next, phone);
      const keyOf = (reading: SecondReading, name: string) => reading.rows.find(({ relativePath }) => relativePath === name)?.encryptionKey;
      assert.equal(keyOf(next, 'Library/SMS/sms.db'), keyOf(full, 'Library/SMS/sms.db'));
      assert.ok(keyOf(next, 'Library/new.txt') !== undefined);
    });
  }

  test('a wrong password and one that is already set are refused with 207; changed, the next backup is full and opens with the new one; off, it is plain', async () => {
    await using host = await hostOf({});
    const { phone, path, run } = host;
    await run(['encryption', 'on', OLD]);
    await run(['backup']);
    assert.match(await run(['changepw', 'wrong', NEW], WRONG_PASSWORD), /ErrorCode 207: Invalid password \(MBErrorDomain\/207\)/);
    assert.match(await run(['encryption', 'off', 'wrong'], WRONG_PASSWORD), /ErrorCode 207/);
    assert.ok(phone.backupPassword.matches(OLD));

    await run(['changepw', OLD, NEW]);
    assert.ok(phone.backupPassword.matches(NEW));
    assertHasKeychain(await readBySecond(path, OLD), phone);
    assert.match(await run(['backup']), /Received \d{3,} files/);
    const changed = await readBySecond(path, NEW);
    assertIsThePhone(changed, phone);
    assertHasKeychain(changed, phone);

    await run(['encryption', 'off', NEW]);
    assert.match(await run(['backup']), /Backup will be unencrypted\.[^]*Received \d{3,} files[^]*Backup Successful/);
    await using backup = await openBackup(path);
    assert.equal(backup.summary.encrypted, false);
    assert.equal(await backup.get('HealthDomain', 'Health/healthdb_secure.sqlite'), undefined);
  });

  test('openssl decrypts what the phone has encrypted', async () => {
    await using host = await hostOf({ backupPassword: OLD });
    const { phone, path, run } = host;
    await run(['backup']);
    await using keys = await unlockBackup(path, OLD);
    await using backup = await openBackup(path, { keys });
    for (const [domain, relativePath] of [
      ['HomeDomain', 'Library/SMS/sms.db'],
      ['HealthDomain', 'Health/healthdb_secure.sqlite'],
    ] as const) {
      const file = (await backup.get(domain, relativePath)) ?? assert.fail();
      const { record, payload } = (await backup.details(file.fileID)) ?? assert.fail();
      const key = Buffer.from(keys.classKeys.unwrap(record?.encryptionKey ?? assert.fail())).toString('hex');
      const args = ['enc', '-d', '-aes-256-cbc', '-K', key, '-iv', '0'.repeat(32), '-in', payload?.path ?? assert.fail()];
      const plain = execFileSync('openssl', args, { maxBuffer: 1 << 26 });
      assert.deepEqual(plain, Buffer.from(phone.content.file(domain, relativePath)?.read() as Uint8Array), relativePath);
    }
  });
});
