/** `backup-lab preview` shows files by their content, safe for a terminal, and says what is wrong with them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dict, fileIdOf, writeBinaryPlist } from '../../../src/formats/index.ts';
import { FIXTURE_PASSWORD, fixturePath, temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, documentOf } from '../../support/backup-lab.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../support/sample-backup.ts';

const DOMAIN = 'HomeDomain';
const FILES: Readonly<Record<string, Uint8Array>> = {
  'a\u202e.png': writeBinaryPlist(dict({ 'key\u001b[31m': [1n, new Uint8Array(3)], text: '\u202etxt.exe', none: new Map() })),
  bytes: Buffer.from('PK\x03\x04\x1b[2J', 'latin1'),
  text: Buffer.from('one\ntwo \x1f three'),
  long: Buffer.from('line\n'.repeat(20_000)),
};

describe('backup-lab preview', () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  before(() => {
    const rows = Object.entries(FILES).map(([relativePath, content]): SampleRow => ({ domain: DOMAIN, relativePath, content }));
    writeSampleBackup(path, withParents(rows));
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  it('shows a property list as a tree, without anything that steers a terminal', async () => {
    const { status, stdout, stderr } = await backupLab(['preview', path, `${DOMAIN}/a\u202e.png`]);
    assert.equal(status, 0, stderr);
    assert.equal(
      stdout,
      [
        'dictionary',
        '  key\\u001b[31m: array',
        '    - 1',
        '    - <000000> (3 bytes)',
        '  text: "\\u202etxt.exe"',
        '  none: dictionary (empty)',
        '',
      ].join('\n'),
    );
    assert.match(stderr, /^Property list, \d+ bytes\.$/m);
  });

  it('shows other files as bytes or text, piece by piece', async () => {
    const bytes = await backupLab(['preview', path, `${DOMAIN}/bytes`]);
    assert.equal(bytes.stdout, '00000000  50 4b 03 04 1b 5b 32 4a                           |PK...[2J|\n');
    const text = await backupLab(['preview', path, `${DOMAIN}/text`, '--as', 'text']);
    assert.equal(text.stdout, 'one\ntwo \\u001f three\n');
    const first = await backupLab(['preview', path, `${DOMAIN}/long`]);
    const [, next = ''] = /add --from (\d+)\.$/m.exec(first.stderr) ?? [];
    const second = await backupLab(['preview', path, `${DOMAIN}/long`, '--from', next]);
    assert.equal(first.stdout + second.stdout, 'line\n'.repeat(20_000));
    assert.doesNotMatch(second.stderr, /--from/);
  });

  it('prints the preview of an encrypted file as a document', async () => {
    const args = ['preview', fixturePath('encrypted-ios17'), 'HomeDomain/Library/SMS/sms.db', '--json', '--password-env', 'PASSWORD'];
    const result = await backupLab(args, { env: { PASSWORD: FIXTURE_PASSWORD['encrypted-ios17'] } });
    assert.equal(result.status, 0, result.stderr);
    const { schema, type, trust, content, limits } = documentOf(result);
    assert.deepEqual([schema, type, limits], ['backup-lab/preview@1', 'sqlite', []]);
    assert.ok(['proven', 'consistent'].includes((trust as { state: string }).state));
    assert.equal((content as { kind: string }).kind, 'sqlite');
  });

  it('shows damaged content, says so, and ends with 8; and with 2 for what is not there', async () => {
    const fileID = fileIdOf(DOMAIN, 'text');
    writeFileSync(join(path, fileID.slice(0, 2), fileID), 'one\ntwo \x1f THREE');
    const damaged = await backupLab(['preview', path, `${DOMAIN}/text`, '--as', 'text']);
    assert.deepEqual([damaged.status, damaged.stdout], [8, 'one\ntwo \\u001f THREE\n']);
    assert.match(damaged.stderr, /This content is damaged \(digest-mismatch\)/);
    for (const args of [[`${DOMAIN}/none`], [DOMAIN], [`${DOMAIN}/text`, '--from', 'x'], [`${DOMAIN}/`]]) {
      assert.equal((await backupLab(['preview', path, ...args])).status, 2, args.join(' '));
    }
  });
});
