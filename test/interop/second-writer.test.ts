/** Whole backups of every era by the second writer: read row by row, judged at every level, left as they are. */
import assert from 'node:assert/strict';
import { openBackup, unlockBackup, verifyBackup, type BackupKeys, type VerifyLevel } from '../../src/backup/index.ts';
import { openKeychainItem, parseKeychainBackup, type KeychainValue } from '../../src/formats/index.ts';
import { recordTree } from '../support/backup-copy.ts';
import { ERAS, NEWEST_ERA, writtenBackup, type WrittenBackup } from '../support/corpus/written-backups.ts';
import { bytesOf, compareBackup } from '../support/expected-backup.ts';

const LEVELS: readonly VerifyLevel[] = ['quick', 'full', { sample: 7 }];
/** Grown while it was backed up, in a domain with digests; the other one is in a domain without. */
const GROWN = ['Documents/grown.sqlite', 'Library/SMS/sms.db'];

for (const era of [...ERAS, NEWEST_ERA]) {
  describe(`a backup by the second writer, ${era.name},`, () => {
    let written: WrittenBackup;
    let keys: BackupKeys | undefined;
    const withKeys = () => (keys === undefined ? {} : { keys });
    let treeBefore: readonly string[] = [];

    before(async () => {
      written = await writtenBackup(era);
      treeBefore = recordTree(written.path);
      keys = written.facts.password === null ? undefined : await unlockBackup(written.path, written.facts.password);
    });

    after(async () => {
      await keys?.lock();
      assert.deepEqual(recordTree(written.path), treeBefore, 'nothing in the folder has changed');
    });

    it('is read row by row', async () => {
      await using backup = await openBackup(written.path, withKeys());
      assert.equal(backup.summary.udid, written.facts.udid);
      assert.equal(backup.summary.productVersion, written.facts.productVersion);
      assert.equal(backup.summary.encrypted, era.encrypted);
      assert.equal(backup.summary.isFinished, true);
      await compareBackup(backup, written.facts.files);
    });

    it('has nothing wrong', async () => {
      const files = written.facts.files.filter(({ flags }) => flags === 1);
      const digested = files.filter(({ digest }) => digest !== null).length;
      for (const level of LEVELS) {
        const report = await verifyBackup(written.path, { level, ...withKeys() });
        const label = JSON.stringify([level, report.findings, report.counts]);
        assert.deepEqual(
          report.findings.filter(({ severity }) => severity !== 'information'),
          [],
          label,
        );
        assert.ok(
          report.findings.every(
            ({ code, relativePath = '' }) =>
              code === 'row-without-file' || (code === 'size-differs-benignly' && GROWN.includes(relativePath)),
          ),
          label,
        );
        assert.deepEqual([report.counts.damaged, report.counts.missing, report.counts.notChecked], [0, 0, 0], label);
        assert.ok(report.verdict.startsWith('good'), label);
        if (level !== 'full') continue;
        assert.deepEqual(
          [report.counts.proven, report.counts.consistent, report.counts.knownGap],
          [digested, files.length - digested - 1, 1],
          label,
        );
      }
    });

    it('holds a keychain of which the right items open', async () => {
      await using backup = await openBackup(written.path, withKeys());
      const file = (await backup.get('KeychainDomain', 'keychain-backup.plist')) ?? assert.fail();
      const entries = parseKeychainBackup(await bytesOf(backup, file));
      assert.equal(entries.length, written.facts.keychain.length);
      for (const { table, row, readable, attributes } of written.facts.keychain) {
        const entry = entries.find(
          (candidate) => candidate.table === table && Buffer.from(candidate.persistentRef).readBigUInt64BE(4) === BigInt(row),
        );
        assert.ok(entry);
        if (readable && keys !== undefined) {
          const opened = openKeychainItem(entry.data, keys.classKeys);
          assert.deepEqual(Object.fromEntries([...opened].map(([name, value]) => [name, told(value)])), attributes);
        } else if (keys !== undefined) {
          const { classKeys } = keys;
          assert.throws(() => openKeychainItem(entry.data, classKeys), { code: 'key-unwrap-failed' });
        }
      }
    });

    if (era.encrypted) {
      it('opens to its own keys, and with its own password only', async () => {
        const data = keys?.classKeys.copy() ?? assert.fail();
        const opened = Object.fromEntries(data.keys.map(([number, key]) => [number, Buffer.from(key).toString('hex')]));
        const bound = data.deviceOnly.map((number): [number, null] => [number, null]);
        assert.deepEqual({ ...opened, ...Object.fromEntries(bound) }, written.facts.classKeys);
        await assert.rejects(unlockBackup(written.path, 'wrong'), { code: 'password-wrong' });
      });

      it('opens with its password in the other Unicode form, too', async () => {
        await using other = await unlockBackup(written.path, (written.facts.password ?? '').normalize('NFD'));
        assert.equal(other.locked, false);
      });

      it('is unconfirmed without its password, at every level', async () => {
        for (const level of LEVELS) {
          const report = await verifyBackup(written.path, { level });
          assert.equal(report.verdict, 'unconfirmed');
          assert.ok(report.findings.some(({ code }) => code === 'password-needed'));
          assert.deepEqual(
            report.findings.filter(({ severity }) => severity !== 'information'),
            [],
          );
        }
      });
    }
  });
}

/** As the second writer tells it. */
function told(value: KeychainValue): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') };
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  return typeof value === 'bigint' ? Number(value) : value;
}
