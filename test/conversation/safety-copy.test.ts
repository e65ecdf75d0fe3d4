/** The safety copy that a run leaves beside the backup: of the last version that was good, and enough to have everything back. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findSafetyCopy } from '../../src/backup/folder/safety-copy.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { salvage } from '../support/salvage-run.ts';

const COUNT = 5;

function copiedCatalogue(run: BackupRun): Buffer {
  return readFileSync(join(findSafetyCopy(run.path) ?? assert.fail('no safety copy'), 'Manifest.db'));
}

describe('safety copy of a run', () => {
  it('gives everything back when catalogue and property lists are lost', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: COUNT, size: 100 }) });
    await run.backUp();
    assert.deepEqual(copiedCatalogue(run), run.read('Manifest.db'));
    for (const name of readdirSync(run.path)) if (name.endsWith('.plist') || name === 'Manifest.db') rmSync(join(run.path, name));
    using salvaged = await salvage({ path: run.path, parent: run.directory });
    const { counts, losses, verdict } = salvaged.report;
    assert.deepEqual([counts.consistent, losses, verdict], [COUNT, [], 'good']);
    assert.equal(salvaged.source('safety-copy')[0]?.[0], 'read');
  });

  it('stays that of the last good version when a later one is not', async () => {
    const content = makeBulkPhone({ count: COUNT, size: 100 });
    await using run = await trustedPhone({ content });
    await run.backUp();
    const good = copiedCatalogue(run);
    content.setFile('AppDomain-com.example.bulk', 'Documents/new.txt', { content: 'new' });
    await run.backUp({}, () => Promise.resolve({ verdict: 'damaged' }));
    assert.notDeepEqual(run.read('Manifest.db'), good);
    assert.deepEqual(copiedCatalogue(run), good);
    await run.backUp({ verify: 'off' });
    assert.deepEqual(copiedCatalogue(run), run.read('Manifest.db'));
  });
});
