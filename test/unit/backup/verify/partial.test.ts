/** Backups that lack whole domains: partial where that is explained, damaged where it is not. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { editPlist, look } from '../../../support/damaged-backup.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup } from '../../../support/sample-backup.ts';

const DOMAINS = ['AppDomain-com.example.one', 'AppDomain-com.example.two', 'CameraRollDomain', 'HomeDomain'];
const FILES = DOMAINS.flatMap((domain) => ['a', 'b', 'c'].map((relativePath) => ({ domain, relativePath })));

function partial(parent: string, isLeftOut: (file: (typeof FILES)[number]) => boolean): string {
  const path = join(parent, SAMPLE_UDID);
  writeSampleBackup(path, withParents(FILES.map((file) => ({ ...file, content: Buffer.from(`${file.domain} ${file.relativePath}`) }))));
  for (const file of FILES.filter(isLeftOut)) {
    const fileID = fileIdOf(file.domain, file.relativePath);
    rmSync(join(path, fileID.slice(0, 2), fileID));
  }
  return path;
}

const isOfHome = ({ domain }: { domain: string }) => domain === 'HomeDomain';

describe('a backup that is partial on purpose', () => {
  it('says by domain what is left out, and is neither good nor damaged', async () => {
    using folder = temporaryFolder();
    const { verdict, report } = await look(
      partial(folder.path, (file) => !isOfHome(file)),
      'full',
    );
    assert.equal(verdict, 'partial');
    assert.deepEqual(
      report.findings.map(({ code, severity, domain, relativePath, evidence }) => [code, severity, domain, relativePath, evidence.files]),
      DOMAINS.slice(0, 3).map((domain) => ['domain-left-out', 'warning', domain, undefined, 3]),
    );
    assert.deepEqual([report.counts.missing, report.counts.proven], [9, 3]);
  });

  it('is damaged where a domain that is there has a hole, and names the hole', async () => {
    using folder = temporaryFolder();
    const isHole = ({ domain, relativePath }: { domain: string; relativePath: string }) => domain === 'HomeDomain' && relativePath === 'b';
    const { verdict, report, grave } = await look(partial(folder.path, (file) => file.domain === DOMAINS[0] || isHole(file)));
    assert.equal(verdict, 'damaged');
    assert.deepEqual(grave, ['payload-missing', 'domain-left-out']);
    assert.deepEqual(
      report.findings.filter(({ code }) => code === 'payload-missing').map(({ domain, relativePath }) => [domain, relativePath]),
      [['HomeDomain', 'b']],
    );
  });

  it('still shows other damage', async () => {
    using folder = temporaryFolder();
    const path = partial(folder.path, (file) => !isOfHome(file));
    editPlist(join(path, 'Manifest.plist'), { IsEncrypted: true });
    const { verdict, grave } = await look(path);
    assert.equal(verdict, 'damaged');
    assert.ok(grave.includes('encryption-contradiction') && grave.includes('domain-left-out'), grave.join());
  });

  it('is not explained by losing everything, or by a run that did not end', async () => {
    for (const [isLeftOut, state, expected] of [
      [() => true, 'finished', 'damaged'],
      [(file: { domain: string }) => !isOfHome(file), 'moving', 'incomplete'],
    ] as const) {
      using folder = temporaryFolder();
      const path = partial(folder.path, isLeftOut);
      editPlist(join(path, 'Status.plist'), { SnapshotState: state });
      const { verdict, report } = await look(path);
      assert.equal(verdict, expected);
      assert.equal(report.findings.filter(({ code }) => code === 'payload-missing').length, report.counts.missing);
      assert.ok(report.findings.every(({ code }) => code !== 'domain-left-out'));
    }
  });

  it('is not explained where Status.plist is missing', async () => {
    using folder = temporaryFolder();
    const path = partial(folder.path, (file) => !isOfHome(file));
    rmSync(join(path, 'Status.plist'));
    const { verdict, report } = await look(path);
    assert.equal(verdict, 'damaged');
    assert.equal(report.findings.filter(({ code }) => code === 'payload-missing').length, 9);
  });
});
