/** What the Overview and the Findings say: never good of a folder that has changed, and nothing that nobody recorded. */
import assert from 'node:assert/strict';
import type { AppSize, BackupHistory, BackupSummary, PastRecord, RememberedVerdict, RunRecord } from '../../../src/backup/index.ts';
import { FINDING_SEVERITY } from '../../../src/backup/index.ts';
import { englishLocale, findingsView, overview, sizesView, type KnownBackup } from '../../../src/view/index.ts';

const NOW = new Date('2026-03-02T12:00:00Z');
const YESTERDAY = new Date('2026-03-01T12:00:00Z');

const summary = {
  path: '/backups/a',
  era: 'db',
  udid: 'A',
  deviceName: 'iPhone\u202e',
  productType: 'iPhone14,5',
  productVersion: '17.4',
  encrypted: true,
  date: YESTERDAY,
  isFinished: true,
  throughJournal: false,
  plists: { 'Manifest.plist': 'read', 'Status.plist': 'read', 'Info.plist': 'read' },
  sources: {},
} as const satisfies BackupSummary;

const verdict = (changes: Partial<RememberedVerdict> = {}): RememberedVerdict => ({
  ...{ verdict: 'good', level: 'full', at: YESTERDAY, unreadFiles: 0, problems: {}, hasMoreProblems: false, general: {} },
  ...changes,
});

const run: RunRecord = {
  durationMs: 65_000,
  full: false,
  filesReceived: 1200,
  bytesReceived: 30_000_000,
  phases: [
    { phase: 'waiting-for-passcode', ms: 5000 },
    { phase: 'receiving', ms: 60_000 },
  ],
  curve: [
    [5000, 0],
    [35_000, 20_000_000],
    [65_000, 30_000_000],
  ],
  events: [{ kind: 'prompt', code: 'passcode-needed', atMs: 100 }],
  fileErrors: 2,
};
const past = (changes: Partial<PastRecord> = {}): PastRecord => ({
  kind: 'run',
  at: YESTERDAY,
  unreadFiles: 0,
  isPresent: true,
  run,
  ...changes,
});

function shown(history: BackupHistory, changes: Partial<KnownBackup> = {}) {
  const backup: KnownBackup = { summary, history, isVersion: false, ...changes };
  return overview({ backup, all: [backup] }, englishLocale, NOW);
}
const valueOf = (facts: readonly { label: string; value: string }[], label: string) => facts.find((fact) => fact.label === label)?.value;

