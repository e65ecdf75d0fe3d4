/** A disk that does not give the bytes of a file. */
import assert from 'node:assert/strict';
import { CHECKS } from '../../../../src/backup/verify/check-list.ts';
import { contentTools, examine } from '../../../../src/backup/verify/content/content-thread.ts';
import type { ContentJob } from '../../../../src/backup/verify/content/content-messages.ts';
import { Verification } from '../../../../src/backup/verify/verification.ts';
import { openRankedRows } from '../../../../src/backup/read/catalogue/open-ranked-rows.ts';
import { inspectFolder } from '../../../../src/backup/read/summary.ts';
import { fixturePath, temporaryFolder } from '../../../support/backup-copy.ts';

describe('verify on a failing disk', () => {
  it('names the file and goes on', async () => {
    const inspected = await inspectFolder(fixturePath('plain-ios17'));
    await using catalogue = await openRankedRows(inspected);
    using folder = temporaryFolder();
    const tools = await contentTools({ classKeys: undefined, privateFolder: folder.path, bytesRead: new SharedArrayBuffer(8) });
    const failing = (job: ContentJob) => (job.name === 'Library/SMS/sms.db' ? { systemCode: 'EIO' } : examine(job, tools, CHECKS));
    const report = await new Verification({
      inspected,
      catalogue,
      contents: {
        bytesRead: 0,
        examine: (jobs) => Promise.resolve(jobs.map(failing)),
      },
      checks: CHECKS,
      level: 'full',
      asItIs: false,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    }).run();
    assert.deepEqual(
      report.findings
        .filter(({ severity }) => severity === 'error')
        .map(({ code, relativePath, evidence }) => [code, relativePath, evidence.systemCode]),
      [['payload-unreadable', 'Library/SMS/sms.db', 'EIO']],
    );
    assert.equal(report.counts.damaged, 1);
  });

  it('tells the code of the system from everything else', async () => {
    using folder = temporaryFolder();
    const tools = await contentTools({ classKeys: undefined, privateFolder: folder.path, bytesRead: new SharedArrayBuffer(8) });
    const job: ContentJob = { path: folder.path, bytes: 10, size: 10, name: 'a', isEncrypted: false, readAll: true, companions: [] };
    assert.deepEqual(examine(job, tools, CHECKS), { systemCode: 'EISDIR' });
    assert.deepEqual(examine({ ...job, path: `${folder.path}/none` }, tools, CHECKS), { systemCode: 'ENOENT' });
    const broken = { name: 'broken', examine: () => assert.fail('a mistake of ours'), begin: () => ({}) };
    assert.throws(() => examine({ ...job, path: import.meta.filename }, tools, [broken]), /a mistake of ours/);
  });
});
