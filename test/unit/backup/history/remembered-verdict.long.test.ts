/** What is remembered of a backup is shown only while it is true, and only when it is ours. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CheckMemory, recallVerdict, verifyBackup, type VerifyReport } from '../../../../src/backup/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { historyPathsOf } from '../../../../src/backup/history/history-file.ts';
import type { HistoryRecord } from '../../../../src/backup/history/history-record.ts';
import { verdictFrom } from '../../../../src/backup/history/remembered-verdict.ts';
import { copyFixture, temporaryFolder } from '../../../support/backup-copy.ts';
import { ownStateHome } from '../../../support/own-state-home.ts';

type Level = 'quick' | 'full';

const PLISTS_AND_CATALOGUE = ['Info.plist', 'Status.plist', 'Manifest.plist', 'Manifest.db'];

/** Verifies and remembers, as every surface does. */
async function check(path: string, level: Level = 'quick'): Promise<VerifyReport> {
  const memory = await CheckMemory.begin(path);
  const report = await verifyBackup(path, { level });
  await memory.keepCheck(report);
  return report;
}

/** `DIR/UDID` of a copy, and what stands beside it. */
function place() {
  const copy = copyFixture('plain-ios17');
  const { beside, own } = historyPathsOf(copy.path);
  return { path: copy.path, beside, own, [Symbol.dispose]: () => copy[Symbol.dispose]() };
}

function somePayload(path: string): string {
  const folder = readdirSync(path).find((name) => /^[0-9a-f]{2}$/.test(name)) ?? assert.fail();
  const [name] = readdirSync(join(path, folder));
  return join(path, folder, name ?? assert.fail());
}

