/** Backups of an independent writer on a simulated phone: it takes them, and holds every byte and trait that the writer says it put in. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { checkRestorability, readDeviceFacts } from '../../src/backup/index.ts';
import type { PhoneFile } from '../../src/simulated-device/index.ts';
import { FIXTURE_PASSWORD, FIXTURE_UDID, fixtureFacts, fixturePath, type FixtureName } from '../support/backup-copy.ts';
import { trustedPhone } from '../support/backup-run.ts';
import { judgedBackup } from '../support/corpus/judged-backup.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { ownTemporaryFolder } from '../support/own-temporary-folder.ts';
import { restoreWith } from '../support/restore-run.ts';
import { openPhone } from '../support/simulated.ts';

const KEYCHAIN = 'KeychainDomain/keychain-backup.plist';
const EVERYTHING = { system: true, settings: true, remove: true, reboot: false } as const;

describe('a phone takes the backup of another writer', () => {
  for (const name of Object.keys(FIXTURE_UDID) as FixtureName[]) {
    it(name, async () => {
      await using run = await trustedPhone({ content: trialContent(), keybagRounds: 'low' });
      await restoreWith(run, { path: fixturePath(name), password: FIXTURE_PASSWORD[name], choices: EVERYTHING });
      const found = new Map([...run.phone.content.files()].map((file) => [`${file.domain}/${file.relativePath}`, file]));
      const expected = fixtureFacts(name).files;
      assert.equal(found.size, expected.length);
      for (const row of expected) {
        const place = `${row.domain}/${row.relativePath}`;
        const file = found.get(place);
        assert.ok(file, `${place} is not there`);
        // Manifest.mbdb has no place for the flags.
        const flags = name.endsWith('mbdb') ? 0 : row.bsdFlags;
        assert.deepEqual(
          [file.mode, file.userId, file.groupId, file.lastModified, file.birth, file.protectionClass, file.flags, file.target ?? null],
          [row.mode, row.userID, row.groupID, row.mtime, row.birth, row.protectionClass, flags, row.target],
          place,
        );
        assert.deepEqual(attributesOf(file), row.xattrs ?? {}, place);
        // Of the keychain a phone keeps the items that it can open.
        if (row.plainSha256 !== null && place !== KEYCHAIN) assert.equal(sha256Of(file), row.plainSha256, place);
      }
      assert.equal(run.phone.backupPassword.current, FIXTURE_PASSWORD[name]);
    });
  }

  it('unless it has an older system, which is known beforehand', async () => {
    await using run = await trustedPhone({ preset: 'ios-12', content: trialContent(), findMy: true });
    const device = await readDeviceFacts(await openPhone(run));
    assert.deepEqual(device, { productVersion: '12.5.7', productType: 'iPhone6,2', isLocked: false, isFindMyOn: true });
    const { obstacles, isRestorable } = await checkRestorability(fixturePath('plain-ios17'), { device }, (path) =>
      judgedBackup(path, 'quick'),
    );
    assert.deepEqual([obstacles.map(({ code }) => code), isRestorable], [['newer-system', 'find-my-on'], false]);
  });
});

describe('what a phone has received', () => {
  it('lies in a private folder, which goes with the simulator', async () => {
    using folder = ownTemporaryFolder();
    {
      await using run = await trustedPhone({ content: trialContent(), keybagRounds: 'low' });
      for (const name of ['plain-ios17', 'encrypted-ios17'] as const) {
        await restoreWith(run, { path: fixturePath(name), password: FIXTURE_PASSWORD[name], choices: EVERYTHING });
        await run.phone.reboot();
      }
      // What a later restore has replaced altogether is kept no longer.
      assert.equal(spoolsIn(folder.path).length, 1);
      assert.deepEqual([...(run.phone.restored[0]?.entries() ?? [])], []);
      assert.ok([...(run.phone.restored[1]?.entries() ?? [])].length > 70);
    }
    assert.deepEqual(spoolsIn(folder.path), []);
  });
});

function spoolsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('simulated-phone-'));
}

function attributesOf({ extendedAttributes = new Map() }: PhoneFile): Record<string, string> {
  return Object.fromEntries([...extendedAttributes].map(([name, value]) => [name, Buffer.from(value).toString('hex')]));
}

function sha256Of(file: PhoneFile): string {
  const hash = createHash('sha256');
  const content = file.read();
  for (const piece of content instanceof Uint8Array ? [content] : content) hash.update(piece);
  return hash.digest('hex');
}
