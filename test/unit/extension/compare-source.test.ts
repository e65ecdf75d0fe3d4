/** The comparison behind its page: runs anew when asked, forgets what was read with keys, and never shows what is out of date as new. */
import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { closeMarkOf, openBackup } from '../../../src/backup/index.ts';
import { toDisposable } from '../../../src/base/index.ts';
import { failureOf } from '../../../src/extension/failure-words.ts';
import { compareSource, type CompareDeeds, type CompareSourceOptions } from '../../../src/extension/reports/compare-source.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import { englishLocale, inEnglish } from '../../../src/view/index.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { writeComparedPair } from '../../support/compared-pair.ts';

const ALL = { text: '', kind: '', group: '' };

describe('a comparison behind its page', () => {
  const folder = temporaryFolder();
  const { before: older, after: newer } = writeComparedPair(folder.path, '00008030-00000000000000C2');
  const told: string[] = [];

  after(() => folder[Symbol.dispose]());

  const note = (name: string) => () => {
    told.push(name);
    return Promise.resolve();
  };
  const deeds: CompareDeeds = {
    unlock: note('unlock'),
    openChanges: ({ relativePath }, paths) => {
      told.push(`${relativePath} ${String(paths[0] === older)}`);
      return Promise.resolve();
    },
    openOne: note('openOne'),
    exportReport: note('export'),
    chooseOther: note('choose'),
  };
  const made = (changes: Partial<CompareSourceOptions> = {}) =>
    compareSource({
      paths: [older, newer],
      locale: englishLocale,
      nameOf: (path) => (path === older ? 'older' : 'newer'),
      stampOf: closeMarkOf,
      keysOf: () => undefined,
      hold: () => toDisposable(() => undefined),
      use: async (path, work) => {
        await using backup = await openBackup(path);
        return await work(backup);
      },
      describe: (error) => failureOf(error, inEnglish),
      deeds,
      ...changes,
    });

  it('has rows when it is done, and the rows of a database a little later', async () => {
    const source = made();
    assert.equal(source.head.state?.icon, 'working');
    await source.begin();
    assert.equal(source.head.state, undefined);
    const chosen = source.choose(ALL);
    assert.deepEqual([chosen.total, chosen.words], [7, '7 differences']);
    const database = chosen.rowsAt(0, 100).find(({ name }) => name === 'sms.db');
    const details = source.details(database?.key ?? -1);
    assert.equal(details?.now.sections[0]?.text, 'Comparing rows…');
    const detail = await details.later?.(new AbortController().signal);
    const table = detail?.sections[1];
    assert.deepEqual([table?.title, table?.text], ['message', 'Rows added: 1, removed: 0, changed: 2.']);
    assert.deepEqual(table?.rows?.[0]?.cells, ['2', 'text', 'Sample message 2', 'Sample message 2, edited']);
    assert.equal(source.details(99), undefined);
    await source.act('open-changes', database?.key);
    assert.deepEqual(told.splice(0), ['Library/SMS/sms.db true']);
    source.dispose();
  });

  it('is compared the other way round when the two are swapped', async () => {
    const source = made();
    await source.begin();
    const { revision } = source;
    await source.act('swap', undefined);
    assert.deepEqual(source.paths, [newer, older]);
    assert.equal(source.revision, revision + 1);
    assert.deepEqual(
      source.head.kinds.map(({ id, count }) => `${id} ${count}`),
      [' 7', 'added 1', 'removed 2', 'changed 3', 'metadata 1'],
    );
    source.dispose();
  });

  it('can be canceled, and is never shown afterward', async () => {
    const source = made();
    const run = source.begin();
    await source.act('cancel', undefined);
    await run;
    assert.equal(source.head.state?.title, 'The comparison was canceled.');
    assert.equal(source.choose(ALL).total, 0);
    await source.act('retry', undefined);
    assert.equal(source.choose(ALL).total, 7);
    source.dispose();
  });

  /** Resolves with the next head. */
  const nextHead = (source: ReturnType<typeof made>, act: () => void) => {
    const { promise, resolve } = Promise.withResolvers<typeof source.head>();
    const listener = source.onDidChange(() => {
      listener.dispose();
      resolve(source.head);
    });
    act();
    return promise;
  };
  /** As a program that writes into the backup leaves it. */
  const touch = (place: string) => utimesSync(join(newer, place), new Date(), new Date(++touched * 1000));
  let touched = 1_700_000_000;
  const firstButton = ({ buttons }: { readonly buttons: readonly { readonly action: string }[] }) => buttons[0]?.action;

  it('says that it is out of date when a folder is another one, and goes on showing what it found', async () => {
    for (const place of ['Manifest.db', fileIdOf('HomeDomain', 'Library/SMS/sms.db').slice(0, 2)]) {
      const source = made();
      await source.begin();
      assert.equal(firstButton(source.head), 'export');
      const head = await nextHead(source, () => {
        touch(place);
        source.changed(newer);
      });
      assert.deepEqual([firstButton(head), source.choose(ALL).total], ['retry', 7], place);
      source.dispose();
    }
  });

  it('looks at the folders when anything has changed, and says nothing where they are the same', async () => {
    let looks = 0;
    const looked = Promise.withResolvers<undefined>();
    const source = made({
      stampOf: (path) => {
        if (++looks === 6) looked.resolve(undefined);
        return closeMarkOf(path);
      },
    });
    await source.begin();
    let changes = 0;
    source.onDidChange(() => changes++);
    source.changed(`${newer}-other`);
    assert.equal(looks, 4, 'before and after, of both; a third backup says nothing about them');
    source.changed('');
    source.changed('');
    await looked.promise;
    assert.deepEqual([looks, changes, firstButton(source.head)], [6, 0, 'export']);
    source.dispose();
  });

  it('is out of date at once when a folder changes while it is read', async () => {
    const source = made();
    const head = source.begin();
    await nextHead(source, () => undefined);
    touch('Info.plist');
    await head;
    assert.equal(firstButton(source.head), 'retry');
    source.dispose();
  });

  it('forgets what it has read with keys when they are gone, and begins anew with them', async () => {
    let keys: unknown = { onLock: () => toDisposable(() => undefined), classKeys: { copy: () => undefined } };
    const source = made({ keysOf: () => keys as ReturnType<CompareSourceOptions['keysOf']> });
    await source.begin();
    const { revision } = source;
    keys = undefined;
    source.changed(newer);
    assert.deepEqual([source.head.state?.icon, source.choose(ALL).total, source.details(0)], ['locked', 0, undefined]);
    assert.ok(source.revision > revision);
    await source.act('unlock', undefined);
    assert.deepEqual(told.splice(0), ['unlock']);
    source.dispose();
  });

  it('says what keeps it from comparing', async () => {
    const source = made({ paths: [older, `${newer}-gone`] });
    await source.begin();
    assert.deepEqual([source.head.state?.icon, source.head.state?.buttons[0]?.action], ['warning', 'retry']);
    source.dispose();
  });
});
