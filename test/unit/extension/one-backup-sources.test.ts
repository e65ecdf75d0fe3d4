/** What survives, and the keychain, behind their pages: on backups of another writer, encrypted and not. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { toDisposable } from '../../../src/base/index.ts';
import { openBackup, unlockBackup, type BackupKeys, type KeychainSurvival } from '../../../src/backup/index.ts';
import { failureOf } from '../../../src/extension/failure-words.ts';
import { keychainSource } from '../../../src/extension/reports/keychain-source.ts';
import { survivalSource } from '../../../src/extension/reports/survival-source.ts';
import { englishLocale, inEnglish } from '../../../src/view/index.ts';
import { FIXTURE_PASSWORD, fixturePath, temporaryFolder } from '../../support/backup-copy.ts';

const ALL = { text: '', kind: '', group: '' };

describe('a page about one backup', () => {
  const told: unknown[] = [];
  let keys: BackupKeys | undefined;

  const around = (path: string) => ({
    path,
    locale: englishLocale,
    nameOf: () => 'Sample iPhone',
    stampOf: () => Promise.resolve(''),
    keysOf: () => keys,
    hold: () => toDisposable(() => undefined),
    describe: (error: unknown) => failureOf(error, inEnglish),
    use: async <Result>(from: string, work: (backup: Awaited<ReturnType<typeof openBackup>>) => Promise<Result>) => {
      await using backup = await openBackup(from, { keys });
      return await work(backup);
    },
  });
  const note = (...what: unknown[]) => {
    told.push(...what);
    return Promise.resolve();
  };
  const survival = (path: string) =>
    survivalSource({
      ...around(path),
      deeds: {
        unlock: () => note('unlock'),
        showKeychain: () => note('keychain'),
        showFile: (_, { relativePath }) => note(relativePath),
      },
    });
  const keychain = (path: string) =>
    keychainSource({
      ...around(path),
      deeds: {
        unlock: () => note('unlock'),
        showSurvival: () => note('survive'),
        reveal: (_, place: number, item: KeychainSurvival) => note(place, item.label),
      },
    });

  afterEach(async () => {
    await keys?.lock();
    keys = undefined;
    told.splice(0);
  });

  it('says of each file of an encrypted backup what survives, by app, with reason and evidence', async () => {
    const path = fixturePath('encrypted-ios17');
    keys = await unlockBackup(path, FIXTURE_PASSWORD['encrypted-ios17']);
    const source = survival(path);
    await source.begin();
    assert.equal(source.head.state, undefined);
    const everything = source.choose(ALL);
    const { total } = everything;
    assert.equal(source.head.kinds[0]?.count, String(total));
    const calls = source.choose({ ...ALL, text: 'CallHistory' }).rowsAt(0, 1)[0];
    assert.deepEqual(calls?.cells, ['Encrypted only', 'no', 'yes', 'yes?', 'yes?']);
    const questions = source.details(calls.key)?.now.sections[0]?.rows?.map(({ cells }) => cells);
    assert.deepEqual(questions?.[0], [
      'In an unencrypted backup',
      'no',
      'Only encrypted backups contain the call history. Apple documents it.',
    ]);
    const plain = source.choose({ ...ALL, kind: 'not-plain' });
    assert.ok(plain.total > 0 && plain.total < total);
    const [group] = source.head.groups;
    assert.ok(source.choose({ ...ALL, group: group?.id ?? '' }).total > 0);
    assert.equal(everything.rowsAt(total, 5).length, 0);
    await source.act('browse', calls.key);
    assert.match(String(told[0]), /CallHistory/);
    source.dispose();
  });

  it('shows a keychain without a secret, and asks for one only of an item that can be read', async () => {
    const path = fixturePath('encrypted-ios17');
    keys = await unlockBackup(path, FIXTURE_PASSWORD['encrypted-ios17']);
    const source = keychain(path);
    await source.begin();
    const rows = source.choose(ALL).rowsAt(0, 100);
    const wifi = rows.find(({ name }) => name === 'AirPort');
    assert.deepEqual(wifi?.cells, ['Survives', 'Sample WiFi', 'Password', 'After first unlock']);
    const all = JSON.stringify([source.head, rows, rows.map(({ key }) => source.details(key))]);
    assert.ok(!all.includes('correct horse battery'));
    assert.ok(source.choose({ ...ALL, kind: 'same-phone' }).total > 0);
    await source.act('reveal', wifi.key);
    assert.deepEqual(told.splice(0), [wifi.key, 'AirPort']);
    for (const { key } of source.choose({ ...ALL, kind: 'not-restored' }).rowsAt(0, 100)) await source.act('reveal', key);
    keys = undefined;
    source.changed(path);
    assert.deepEqual([source.head.state?.icon, source.choose(ALL).total], ['locked', 0]);
    source.dispose();
  });

  it('says that a locked backup is locked, in either page', async () => {
    for (const source of [survival(fixturePath('encrypted-ios17')), keychain(fixturePath('encrypted-ios17'))]) {
      await source.begin();
      assert.deepEqual([source.head.state?.icon, source.head.state?.buttons[0]?.action], ['locked', 'unlock']);
      await source.act('unlock', undefined);
      source.dispose();
    }
    assert.deepEqual(told, ['unlock', 'unlock']);
  });

  it('of iOS 9 lists names without a password, and keeps its keychain locked', async () => {
    const source = survival(fixturePath('encrypted-ios9-mbdb'));
    await source.begin();
    assert.equal(source.head.state, undefined);
    source.dispose();
    const items = keychain(fixturePath('encrypted-ios9-mbdb'));
    await items.begin();
    assert.equal(
      items
        .choose(ALL)
        .rowsAt(0, 100)
        .every(({ key }) => items.details(key)?.now.buttons.length === 0),
      true,
    );
    items.dispose();
  });

  it('says why no item of an unencrypted backup can be read', async () => {
    const source = keychain(fixturePath('plain-ios17'));
    await source.begin();
    assert.match(source.head.notes[0]?.text ?? source.head.state?.text ?? '', /sealed to the phone|is empty/);
    source.dispose();
  });

  it('says that a folder that is gone cannot be read', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'copy');
    cpSync(fixturePath('plain-ios17'), path, { recursive: true });
    const source = survival(join(path, 'none'));
    await source.begin();
    assert.deepEqual([source.head.state?.icon, source.head.state?.buttons[0]?.action], ['warning', 'retry']);
    source.dispose();
  });
});
