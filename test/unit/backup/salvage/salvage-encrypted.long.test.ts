/** What is had back of encrypted backups, with their passwords, and what is not. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBackup, salvageBackup, unlockBackup, unlockForSalvage } from '../../../../src/backup/index.ts';
import { writeSafetyCopy } from '../../../../src/backup/folder/safety-copy.ts';
import { decodeManifestProperties, fileIdOf, parsePlist, writeXmlPlist, type PlistDict } from '../../../../src/formats/index.ts';
import { copyFixture, fixtureFacts, recordTree, type FixtureName } from '../../../support/backup-copy.ts';
import { editPlist, flipBit } from '../../../support/damaged-backup.ts';
import { PAGE, salvage, zero } from '../../../support/salvage-run.ts';

const WHOLE = { proven: 11, consistent: 22, assumed: 0, damaged: 0, directories: 41, symlinks: 2, unnamed: 0, lost: 0 };
const SMS = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
const passwordOf = (name: FixtureName) => fixtureFacts(name).password ?? '';
const DB = 'encrypted-ios17';
const MBDB = 'encrypted-ios9-mbdb';

/** Opens the repaired backup with the password and reads a file to its end. */
async function readSms(path: string, password: string): Promise<number> {
  await using keys = await unlockBackup(path, password);
  await using backup = await openBackup(path, { keys });
  const file = await backup.getById(SMS);
  assert.ok(file);
  let bytes = 0;
  for await (const chunk of backup.open(file)) bytes += chunk.length;
  return bytes;
}

function smsBytes(name: FixtureName): number | undefined {
  return fixtureFacts(name).files.find(({ fileID }) => fileID === SMS)?.plainSize ?? undefined;
}