describe('the overview', () => {
  it('says the verdict that holds, its age, and what the check counted', () => {
    const counts = { proven: 10, consistent: 5, knownGap: 0, damaged: 0, missing: 0, notChecked: 3 };
    const { verdict: said } = shown({ records: [], verdict: verdict({ counts }) });
    assert.deepEqual([said.tone, said.title, said.age], ['good', 'Good', 'fully checked yesterday']);
    assert.deepEqual(
      said.counts.map(({ label, value }) => `${label}: ${value}`),
      ['Proven by a digest: 10', 'Consistent: 5', 'Not checked: 3'],
    );
    assert.match(shown({ records: [], verdict: verdict({ unreadFiles: 2 }) }).verdict.sentence, /could not read 2 of its files/);
  });

  it('never calls good what has changed, was not checked, or is seen through a journal', () => {
    const earlier = { verdict: 'good', level: 'full', at: YESTERDAY } as const;
    const changed = shown({ records: [], earlier });
    assert.deepEqual([changed.verdict.tone, changed.verdict.title], ['neutral', 'Not checked']);
    assert.match(changed.verdict.age, /^changed since the check/);
    assert.equal(shown({ records: [] }).verdict.title, 'Not checked');
    const journaled = shown({ records: [] }, { summary: { ...summary, throughJournal: true } });
    assert.match(journaled.verdict.sentence, /interrupted/);
    assert.equal(changed.timeline[0]?.verdict, 'Not checked');
  });

  it('tells full from incremental only by a run that made what is there', () => {
    assert.equal(valueOf(shown({ records: [past()] }).facts, 'Kind'), 'Incremental');
    assert.equal(valueOf(shown({ records: [past({ isPresent: false })] }).facts, 'Kind'), 'not known');
    assert.equal(valueOf(shown({ records: [] }).facts, 'Device'), 'iPhone\\u202e');
    const [row] = shown({ records: [past()] }).timeline;
    assert.deepEqual([row?.changed, row?.duration, row?.isThis, row?.kind], ['1,200', '1 min 5 s', true, 'Backup']);
    assert.equal(shown({ records: [past({ isPresent: false })] }).timeline[0]?.changed, '');
  });

  it('shows how the last run went, or says that nobody recorded it', () => {
    const { run: view } = shown({ records: [past({ failure: 'link-lost' })] });
    assert.ok(typeof view !== 'string');
    assert.equal(view.title, 'The last run failed yesterday (link-lost).');
    assert.deepEqual(view.rates, [
      [35 / 65, 1],
      [1, 0.5],
    ]);
    assert.equal(view.ratesWords, 'Throughput: 500 kB per second on average, at most 667 kB per second.');
    assert.deepEqual(view.events, [{ at: 'under 1 s', words: 'The device asked for its passcode.' }]);
    assert.equal(valueOf(view.facts, 'Files that the device could not read'), '2');
    assert.deepEqual(view.phases[0], { label: 'Waiting for the passcode on the device', duration: '5 s', share: 5 / 65 });
    const { run: _, ...without } = past();
    assert.equal(shown({ records: [without] }).run, 'The last run finished yesterday. How it went was not recorded.');
    assert.match(JSON.stringify(shown({ records: [] }).run), /^"No run of iOS Backup Lab is known/);
  });
});

describe('the sizes of the overview', () => {
  it('have names where the backup has them, and lead to the largest domain', () => {
    const app = (changes: Partial<AppSize>): AppSize => ({ kind: 'app', id: 'x', files: 1, bytes: 1, domains: [], ...changes });
    const domains = [{ domain: 'AppDomain-com.example', files: 1, bytes: 3 }];
    const view = sizesView(
      {
        apps: [
          app({ id: 'com.example', name: 'Exa\u202emple', bytes: 3, domains }),
          app({ kind: 'system', id: 'CameraRollDomain', unknown: 2 }),
        ],
        domains: [],
      },
      englishLocale,
    );
    assert.deepEqual(
      view.rows.map(({ label, detail, domain }) => [label, detail, domain]),
      [
        ['Exa\\u202emple', 'App · com.example', 'AppDomain-com.example'],
        ['Photos and videos', 'System · CameraRollDomain', ''],
      ],
    );
    assert.equal(view.bytes, 4);
    assert.match(view.notes[1] ?? '', /size of 2 files is unknown/);
  });
});

describe('the findings', () => {
  const known = {
    severityOf: (code: keyof typeof FINDING_SEVERITY) => FINDING_SEVERITY[code],
    nameOf: (fileID: string) => (fileID === 'a' ? 'HomeDomain/x' : undefined),
    labelOf: (id: string) => (id === 'salvage' ? undefined : id),
  };

  it('come gravest first, and only a file that can be shown leads somewhere', () => {
    const problems = { b: 'parent-missing', a: 'payload-missing' } as const;
    const view = findingsView(
      { ...known, history: { verdict: verdict({ verdict: 'damaged', problems, general: { 'snapshot-left': 2 } }) } },
      englishLocale,
      NOW,
    );
    assert.deepEqual(
      view.rows.map(({ tone, code, where, fileID }) => [tone, code, where, fileID]),
      [
        ['error', 'payload-missing', 'HomeDomain/x', 'a'],
        ['warning', 'snapshot-left', '2 times', undefined],
        ['warning', 'parent-missing', 'b', undefined],
      ],
    );
    assert.equal(view.title, '3 findings');
    assert.equal(view.needsCheck, false);
    assert.ok(view.rows.every(({ remedies }) => remedies.every(({ label }) => label !== 'salvage')));
  });

  it('are not known where no check holds, and never seem to be all when they are not', () => {
    const earlier = { verdict: 'good', level: 'full', at: YESTERDAY } as const;
    const none = findingsView({ ...known, history: { earlier } }, englishLocale, NOW);
    assert.deepEqual([none.title, none.needsCheck, none.rows.length], ['Not checked', true, 0]);
    const more = findingsView({ ...known, history: { verdict: verdict({ hasMoreProblems: true }) } }, englishLocale, NOW);
    assert.match(more.sentence, /more findings than are listed/);
    const silent = findingsView({ ...known, history: { verdict: verdict({ verdict: 'damaged' }) } }, englishLocale, NOW);
    assert.deepEqual([silent.title, silent.needsCheck], ['Damaged', true]);
    const good = findingsView({ ...known, history: { verdict: verdict() } }, englishLocale, NOW);
    assert.deepEqual([good.title, good.needsCheck], ['The last check found no errors and no warnings', false]);
  });
});
