/** Property lists that are gone, empty, broken or false: each changes what verify says, and is named. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyFixture } from '../../../support/backup-copy.ts';
import { editPlist, look } from '../../../support/damaged-backup.ts';

interface Case {
  readonly what: string;
  readonly harm: (path: string) => void;
  readonly verdict: string;
  /** Codes above information. */
  readonly grave: readonly string[];
  readonly code: string;
  readonly file: string;
}

const remove = (name: string) => (path: string) => rmSync(join(path, name));
const empty = (name: string) => (path: string) => truncateSync(join(path, name));
const garble = (name: string) => (path: string) => writeFileSync(join(path, name), 'bplist00 and no more');

const cases: readonly Case[] = [
  {
    what: 'no Manifest.plist',
    harm: remove('Manifest.plist'),
    verdict: 'damaged',
    grave: ['manifest-plist-missing'],
    code: 'manifest-plist-missing',
    file: 'Manifest.plist',
  },
  {
    what: 'an empty Manifest.plist',
    harm: empty('Manifest.plist'),
    verdict: 'damaged',
    grave: ['manifest-plist-empty'],
    code: 'manifest-plist-empty',
    file: 'Manifest.plist',
  },
  {
    what: 'a broken Manifest.plist',
    harm: garble('Manifest.plist'),
    verdict: 'damaged',
    grave: ['plist-unreadable'],
    code: 'plist-unreadable',
    file: 'Manifest.plist',
  },
  {
    what: 'no Status.plist',
    harm: remove('Status.plist'),
    verdict: 'unconfirmed',
    grave: ['status-plist-missing'],
    code: 'status-plist-missing',
    file: 'Status.plist',
  },
  {
    what: 'an empty Status.plist',
    harm: empty('Status.plist'),
    verdict: 'damaged',
    grave: ['plist-unreadable'],
    code: 'plist-unreadable',
    file: 'Status.plist',
  },
  {
    what: 'a broken Status.plist',
    harm: garble('Status.plist'),
    verdict: 'damaged',
    grave: ['plist-unreadable'],
    code: 'plist-unreadable',
    file: 'Status.plist',
  },
  { what: 'no Info.plist', harm: remove('Info.plist'), verdict: 'good', grave: [], code: 'info-plist-missing', file: 'Info.plist' },
  {
    what: 'an empty Info.plist',
    harm: empty('Info.plist'),
    verdict: 'damaged',
    grave: ['plist-unreadable'],
    code: 'plist-unreadable',
    file: 'Info.plist',
  },
  {
    what: 'a broken Info.plist',
    harm: garble('Info.plist'),
    verdict: 'damaged',
    grave: ['plist-unreadable'],
    code: 'plist-unreadable',
    file: 'Info.plist',
  },
  {
    what: 'a run that did not finish',
    harm: (path) => editPlist(join(path, 'Status.plist'), { SnapshotState: 'moving' }),
    verdict: 'incomplete',
    grave: ['snapshot-unfinished'],
    code: 'snapshot-unfinished',
    file: 'Status.plist',
  },
  {
    what: 'a Snapshot folder left behind',
    harm: (path) => mkdirSync(join(path, 'Snapshot')),
    verdict: 'good',
    grave: ['snapshot-left'],
    code: 'snapshot-left',
    file: 'Snapshot',
  },
  {
    what: 'the Info.plist of another device',
    harm: (path) =>
      editPlist(join(path, 'Info.plist'), {
        'Target Identifier': '00008030-000123456789001E',
        'Unique Identifier': '00008030-000123456789001E',
      }),
    verdict: 'good',
    grave: ['plists-disagree'],
    code: 'plists-disagree',
    file: 'Manifest.plist',
  },
  {
    what: 'the Status.plist of another day',
    harm: (path) => editPlist(join(path, 'Status.plist'), { Date: new Date('2023-01-01T00:00:00Z') }),
    verdict: 'good',
    grave: ['plists-disagree'],
    code: 'plists-disagree',
    file: 'Manifest.plist',
  },
  {
    what: 'an IsEncrypted that is a lie',
    harm: (path) => editPlist(join(path, 'Manifest.plist'), { IsEncrypted: true }),
    verdict: 'damaged',
    grave: ['encryption-contradiction'],
    code: 'encryption-contradiction',
    file: 'Manifest.plist',
  },
  {
    what: 'a version that no device writes',
    harm: (path) => editPlist(join(path, 'Manifest.plist'), { Version: '11.0' }),
    verdict: 'good',
    grave: ['value-unexpected'],
    code: 'value-unexpected',
    file: 'Manifest.plist',
  },
  {
    what: 'a finished run without a backup state',
    harm: (path) => editPlist(join(path, 'Status.plist'), { BackupState: 'empty' }),
    verdict: 'good',
    grave: ['value-unexpected'],
    code: 'value-unexpected',
    file: 'Status.plist',
  },
];

describe('verify of a plain backup with', () => {
  for (const { what, harm, verdict, grave, code, file } of cases) {
    it(what, async () => {
      using copy = copyFixture('plain-ios17');
      harm(copy.path);
      const seen = await look(copy.path);
      assert.equal(seen.verdict, verdict);
      assert.deepEqual(seen.grave, grave);
      assert.equal(seen.of(code)?.evidence.file, file);
      const { damaged, missing, proven, consistent } = seen.report.counts;
      assert.deepEqual([damaged, missing, proven + consistent], [0, 0, 33], 'the files are still checked');
    });
  }

  it('all three property lists gone', async () => {
    using copy = copyFixture('plain-ios17');
    for (const name of ['Manifest.plist', 'Status.plist', 'Info.plist']) rmSync(join(copy.path, name));
    const { verdict, report } = await look(copy.path);
    assert.equal(verdict, 'damaged');
    assert.deepEqual(report.findings.map(({ code }) => code).slice(0, 3), [
      'manifest-plist-missing',
      'status-plist-missing',
      'info-plist-missing',
    ]);
    assert.equal(report.backup.encrypted, false, 'the rows tell');
  });

  it('nothing of a first run but Snapshot', async () => {
    using copy = copyFixture('plain-ios17');
    mkdirSync(join(copy.path, 'Snapshot'));
    for (const name of ['Manifest.plist', 'Status.plist', 'Manifest.db']) rmSync(join(copy.path, name));
    assert.equal((await look(copy.path)).verdict, 'incomplete');
  });
});

describe('verify of an encrypted backup with', () => {
  for (const [what, harm] of [
    ['no', remove],
    ['an empty', empty],
    ['a broken', garble],
  ] as const) {
    it(`${what} Manifest.plist, which holds its keys`, async () => {
      using copy = copyFixture('encrypted-ios17');
      harm('Manifest.plist')(copy.path);
      const { verdict, grave, report } = await look(copy.path);
      assert.equal(verdict, 'unreadable');
      assert.equal(grave.length, 1);
      assert.equal(report.findings[0]?.evidence.file, 'Manifest.plist');
    });
  }

  it('no key bag', async () => {
    using copy = copyFixture('encrypted-ios17');
    editPlist(join(copy.path, 'Manifest.plist'), { BackupKeyBag: undefined });
    assert.deepEqual((await look(copy.path)).grave, ['keybag-unreadable']);
  });
});
