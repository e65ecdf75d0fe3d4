/** Names that want out of the target, or on top of each other: everything stays inside, and nothing is lost without a word. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { editCatalogue } from '../../../support/damaged-backup.ts';
import { extractHere, extractionPlace, filesOf, ledgerOf, placeWith, text, treeOf } from '../../../support/extracting.ts';
import { writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const DOMAIN = 'AppDomain-com.example.sampleapp';

function row(relativePath: string, content = relativePath, domain = DOMAIN): SampleRow {
  return { domain, relativePath, content: text(content) };
}

describe('extracting hostile names', () => {
  it('leaves the target by no path: absolute, with steps up, with empty segments, with a NUL, as the name of a domain', async () => {
    const rows = [
      ...['../../evil', 'b/..', '/etc/evil', '//evil', 'a/../../../evil', 'a//b', './a', 'a/./b', 'c/', 'x\0y', '...', 'ordinary'].map(
        (path) => row(path),
      ),
      ...['../evil', '/evil', '..', '.', '', '.backup.journal', 'a/b', 'a\0b'].map((domain) => row('file', `domain ${domain}`, domain)),
    ];
    using place = placeWith(rows);
    const { report } = await extractHere(place);
    assert.deepEqual(readdirSync(place.parent).sort(), ['backup', 'target']);
    assert.deepEqual(report.failures, []);
    const files = filesOf(place.target);
    assert.deepEqual(Object.values(files).sort(), rows.map(({ content }) => content?.toString()).sort());
    assert.equal(files[`${DOMAIN}/ordinary`], 'ordinary');
    assert.equal(files[`${DOMAIN}/%2E%2E/%2E%2E/evil`], '../../evil');
    assert.equal(files[`${DOMAIN}/%empty/etc/evil`], '/etc/evil');
    assert.equal(files['%2E.%2Fevil/file'], 'domain ../evil');
    assert.equal(files['%2Ebackup.journal/file'], 'domain .backup.journal');
  });

  it('gives long names and long paths others, which the ledger knows', async () => {
    const long = 'n'.repeat(4096);
    const deep = Array.from({ length: 600 }, () => 'deep').join('/');
    using place = placeWith([row(long, 'long'), row(`${deep}/file`, 'deep'), row('short')]);
    const { report, events } = await extractHere(place);
    assert.deepEqual(report.failures, []);
    assert.deepEqual(Object.values(filesOf(place.target)).sort(), ['deep', 'long', 'short']);
    for (const path of treeOf(place.target).keys()) assert.ok(Buffer.byteLength(path) <= 1000);
    const renamed = ledgerOf(place.target).filter(({ fact }) => fact === 'renamed');
    const named = renamed.find(({ relativePath }) => relativePath === long);
    assert.equal(filesOf(place.target)[named?.path ?? ''], 'long');
    assert.equal(report.renamed, renamed.length);
    assert.equal(events.filter(({ kind }) => kind === 'renamed').length, renamed.length);
  });

  it('keeps twins apart by portable rules: capitals, forms of Unicode, folders as well; a log keeps the name of its database', async () => {
    const rows = [
      'Note.txt',
      'note.txt',
      'caf\u00e9',
      'cafe\u0301',
      'Folder/a',
      'folder/b',
      'SMS.db',
      'sms.db',
      'sms.db-wal',
      'ordinary',
    ].map((path) => row(path, encodeURI(path)));
    using place = placeWith(rows);
    const { report } = await extractHere(place, { names: 'portable' });
    assert.deepEqual(report.failures, []);
    const files = filesOf(place.target);
    assert.deepEqual(Object.values(files).sort(), rows.map(({ content }) => content?.toString()).sort());
    const folded = Object.keys(files).map((path) => path.normalize('NFC').toUpperCase());
    assert.equal(new Set(folded).size, rows.length);
    const pathOf = (content: string) => Object.keys(files).find((path) => files[path] === content) ?? assert.fail(content);
    assert.equal(pathOf('sms.db-wal'), `${pathOf('sms.db')}-wal`);
    assert.notEqual(pathOf('sms.db'), `${DOMAIN}/sms.db`);
    const ledger = ledgerOf(place.target).filter(({ fact }) => fact === 'renamed');
    assert.deepEqual(ledger.find(({ relativePath }) => relativePath === 'note.txt')?.path, pathOf('note.txt'));
  });

  it('writes by portable rules nothing that Windows does not take', async () => {
    using place = placeWith(
      ['we:ird <na|me>?*".txt', 'AUX', 'con.txt', 'end. ', 'tab\t', 'back\\slash', 'a%3Ab', 'a:b'].map((path) => row(path)),
    );
    await extractHere(place, { names: 'portable' });
    const names = Object.keys(filesOf(place.target)).map((path) => path.slice(path.lastIndexOf('/') + 1));
    assert.equal(names.length, 8);
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    for (const name of names) assert.doesNotMatch(name, /[\0-\x1f<>:"|?*\\]|[. ]$|^(aux|con)(\.|$)/i);
    assert.ok(names.includes('a%253Ab') && names.includes('a%3Ab'));
  });

  it('takes names of ours for names like any other', async () => {
    const names = ['.backup-lab-extract-0.ndjson', '.backup-lab-long-paths', '.BACKUP-LAB-x'];
    using place = placeWith([...names.map((path) => row(path)), row('file', 'domain', '.backup-lab-extract-1.ndjson')]);
    const { report } = await extractHere(place);
    assert.deepEqual(report.failures, []);
    assert.deepEqual(Object.values(filesOf(place.target)).sort(), [...names, 'domain'].sort());
    for (const path of treeOf(place.target).keys()) assert.ok(!path.toLowerCase().includes('/.backup-lab-'), path);
  });

  it('never writes through a link of the backup itself', async () => {
    const rows: SampleRow[] = [
      { domain: DOMAIN, relativePath: 'out', flags: 4, target: '../..' },
      row('out/evil', 'behind the link'),
      { domain: DOMAIN, relativePath: 'here', flags: 4, target: 'folder' },
      row('folder/file'),
      row('here/evil', 'behind the other link'),
    ];
    using other = extractionPlace();
    writeSampleBackup(other.backup, [{ domain: DOMAIN, relativePath: '', flags: 2 }, ...rows]);
    const { report } = await extractHere(other);
    assert.deepEqual(filesOf(other.target), {
      [`${DOMAIN}/folder/file`]: 'folder/file',
      [`${DOMAIN}/here`]: '→ folder',
      [`${DOMAIN}/out/evil`]: 'behind the link',
    });
    assert.deepEqual(
      report.failures.map(({ relativePath, code }) => [relativePath, code]),
      [
        ['here', 'unsafe-path'],
        ['here/evil', 'unsafe-path'],
      ],
    );
    assert.deepEqual(readdirSync(other.parent).sort(), ['backup', 'target']);
  });

  it('writes two rows of one name once, and says so', async () => {
    using place = placeWith([row('twice')]);
    editCatalogue(place.backup, (database) => {
      database.exec(
        `INSERT INTO Files SELECT '00' || substr(fileID, 3), domain, relativePath, flags, file FROM Files WHERE relativePath = 'twice'`,
      );
    });
    const { report } = await extractHere(place);
    assert.equal(report.files, 1);
    assert.equal(report.failed, 1);
    assert.deepEqual(filesOf(place.target), { [`${DOMAIN}/twice`]: 'twice' });
  });
});