describe('salvage of an encrypted backup', () => {
  for (const name of [DB, MBDB] as const) {
    it(`copies ${name} when it is whole: the same password opens the copy`, async () => {
      using copy = copyFixture(name);
      using salvaged = await salvage(copy, passwordOf(name));
      assert.deepEqual([salvaged.report.counts, salvaged.report.losses, salvaged.report.verdict], [WHOLE, [], 'good']);
      assert.equal(await readSms(salvaged.path, passwordOf(name)), smsBytes(name));
    });

    it(`loses nothing of ${name} when a safety copy stands beside it`, async () => {
      using copy = copyFixture(name);
      await writeSafetyCopy(copy.path);
      for (const file of readdirSync(copy.path)) if (/^(Manifest|Status|Info)/.test(file)) rmSync(join(copy.path, file));
      using salvaged = await salvage(copy, passwordOf(name));
      assert.deepEqual([salvaged.report.counts, salvaged.report.verdict], [WHOLE, 'good']);
      assert.equal(await readSms(salvaged.path, passwordOf(name)), smsBytes(name));
    });

    it(`says of ${name} without its key bag that no password helps, and lists the names that are left`, async () => {
      using copy = copyFixture(name);
      rmSync(join(copy.path, 'Manifest.plist'));
      await assert.rejects(unlockForSalvage(copy.path, passwordOf(name)), { code: 'keybag-missing' });
      using salvaged = await salvage(copy);
      const { repaired, verdict, losses, counts } = salvaged.report;
      assert.deepEqual([repaired, verdict], [null, null]);
      assert.deepEqual(
        losses.map(({ code }) => code),
        ['keybag-lost'],
      );
      assert.equal(counts.lost, name === MBDB ? 76 : 33);
      assert.equal(salvaged.source('catalogue')[0]?.[0], name === MBDB ? 'read' : 'locked');
      assert.deepEqual(salvaged.file('HomeDomain', 'Library/SMS/sms.db')?.content, 'locked');
      assert.deepEqual(readdirSync(salvaged.target).sort(), ['salvage-files.ndjson', 'salvage-report.json']);
    });
  }

  it('needs no password where content and catalogue are in the clear, whatever Manifest.plist claims', async () => {
    using other = copyFixture(DB);
    using copy = copyFixture('plain-ios17');
    const { backupKeyBag } = decodeManifestProperties(readFileSync(join(other.path, 'Manifest.plist')));
    editPlist(join(copy.path, 'Manifest.plist'), { IsEncrypted: true, BackupKeyBag: backupKeyBag });
    using salvaged = await salvage(copy);
    const { backup, counts, losses, verdict } = salvaged.report;
    assert.deepEqual([backup.encrypted, counts, losses, verdict], [false, WHOLE, [], 'good']);
  });

  it('asks for the password before anything else', async () => {
    using copy = copyFixture(DB);
    await assert.rejects(salvage(copy), { code: 'backup-encrypted' });
    await assert.rejects(unlockForSalvage(copy.path, 'wrong'), { code: 'password-wrong' });
    using plain = copyFixture('plain-ios17');
    await assert.rejects(unlockForSalvage(plain.path, 'any'), { code: 'not-encrypted' });
  });

  it('reads the key bag and the catalogue key from a Manifest.plist that was cut off', async () => {
    using copy = copyFixture(DB);
    const file = join(copy.path, 'Manifest.plist');
    truncateSync(file, readFileSync(file).length - 40);
    await assert.rejects(unlockBackup(copy.path, passwordOf(DB)), { code: 'plist-unreadable' });
    using salvaged = await salvage(copy, passwordOf(DB));
    assert.deepEqual([salvaged.report.counts, salvaged.report.verdict], [WHOLE, 'good']);
    assert.deepEqual(salvaged.report.plists[0], {
      name: 'Manifest.plist',
      from: 'damaged-bytes',
      sure: 'assumed',
      lacking: ['Applications', 'Lockdown', 'WasPasscodeSet'],
    });
    assert.equal(await readSms(salvaged.path, passwordOf(DB)), smsBytes(DB));
  });

  it('says when the key of the catalogue was cut off with the rest', async () => {
    using copy = copyFixture(DB);
    const file = join(copy.path, 'Manifest.plist');
    const bytes = readFileSync(file);
    const { manifestKey } = decodeManifestProperties(bytes);
    truncateSync(file, bytes.indexOf(manifestKey ?? '') + 20);
    using salvaged = await salvage(copy, passwordOf(DB));
    assert.deepEqual(salvaged.report.losses, [
      { code: 'catalogue-key-lost', files: 0 },
      { code: 'key-lost', files: 33 },
    ]);
    assert.deepEqual([salvaged.report.repaired, salvaged.source('catalogue')], [null, [['locked', 0, 0]]]);
  });

  it('reads them from XML that was cut off, too', async () => {
    using copy = copyFixture(DB);
    const file = join(copy.path, 'Manifest.plist');
    const xml = Buffer.from(writeXmlPlist(parsePlist(readFileSync(file)) as PlistDict));
    writeFileSync(file, xml.subarray(0, xml.length - 10));
    using salvaged = await salvage(copy, passwordOf(DB));
    assert.deepEqual([salvaged.report.counts, salvaged.report.verdict], [WHOLE, 'good']);
  });

  it('goes on with the classes whose keys open when the key bag is damaged', async () => {
    using copy = copyFixture(DB);
    const file = join(copy.path, 'Manifest.plist');
    const bytes = readFileSync(file);
    // The wrapped key of the class that most app data has.
    const at = bytes.indexOf(Buffer.from('CLAS\0\0\0\x04\0\0\0\x04', 'latin1'));
    flipBit(file, bytes.indexOf('WPKY', at) + 20);
    using salvaged = await salvage(copy, passwordOf(DB));
    const { counts, losses } = salvaged.report;
    const ofClass = fixtureFacts(DB).files.filter(({ flags, protectionClass }) => flags === 1 && protectionClass === 4).length;
    assert.ok(ofClass > 0);
    assert.deepEqual(losses, [
      { code: 'keys-unproven', files: 0 },
      { code: 'key-unfit', files: ofClass },
    ]);
    assert.equal(counts.proven + counts.consistent, 33 - ofClass);
  });

  it('has the rows of the pages that still decrypt', async () => {
    using copy = copyFixture(DB);
    zero(join(copy.path, 'Manifest.db'), 0, 64);
    using headless = await salvage(copy, passwordOf(DB));
    assert.deepEqual([headless.report.counts, headless.report.verdict], [WHOLE, 'good']);
    using cut = copyFixture(DB);
    const catalogue = join(cut.path, 'Manifest.db');
    truncateSync(catalogue, readFileSync(catalogue).length - 3 * PAGE - 5);
    using indexless = await salvage(cut, passwordOf(DB));
    assert.deepEqual([indexless.report.counts, indexless.source('pages')], [WHOLE, [['read', 76, 76]]]);
  });

  it('loses with a page the keys of its files and the target of a link; the indexes still have the names', async () => {
    using copy = copyFixture(DB);
    // The tenth page is a leaf of the table: 4 files, a link, directories.
    zero(join(copy.path, 'Manifest.db'), 10 * PAGE + 64, PAGE - 64);
    using salvaged = await salvage(copy, passwordOf(DB));
    assert.deepEqual(salvaged.report.counts, { ...WHOLE, proven: 7, symlinks: 1, lost: 5 });
    assert.deepEqual(salvaged.report.losses, [
      { code: 'key-lost', files: 4 },
      { code: 'record-lost', files: 1 },
    ]);
    const lost = salvaged.files.filter(({ loss }) => loss === 'key-lost');
    for (const { fileID, domain, relativePath } of lost) assert.equal(fileIdOf(domain ?? '', relativePath ?? ''), fileID);
    assert.equal(salvaged.report.verdict, 'good');
  });

  it('takes content that another program has decrypted for what it is, as whoever reads it does', async () => {
    using copy = copyFixture(DB);
    {
      await using keys = await unlockBackup(copy.path, passwordOf(DB));
      await using backup = await openBackup(copy.path, { keys });
      for (const { fileID } of fixtureFacts(DB).files.filter(({ flags }) => flags === 1)) {
        const file = (await backup.getById(fileID)) ?? assert.fail();
        const chunks: Uint8Array[] = [];
        for await (const chunk of backup.open(file)) chunks.push(chunk);
        writeFileSync(join(copy.path, fileID.slice(0, 2), fileID), Buffer.concat(chunks));
      }
    }
    using salvaged = await salvage(copy, passwordOf(DB));
    assert.deepEqual([salvaged.report.counts, salvaged.report.losses], [WHOLE, []]);
    assert.equal(await readSms(salvaged.path, passwordOf(DB)), smsBytes(DB));

    const sms = join(copy.path, SMS.slice(0, 2), SMS);
    flipBit(sms, 500);
    using harmed = await salvage(copy, passwordOf(DB));
    assert.equal(harmed.file('HomeDomain', 'Library/SMS/sms.db')?.content, 'damaged');
  });

  it('counts content as damaged that is cut off at the length of its record, as whoever reads it does', async () => {
    using copy = copyFixture(DB);
    // A text without a digest: binary content of a few bytes may look like nothing, decrypted or not.
    const text = fixtureFacts(DB).files.find(
      ({ relativePath, domain }) => domain.startsWith('AppDomain-') && relativePath.includes('we:ird'),
    );
    assert.ok(text !== undefined && typeof text.plainSize === 'number' && text.plainSize % 16 !== 0);
    truncateSync(join(copy.path, text.fileID.slice(0, 2), text.fileID), text.plainSize);
    using salvaged = await salvage(copy, passwordOf(DB));
    assert.equal(salvaged.report.counts.damaged, 1);
    assert.equal(salvaged.file(text.domain, text.relativePath)?.content, 'damaged');
  });

  it('says that keys go with their rows', async () => {
    using copy = copyFixture(DB);
    rmSync(join(copy.path, 'Manifest.db'));
    using salvaged = await salvage(copy, passwordOf(DB));
    assert.deepEqual([salvaged.report.repaired, salvaged.report.losses], [null, [{ code: 'key-lost', files: 33 }]]);
    assert.equal(salvaged.file('HomeDomain', 'Library/SMS/sms.db')?.loss, 'key-lost');
  });

  it('has the records of a Manifest.mbdb before and behind a damage', async () => {
    using copy = copyFixture(MBDB);
    zero(join(copy.path, 'Manifest.mbdb'), 1000, 300);
    using salvaged = await salvage(copy, passwordOf(MBDB));
    const { counts, losses, verdict } = salvaged.report;
    assert.deepEqual([counts, losses], [{ ...WHOLE, proven: 9, symlinks: 1, lost: 2 }, [{ code: 'key-lost', files: 2 }]]);
    assert.deepEqual([salvaged.source('catalogue'), salvaged.source('pages'), verdict], [[['damaged', 0, 0]], [['read', 73, 73]], 'good']);
    assert.ok(existsSync(join(salvaged.path, 'Manifest.mbdb')));
  });
});

