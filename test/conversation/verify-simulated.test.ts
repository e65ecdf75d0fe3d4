/** A backup that our client made of a simulated phone: read, judged good, and every kind of damage to it noticed and named. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBackup, type VerifyReport } from '../../src/backup/index.ts';
import { recordTree, temporaryFolder } from '../support/backup-copy.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { look } from '../support/damaged-backup.ts';

const ORPHAN = 'ab'.repeat(20);

/** The clock of the simulated phone stands where its settings put it, and that of this computer goes: verify says so, rightly. */
const besidesClocks = ({ findings }: VerifyReport) => findings.filter(({ code }) => code !== 'dates-implausible');

describe('a backup of a simulated phone', () => {
  let run: BackupRun;

  before(async function () {
    this.timeout(60_000);
    run = await trustedPhone();
    await run.backUp();
  });

  after(async () => {
    await run[Symbol.asyncDispose]();
  });

  it('is good, without a single finding but that of two clocks, and proven as far as digests go', async () => {
    for (const level of ['quick', 'full'] as const) {
      const { report } = await look(run.path, level);
      assert.deepEqual([report.verdict, besidesClocks(report)], ['good', []]);
      assert.equal(report.counts.proven > 0, level === 'full');
    }
  });

  it('is still good after a second run that changed little', async () => {
    await run.backUp();
    const { report } = await look(run.path);
    assert.deepEqual([report.verdict, besidesClocks(report)], ['good', []]);
  });

  it('holds what the phone holds, and is left as it is', async () => {
    const before = recordTree(run.directory);
    {
      await using backup = await openBackup(run.path);
      assert.equal(backup.summary.udid, run.phone.udid);
      assert.equal(backup.summary.encrypted, false);
      const counts = await backup.domains();
      assert.ok(counts.length >= 20);
      const sms = await backup.get('HomeDomain', 'Library/SMS/sms.db');
      assert.ok(sms);
      const chunks: Uint8Array[] = [];
      for await (const chunk of backup.open(sms)) chunks.push(chunk);
      const original = run.phone.content.file('HomeDomain', 'Library/SMS/sms.db')?.read() ?? assert.fail();
      assert.deepEqual(Buffer.concat(chunks), original instanceof Uint8Array ? Buffer.from(original) : Buffer.concat([...original]));
    }
    await look(run.path, 'full');
    assert.deepEqual(recordTree(run.directory), before);
  });

  const cases: readonly (readonly [string, (path: string, payload: string) => void, string, string | undefined])[] = [
    ['a removed payload', (path, payload) => rmSync(join(path, payload)), 'damaged', undefined],
    [
      'a shortened payload',
      (path, payload) => truncateSync(join(path, payload), statSync(join(path, payload)).size - 1),
      'damaged',
      undefined,
    ],
    ['an added payload', (path) => addPayload(path), 'good', `ab/${ORPHAN}`],
    ['no Manifest.plist', (path) => rmSync(join(path, 'Manifest.plist')), 'damaged', 'Manifest.plist'],
    ['an empty Manifest.plist', (path) => truncateSync(join(path, 'Manifest.plist')), 'damaged', 'Manifest.plist'],
    ['no Status.plist', (path) => rmSync(join(path, 'Status.plist')), 'unconfirmed', 'Status.plist'],
    ['an empty Status.plist', (path) => truncateSync(join(path, 'Status.plist')), 'damaged', 'Status.plist'],
    ['no Info.plist', (path) => rmSync(join(path, 'Info.plist')), 'good', 'Info.plist'],
    ['an empty Info.plist', (path) => truncateSync(join(path, 'Info.plist')), 'damaged', 'Info.plist'],
    ['no Manifest.db', (path) => rmSync(join(path, 'Manifest.db')), 'unreadable', 'Manifest.db'],
    ['an empty Manifest.db', (path) => truncateSync(join(path, 'Manifest.db')), 'unreadable', 'Manifest.db'],
  ];
  for (const [what, harm, verdict, file] of cases) {
    it(`with ${what} is no longer the same`, async () => {
      using folder = temporaryFolder();
      const path = join(folder.path, run.phone.udid);
      cpSync(run.path, path, { recursive: true });
      const payload = await aPhoto();
      harm(path, payload);
      const { report } = await look(path);
      assert.equal(report.verdict, verdict);
      assert.deepEqual(
        besidesClocks(report).map(({ evidence }) => evidence.file),
        [file ?? payload],
      );
    });
  }

  /** Where a file lies that no digest protects. */
  async function aPhoto(): Promise<string> {
    await using backup = await openBackup(run.path);
    const { rows } = await backup.list({ domain: 'CameraRollDomain', glob: '**.{JPG,PNG}', limit: 1 });
    assert.ok(rows[0]);
    return (await backup.details(rows[0].fileID))?.payload?.place ?? assert.fail();
  }
});

function addPayload(path: string): void {
  mkdirSync(join(path, 'ab'), { recursive: true });
  writeFileSync(join(path, 'ab', ORPHAN), 'nobody knows me');
}
