/** What survives: files by Apple's list and their class, keychain items by theirs, each with its evidence. */
import assert from 'node:assert/strict';
import { openBackup, surveySurvival, unlockBackup, type FileSurvival } from '../../../../src/backup/index.ts';
import { survivalOfFile, survivalOfItem } from '../../../../src/backup/survive/survival-rules.ts';
import type { BackupFile, KeychainRow } from '../../../../src/backup/index.ts';
import { restoreFate } from '../../../../src/formats/index.ts';
import { FIXTURE_PASSWORD, fixtureFacts, fixturePath } from '../../../support/backup-copy.ts';

const file = (domain: string, relativePath: string, more: Partial<BackupFile> = {}) =>
  ({ fileID: 'x', domain, relativePath, kind: 'file', size: 1, mode: 0o100644, modified: null, protectionClass: 3, ...more }) as BackupFile;
const short = (survival: ReturnType<typeof survivalOfFile>) =>
  Object.values(survival).map(({ survives, evidence }) => `${String(survives)} ${evidence}`);

describe('what survives', () => {
  it('of an encrypted backup: Apple says what an unencrypted one leaves out; the rest is assumed and says so', () => {
    const context = { encrypted: true, iosMajor: 17 };
    const health = file('HealthDomain', 'Health/healthdb.sqlite');
    assert.deepEqual(short(survivalOfFile(health, context)), ['false apple', 'true this-backup', 'true assumed', 'true assumed']);
    assert.equal(
      survivalOfFile(file('HomeDomain', 'Library/CallHistoryDB/CallHistory.storedata'), context).unencrypted.reason,
      'call-history',
    );
    assert.equal(
      survivalOfFile(file('AppDomain-com.apple.mobilesafari', 'Library/Safari/History.db-wal'), context).unencrypted.reason,
      'website-history',
    );
    assert.equal(survivalOfFile(file('HomeDomain', 'Library/CallHistoryDB/x'), { ...context, iosMajor: 12 }).unencrypted.survives, true);
    assert.deepEqual(short(survivalOfFile(file('HomeDomain', 'Library/SMS/sms.db'), context))[0], 'true assumed');
    // What is in the backup beats any rule.
    assert.deepEqual(short(survivalOfFile(health, { ...context, encrypted: false })).slice(0, 2), ['true this-backup', 'true assumed']);
    assert.equal(survivalOfFile(file('HomeDomain', 'x', { unreadable: true }), context).samePhone.survives, null);
    assert.equal(survivalOfFile(file('HomeDomain', 'x', { protectionClass: 10 }), context).otherPhone.survives, false);
  });

  it('of a backup that does not tell whether it is encrypted: nothing is proven by being listed', () => {
    const context = { encrypted: undefined, iosMajor: 17 };
    const [unencrypted, encrypted] = short(survivalOfFile(file('HomeDomain', 'Library/SMS/sms.db'), context));
    assert.deepEqual([unencrypted, encrypted], ['true assumed', 'true assumed']);
    assert.equal(survivalOfFile(file('HealthDomain', 'Health/a.sqlite'), context).unencrypted.survives, false);
  });

  it('of the keychain: by class and encryption, never a yes for what is damaged or of an unknown class', () => {
    const item = (protectionClass: number, encrypted: boolean, more: Partial<KeychainRow> = {}) =>
      survivalOfItem(
        { table: 'genp', protectionClass, fate: restoreFate(protectionClass, encrypted), readable: true, ...more },
        { encrypted, iosMajor: 17 },
      );
    const phones = (survival: ReturnType<typeof item>) => [
      survival.samePhone.survives,
      survival.otherPhone.survives,
      survival.otherPhone.reason,
    ];
    for (const each of [6, 7, 8]) {
      assert.deepEqual(phones(item(each, true)), [true, true, 'any-phone']);
      assert.deepEqual(phones(item(each, false)), [true, false, 'keychain-sealed']);
    }
    for (const each of [9, 10, 11]) {
      for (const encrypted of [true, false]) assert.deepEqual(phones(item(each, encrypted)), [true, false, 'device-only']);
    }
    assert.deepEqual(phones(item(12, true)), [false, false, 'passcode-only']);
    assert.deepEqual(phones(item(14, true)), [null, null, 'class-unknown']);
    assert.deepEqual(phones(item(6, true, { reason: 'damaged', readable: false })), [false, false, 'record-unreadable']);
  });

  it('of the backup of an independent writer: every file and every item is answered once, without a secret', async () => {
    const path = fixturePath('encrypted-ios17');
    const facts = fixtureFacts('encrypted-ios17');
    await using keys = await unlockBackup(path, FIXTURE_PASSWORD['encrypted-ios17']);
    await using backup = await openBackup(path, { keys });
    const files: FileSurvival[] = [];
    const survey = await surveySurvival(backup, { keys, onFiles: (page) => void files.push(...page) });
    assert.equal(files.length, facts.files.length);
    assert.equal(survey.total.files, facts.files.filter(({ flags }) => flags === 1).length);
    assert.equal(survey.keychain.length, facts.keychain.length);
    assert.deepEqual(
      survey.keychain.map(({ survival }) => survival.otherPhone.survives === true).filter(Boolean).length,
      facts.keychain.filter((item) => item.class >= 6 && item.class <= 8).length,
    );
    assert.ok(survey.keychain.every((item) => !('secret' in item)));
    const { counts } = survey.total;
    for (const each of Object.values(counts)) assert.equal(each.yes + each.no + each.unknown, survey.total.files);
    const hidden = facts.files.filter(
      ({ flags, domain, relativePath }) =>
        flags === 1 && (domain === 'HealthDomain' || /CallHistoryDB|Safari\/History\.db/.test(relativePath)),
    );
    assert.equal(counts.unencrypted.no, hidden.length);
    const some = await surveySurvival(backup, { keys, glob: 'HealthDomain/**' });
    assert.deepEqual(
      some.domains.map(({ domain }) => domain),
      ['HealthDomain'],
    );
  });

  it('without a password: the keychain is answered by class, or its reason is given', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const survey = await surveySurvival(backup);
    assert.equal(survey.keychainProblem, undefined);
    assert.ok(survey.keychain.length > 0 && survey.keychain.every(({ survival }) => survival.otherPhone.survives !== true));
    await using locked = await openBackup(fixturePath('encrypted-ios9-mbdb'));
    assert.equal((await surveySurvival(locked)).keychainProblem, 'backup-encrypted');
  });
});