describe('the target of a salvage', () => {
  it('must be empty and outside of the backup and what stands beside it', async () => {
    using copy = copyFixture('plain-ios17');
    const before = recordTree(copy.parent);
    const into = (target: string) => salvageBackup(copy.path, { target });
    await assert.rejects(into(copy.path), { code: 'target-inside-backup' });
    await assert.rejects(into(join(copy.path, 'new', 'folder')), { code: 'target-inside-backup' });
    await assert.rejects(into(copy.parent), { code: 'target-exists' });
    await assert.rejects(into(join(copy.path, 'Info.plist')), { code: 'target-inside-backup' });
    assert.deepEqual(recordTree(copy.parent), before);
  });

  it('is gone again when the salvage is cancelled or its keys are locked', async () => {
    using copy = copyFixture(DB);
    const target = join(copy.parent, 'salvaged');
    for (const phase of ['copying-files', 'verifying', 'reading-catalogue']) {
      const cancel = new AbortController();
      const keys = await unlockForSalvage(copy.path, passwordOf(DB));
      const onProgress = (progress: { phase: string }) => {
        if (progress.phase === phase && phase === 'verifying') void keys.lock();
        else if (progress.phase === phase) cancel.abort();
      };
      await assert.rejects(salvageBackup(copy.path, { keys, target, signal: cancel.signal, onProgress }), { code: 'cancelled' });
      assert.equal(existsSync(target), false, phase);
      await keys.lock();
    }
  });
});