/** One bit of it, with size and date as they were. */
function changeSecretly(file: string): void {
  const { atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
}

const shown = async (path: string) => {
  const remembered = await recallVerdict(path, { deep: true });
  return remembered && [remembered.verdict, remembered.level];
};

describe('a remembered verdict', () => {
  let home: Disposable & { path: string };
  beforeEach(() => (home = ownStateHome()));
  afterEach(() => {
    home[Symbol.dispose]();
  });

  it('is there for whoever looks next, with its level and time, and lies beside the backup', async () => {
    using it = place();
    assert.equal(await shown(it.path), undefined);
    const started = Date.now();
    await check(it.path, 'full');
    const remembered = await recallVerdict(it.path);
    assert.deepEqual([remembered?.verdict, remembered?.level], ['good', 'full']);
    assert.ok((remembered?.at.getTime() ?? 0) >= started);
    assert.ok(lstatSync(it.beside).isFile());
    assert.equal(existsSync(it.own), false);
    assert.deepEqual(
      readdirSync(dirname(it.path)).filter((name) => name.includes('history')),
      [`.${it.path.slice(dirname(it.path).length + 1)}.history`],
    );
  });

  const changes: readonly [string, (path: string) => void][] = [
    ['a payload goes', (path) => rmSync(somePayload(path))],
    ['a payload comes', (path) => writeFileSync(join(dirname(somePayload(path)), '0'.repeat(40)), 'x')],
    ['a payload is renamed', (path) => renameSync(somePayload(path), `${somePayload(path)}.x`)],
    ['a payload is cut off in its place', (path) => truncateSync(somePayload(path), 1)],
    ['a payload changes its date', (path) => utimesSync(somePayload(path), 1, 1)],
    ['Snapshot comes', (path) => mkdirSync(join(path, 'Snapshot'))],
    ...PLISTS_AND_CATALOGUE.flatMap((name): [string, (path: string) => void][] => [
      [`${name} goes`, (path) => rmSync(join(path, name))],
      [`${name} grows`, (path) => appendFileSync(join(path, name), 'x')],
      [`${name} changes with size and date as they were`, (path) => changeSecretly(join(path, name))],
      [
        `${name} becomes a link to what it was`,
        (path) => {
          renameSync(join(path, name), `${path}.moved`);
          symlinkSync(`${path}.moved`, join(path, name));
        },
      ],
    ]),
    ['a write-ahead log comes', (path) => writeFileSync(join(path, 'Manifest.db-wal'), 'x')],
    ['the folder goes', (path) => rmSync(path, { recursive: true })],
    [
      'the folder is replaced by a copy of itself',
      (path) => {
        cpSync(path, `${path}.copy`, { recursive: true, preserveTimestamps: true });
        rmSync(path, { recursive: true });
        renameSync(`${path}.copy`, path);
      },
    ],
    [
      'a run was interrupted',
      (path) => {
        const journal = join(dirname(path), `.${path.slice(dirname(path).length + 1)}.journal`);
        mkdirSync(journal);
        writeFileSync(join(journal, 'journal.json'), '{"format":1,"lastGood":"present"}');
      },
    ],
  ];
  for (const [what, change] of changes) {
    it(`is void when ${what}`, async () => {
      using it = place();
      // A date without fractions of a millisecond, which a program can set again.
      for (const name of PLISTS_AND_CATALOGUE) utimesSync(join(it.path, name), 1e9, 1e9);
      await check(it.path);
      assert.deepEqual(await shown(it.path), ['good', 'quick']);
      change(it.path);
      assert.equal(await shown(it.path), undefined);
    });
  }

  it('stays when a version beside comes to share payloads by hard links', async () => {
    using it = place();
    await check(it.path);
    linkSync(somePayload(it.path), `${it.path}.shared`);
    assert.deepEqual(await shown(it.path), ['good', 'quick']);
    rmSync(`${it.path}.shared`);
    assert.deepEqual(await shown(it.path), ['good', 'quick']);
  });

  it('is not kept when the folder changes during the check', async () => {
    using it = place();
    const memory = await CheckMemory.begin(it.path);
    const report = await verifyBackup(it.path);
    rmSync(somePayload(it.path));
    assert.equal(await memory.keepCheck(report), undefined);
    assert.equal(await shown(it.path), undefined);
  });

  it('of damage names the files, and stays when a lighter check sees nothing', async () => {
    using it = place();
    const fileID = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
    const payload = join(it.path, fileID.slice(0, 2), fileID);
    const { atime, mtime } = statSync(payload);
    writeFileSync(payload, readFileSync(payload).fill(0xff, 100, 108));
    utimesSync(payload, atime, mtime);
    assert.equal((await check(it.path, 'full')).verdict, 'damaged');
    assert.equal((await check(it.path, 'quick')).verdict, 'good');
    const remembered = await recallVerdict(it.path, { deep: true });
    assert.deepEqual([remembered?.verdict, remembered?.level], ['damaged', 'full']);
    assert.deepEqual(Object.keys(remembered?.problems ?? {}), [fileID]);
  });

  it('of another account, or made up by whoever made the folder, does not count', async () => {
    using it = place();
    await check(it.path);
    {
      using _ = ownStateHome();
      assert.equal(await shown(it.path), undefined);
    }
    assert.deepEqual(await shown(it.path), ['good', 'quick']);
    const document = JSON.parse(readFileSync(it.beside, 'utf8')) as { records: { record: string; signature: string }[] };
    const [entry] = document.records;
    assert.ok(entry);
    const forged = { ...entry, record: entry.record.replace('"quick"', '"full"') };
    assert.notEqual(forged.record, entry.record);
    writeFileSync(it.beside, JSON.stringify({ format: 1, records: [forged] }));
    assert.equal(await shown(it.path), undefined);
  });

  const inTheWay: readonly [string, (place: string, target: string) => void][] = [
    ['a link', (beside, target) => symlinkSync(target, beside)],
    ['a folder', (beside) => mkdirSync(join(beside, 'full'), { recursive: true })],
    ['a pipe', (beside) => execFileSync('mkfifo', [beside])],
    ['nonsense', (beside) => writeFileSync(beside, '{"format":1,"records":[null,1,{"record":1},{"record":"x","signature":"00"}]}')],
    [
      'a giant',
      (beside) => {
        writeFileSync(beside, '');
        truncateSync(beside, 1e12);
      },
    ],
  ];
  for (const [what, put] of inTheWay) {
    it(`is neither read nor written through ${what} in its place, and kept all the same`, async () => {
      using it = place();
      using elsewhere = temporaryFolder();
      const target = join(elsewhere.path, 'target');
      writeFileSync(target, 'precious');
      put(it.beside, target);
      assert.equal(await shown(it.path), undefined);
      await check(it.path);
      assert.deepEqual(await shown(it.path), ['good', 'quick']);
      assert.equal(readFileSync(target, 'utf8'), 'precious');
      assert.equal(existsSync(it.own), what === 'a folder', 'where the place beside it cannot be had, that of the account');
    });
  }

  it('takes no more room than its limit, however often one checks', async () => {
    using it = place();
    const memory = await CheckMemory.begin(it.path);
    const report = await verifyBackup(it.path);
    const fileID = (n: number) => n.toString(16).padStart(40, '0');
    const findings = Array.from({ length: 5000 }, (_, n) => ({
      ...{ code: 'digest-mismatch' as const, severity: 'error' as const, message: '', evidence: {} },
      fileID: fileID(n),
    }));
    for (let times = 0; times < 40; times++) await memory.keepCheck({ ...report, verdict: 'damaged', findings });
    assert.ok(statSync(it.beside).size <= 1024 * 1024);
    const remembered = await recallVerdict(it.path);
    assert.deepEqual(
      [remembered?.verdict, Object.keys(remembered?.problems ?? {}).length, remembered?.hasMoreProblems],
      ['damaged', 1000, true],
    );
  });
});

describe('of several checks of one state', () => {
  const record = (
    at: number,
    verdict: HistoryRecord['verdict'],
    level: HistoryRecord['level'] = 'quick',
    more: Partial<HistoryRecord> = {},
  ): HistoryRecord => ({ kind: 'check', at, state: { quick: '' }, ...(verdict === undefined ? {} : { verdict, level }), ...more });
  const cases: readonly [string, HistoryRecord[], string | undefined][] = [
    ['nothing counts when nothing was checked', [record(1, undefined)], undefined],
    ['the deepest good one counts', [record(1, 'good', 'full'), record(2, 'good')], 'good full 1'],
    ['the newest of equals counts', [record(1, 'good'), record(2, 'good')], 'good quick 2'],
    ['damage is not undone by a lighter look', [record(1, 'damaged', 'full'), record(2, 'good')], 'damaged full 1'],
    ['damage is undone by a look as deep', [record(1, 'damaged'), record(2, 'good')], 'good quick 2'],
    ['damage counts over an earlier good word', [record(1, 'good', 'full'), record(2, 'damaged')], 'damaged quick 2'],
    ['what was seen with the keys counts over what was not', [record(1, 'good'), record(2, 'unconfirmed', 'full')], 'good quick 1'],
    [
      'what the run could not bring no check finds',
      [record(1, 'unconfirmed', 'quick', { kind: 'run', isDoubtful: true, unreadFiles: 2 }), record(2, 'good', 'full')],
      'unconfirmed full 2',
    ],
    [
      'a doubt does not make damage better',
      [record(1, undefined, undefined, { isDoubtful: true }), record(2, 'damaged')],
      'damaged quick 2',
    ],
  ];
  for (const [what, records, expected] of cases) {
    it(what, () => {
      const counts = verdictFrom(records);
      assert.equal(counts && `${counts.verdict} ${counts.level} ${String(counts.at.getTime())}`, expected);
    });
  }
});
