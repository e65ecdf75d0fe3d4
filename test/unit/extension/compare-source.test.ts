/** The comparison behind its page: runs anew when asked, forgets what was read with keys, and never shows what is out of date as new. */
import assert from 'node:assert/strict';
import { openBackup } from '../../../src/backup/index.ts';
import { toDisposable } from '../../../src/base/index.ts';
import { failureOf } from '../../../src/extension/failure-words.ts';
import { CompareSource, type CompareDeeds, type CompareSourceOptions } from '../../../src/extension/reports/compare-source.ts';
import { englishLocale, inEnglish } from '../../../src/view/index.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { writeComparedPair } from '../../support/compared-pair.ts';

const ALL = { text: '', kind: '', group: '' };

describe('a comparison behind its page', () => {
  const folder = temporaryFolder();
  const { before: older, after: newer } = writeComparedPair(folder.path, '00008030-00000000000000C2');
  const told: string[] = [];
  let stamp = 'one';

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
    new CompareSource({
      paths: [older, newer],
      locale: englishLocale,
      nameOf: (path) => (path === older ? 'older' : 'newer'),
      stampOf: () => stamp,
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

  it('says that it is out of date when a folder is another one, and goes on showing what it found', async () => {
    const source = made();
    await source.begin();
    source.changed('');
    const first = () => source.head.buttons.at(0)?.action;
    assert.deepEqual(first(), 'export', 'nothing has changed');
    stamp = 'two';
    source.changed('');
    assert.deepEqual([first(), source.choose(ALL).total], ['retry', 7]);
    stamp = 'one';
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
