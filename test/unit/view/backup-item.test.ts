import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/backup/index.ts';
import { backupItem, englishLocale, groupByOwner, ownerItem, type BackupState, type Check } from '../../../src/view/index.ts';

const plain: BackupState = {
  path: '/backups/u1',
  udid: 'u1',
  deviceName: 'iPhone',
  productType: 'iPhone14,5',
  productVersion: '17.5.1',
  date: new Date(2026, 10, 22, 14, 5),
  encrypted: false,
  finished: true,
  throughJournal: false,
};

const NOW = new Date(2026, 11, 1);

function checked(verdict: Verdict, changes: Partial<Check> = {}): Check {
  return { verdict, level: 'quick', at: new Date(2026, 10, 28, 23), unreadFiles: 0, ...changes };
}

function item(changes: Partial<BackupState> = {}) {
  return backupItem({ ...plain, ...changes }, englishLocale, NOW);
}

describe('a row of the Backups view', () => {
  it('is called by its date and says system and state', () => {
    const { label, description, icon, contextValue } = item();
    assert.deepEqual(
      { label: label.replace(/\s/gu, ' '), description, icon, contextValue },
      {
        label: 'Nov 22, 2:05 PM',
        description: 'Not encrypted · not checked · iOS 17.5.1',
        icon: 'archive',
        contextValue: 'backup+complete',
      },
    );
  });

  it('names the year in its row only when it is another one', () => {
    assert.match(item({ date: new Date(2024, 5, 1, 12) }).label, /2024/);
    assert.match(item().accessibleLabel, /^Nov 22, 2026/);
  });

  it('has an icon and words of its own for every state', () => {
    const rows = [
      item(),
      item({ encrypted: true }),
      item({ encrypted: true, unlocked: true }),
      item({ finished: false }),
      item({ throughJournal: true }),
      item({ errorMessage: 'Manifest.plist of the backup cannot be read.' }),
      item({ check: checked('good') }),
      item({ check: checked('damaged') }),
      item({ job: { phase: 'receiving', files: 0, bytes: 0 } }),
    ];
    assert.equal(new Set(rows.map(({ description }) => description)).size, rows.length);
    for (const row of rows) assert.ok(row.accessibleLabel.includes(row.description.split(' · ')[0] ?? '?'), row.accessibleLabel);
  });

  it('says where it lies when another one of its device has the same date, and owners of one name are told apart', () => {
    const copy = { ...plain, path: '/elsewhere/copies/u1' };
    const other = { ...plain, path: '/backups/u2', udid: '00008110-00000000AAAA0002' };
    const twin = { ...plain, path: '/backups/u3', udid: '00008110-00000000AAAA0003' };
    const owners = groupByOwner([plain, copy, other, twin], 'en');
    assert.deepEqual(
      owners.map(({ label }) => label),
      ['iPhone (…0002)', 'iPhone (…0003)', 'iPhone (u1)'],
    );
    const rows = owners[2]?.backups.map((backup) => backupItem(backup, englishLocale, new Date(2026, 11, 1)).description);
    assert.deepEqual(rows, [
      'Not encrypted · not checked · backups/u1 · iOS 17.5.1',
      'Not encrypted · not checked · copies/u1 · iOS 17.5.1',
    ]);
    assert.doesNotMatch(item().description, /backups/);
  });

  it('never calls a backup verified: the format cannot know', () => {
    for (const verdict of ['good', 'good-with-known-gaps', 'unconfirmed', 'incomplete', 'damaged', 'unreadable'] as const) {
      const { description, tooltip, accessibleLabel } = item({ check: checked(verdict) });
      assert.doesNotMatch([description, ...tooltip, accessibleLabel].join('\n'), /verified/i);
    }
  });

  it('says with every verdict how deep the check looked, and how long ago', () => {
    const said = (changes: Partial<Check>) => item({ check: checked('good', changes) });
    assert.match(said({}).description, /^Good · quick check 2 days ago · iOS/);
    assert.match(said({ level: 'full' }).description, /^Good · fully checked 2 days ago · /);
    assert.match(said({ level: 'sample', sample: 1000 }).description, /^Good · sample of 1,000 checked 2 days ago · /);
    assert.match(said({ at: NOW }).description, /^Good · quick check just now · /);
    for (const text of [said({}).accessibleLabel, said({}).tooltip.join()]) assert.match(text, /quick check 2 days ago/);
  });

  it('says in its tooltip what the device could not read', () => {
    const tooltip = (unreadFiles: number) => item({ check: checked('unconfirmed', { unreadFiles }) }).tooltip.join();
    assert.match(tooltip(1), /could not read 1 of its files, which is not/);
    assert.match(tooltip(2), /could not read 2 of its files, which are not/);
    assert.doesNotMatch(tooltip(0), /could not read/);
  });

  it('still says that it is encrypted after it was judged', () => {
    assert.match(item({ encrypted: true, check: checked('unconfirmed') }).accessibleLabel, /Encrypted, locked/);
    assert.equal(item({ encrypted: true, check: checked('unconfirmed') }).contextValue, 'backup+complete+encrypted+locked');
  });

  it('shows an open lock and says so while this window has the keys', () => {
    const { icon, description, contextValue } = item({ encrypted: true, unlocked: true });
    assert.deepEqual(
      [icon, description.split(' · ')[0], contextValue],
      ['unlock', 'Encrypted, unlocked', 'backup+complete+encrypted+unlocked'],
    );
    assert.match(
      item({ encrypted: true, unlocked: true, check: checked('good') }).description,
      /^Good · quick check 2 days ago · unlocked/,
    );
    assert.doesNotMatch(item({ encrypted: false, unlocked: true, check: checked('good') }).description, /unlocked/);
  });

  it('stands below its device, newest first', () => {
    const older = { ...plain, path: '/backups/old', date: new Date(2026, 0, 1) };
    const stranger = { ...plain, path: '/other/u2', udid: 'u2', deviceName: 'iPad' };
    const nameless: BackupState = { path: '/lost/folder', finished: false, throughJournal: false };
    const owners = groupByOwner([older, stranger, plain, nameless], 'en');
    assert.deepEqual(
      owners.map(({ label, backups }) => [label, backups.map(({ path }) => path)]),
      [
        ['folder', ['/lost/folder']],
        ['iPad', ['/other/u2']],
        ['iPhone', ['/backups/u1', '/backups/old']],
      ],
    );
  });

  it('never shows the verdict on an earlier state as that of the present one', () => {
    const earlier = { verdict: 'good', level: 'full', at: new Date(2026, 10, 28, 23) } as const;
    const row = item({ encrypted: true, earlier });
    assert.match(row.description, /^Encrypted, locked · changed since the check 2 days ago \(then: Good\) · /);
    assert.deepEqual([row.icon, row.iconColor], ['lock', undefined]);
    assert.match(row.accessibleLabel, /changed since the check 2 days ago/);
    assert.match(item({ finished: false, earlier }).description, /^Not finished: back up again · changed since the check/);
    assert.match(
      item({ encrypted: false, earlier: { ...earlier, at: NOW } }).description,
      /changed since the check just now \(then: Good\)/,
    );
    assert.doesNotMatch(item({ check: checked('damaged'), earlier }).description, /changed/);
  });

  it('says its size, and that a judged backup is encrypted', () => {
    assert.match(
      item({ bytes: 23_400_000_000, check: checked('good'), encrypted: true }).description,
      / · encrypted · iOS 17\.5\.1 · 23\.4 GB$/,
    );
    assert.match(item({ bytes: 23_400_000_000 }).accessibleLabel, /23\.4 GB/);
  });

  it('tells in its tooltip of a later run that brought nothing', () => {
    const at = new Date(2026, 10, 30, 22);
    const tooltip = (code: string) => item({ failedRun: { at, code } }).tooltip.join('\n');
    assert.match(tooltip('cancelled'), /^A later backup was canceled 2 hours ago\.$/m);
    assert.match(tooltip('link-lost'), /^A later backup failed 2 hours ago \(link-lost\)\.$/m);
  });

  it('stands above its previous versions, which are marked as such and stay in sight when it is gone', () => {
    const version = { ...plain, path: '/backups/u1-20261101-120000', date: new Date(2026, 10, 1), versionOf: plain.path };
    const older = { ...version, path: '/backups/u1-20261001-120000', date: new Date(2026, 9, 1) };
    const [owner] = groupByOwner([older, plain, version]);
    assert.deepEqual(
      owner?.backups.map(({ path, versions }) => [path, versions.map((each) => each.path)]),
      [[plain.path, [version.path, older.path]]],
    );
    assert.ok(owner);
    assert.equal(ownerItem(owner, englishLocale).description, 'iPhone 13 · 2 previous versions');
    const row = backupItem(version, englishLocale, NOW);
    assert.deepEqual([row.contextValue, row.icon], ['backup+complete+version', 'history']);
    assert.match(row.accessibleLabel, /Previous version/);
    assert.deepEqual(
      groupByOwner([older])[0]?.backups.map(({ path }) => path),
      [older.path],
    );
  });

  it('counts backups in the row of their device, where there is more than one', () => {
    const [owner] = groupByOwner([plain, { ...plain, path: '/backups/old' }]);
    assert.ok(owner);
    assert.equal(ownerItem(owner, englishLocale).description, 'iPhone 13 · 2 backups');
    assert.equal(ownerItem({ ...owner, backups: [{ ...plain, versions: [] }] }, englishLocale).description, 'iPhone 13');
  });
});
