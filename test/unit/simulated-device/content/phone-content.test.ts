/** The made-up phones: what they hold, that they are lazy and reproducible, and how they are changed. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBulkPhone } from '../../../../src/simulated-device/content/bulk-phone.ts';
import { compareEntries, EditableContent } from '../../../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../../../src/simulated-device/content/phone-builder.ts';
import type { PhoneContent, PhoneFile } from '../../../../src/simulated-device/content/phone-content.ts';
import { makeSmallPhone, smallPhoneFiles } from '../../../../src/simulated-device/content/small-phone.ts';

function bytesOf(file: PhoneFile): Buffer {
  const content = file.read();
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.concat([...content]);
}

/** One number for everything that a phone holds. */
function digest(content: PhoneContent): string {
  const hash = createHash('sha256');
  for (const file of content.files()) {
    const {
      domain,
      relativePath,
      kind,
      mode,
      userId,
      groupId,
      lastModified,
      lastStatusChange,
      birth,
      size,
      protectionClass,
      flags,
      target,
    } = file;
    const attributes = {
      domain,
      relativePath,
      kind,
      mode,
      userId,
      groupId,
      lastModified,
      lastStatusChange,
      birth,
      size,
      protectionClass,
      flags,
      target,
    };
    hash
      .update(JSON.stringify({ ...attributes, inode: String(file.inode), xattrs: [...(file.extendedAttributes?.keys() ?? [])] }))
      .update(bytesOf(file));
  }
  return hash.digest('hex');
}

describe('small phone', () => {
  const content = makeSmallPhone({ seed: 1 });
  const files = [...content.files()];

  it('holds at least 400 files in at least 20 domains, in order, each once', () => {
    assert.ok(files.filter(({ kind }) => kind === 'file').length >= 400);
    assert.ok(new Set(files.map(({ domain }) => domain)).size >= 20);
    assert.deepEqual(files, files.toSorted(compareEntries));
    assert.equal(new Set(files.map(({ domain, relativePath }) => `${domain}-${relativePath}`)).size, files.length);
    assert.equal(new Set(files.map(({ inode }) => inode)).size, files.length);
  });

  it('has the directory of every entry, up to the root of its domain', () => {
    for (const { domain, relativePath } of files) {
      if (relativePath === '') continue;
      const parent = content.file(domain, relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/'))));
      assert.equal(parent?.kind, 'directory', `${domain}-${relativePath}`);
    }
  });

  it('tells every size before the content is read, and right', () => {
    for (const file of files) assert.equal(bytesOf(file).length, file.size, file.relativePath);
  });

  it('holds the well-known files that readers look for', () => {
    for (const [domain, path] of [
      ['HomeDomain', 'Library/SMS/sms.db'],
      ['HomeDomain', 'Library/AddressBook/AddressBook.sqlitedb'],
      ['HomeDomain', 'Library/CallHistoryDB/CallHistory.storedata'],
      ['HomeDomain', 'Library/Calendar/Calendar.sqlitedb'],
      ['HomeDomain', 'Library/Voicemail/voicemail.db'],
      ['HomeDomain', 'Library/Safari/History.db'],
      ['HomeDomain', 'Library/SpringBoard/IconState.plist'],
      ['CameraRollDomain', 'Media/PhotoData/Photos.sqlite'],
      ['AppDomainGroup-group.com.apple.notes', 'NoteStore.sqlite'],
      ['HealthDomain', 'Health/healthdb_secure.sqlite'],
      ['KeychainDomain', 'keychain-backup.plist'],
      ['SystemPreferencesDomain', 'com.apple.wifi.known-networks.plist'],
      ['WirelessDomain', 'Library/Databases/DataUsage.sqlite'],
      ['HomeKitDomain', 'Library/homed/datastore.sqlite'],
    ] as const) {
      assert.equal(content.file(domain, path)?.kind, 'file', `${domain}-${path}`);
    }
  });

  it('holds the paths of a real manifest, and those that readers of backups name', () => {
    const lists = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/apple-paths.json'), 'utf8')) as Record<
      string,
      string[]
    >;
    const there = new Set(files.map(({ domain, relativePath }) => `${domain}/${relativePath}`));
    for (const [source, paths] of Object.entries(lists)) {
      assert.ok(paths.length > 20);
      assert.deepEqual(
        paths.filter((path) => !there.has(path)),
        [],
        source,
      );
    }
  });

  it('has logs beside the databases that a backup has them of, each with its index', () => {
    const logs = (suffix: string) =>
      files.flatMap(({ domain, relativePath }) =>
        relativePath.endsWith(suffix) && !domain.includes('com.example.') ? [relativePath.slice(0, -suffix.length)] : [],
      );
    assert.deepEqual(logs('-shm'), logs('-wal'));
    assert.deepEqual(
      logs('-wal').map((path) => path.slice(path.lastIndexOf('/') + 1)),
      [
        ...['NoteStore.sqlite', 'Photos.sqlite', 'healthdb.sqlite', 'healthdb_secure.sqlite', 'AddressBook.sqlitedb'],
        ...['Calendar.sqlitedb', 'CallHistory.storedata', 'sms.db', 'Bookmarks.db', 'History.db'],
      ],
    );
  });

  it('gives the keychain the owner and class of a real one', () => {
    const keychain = content.file('KeychainDomain', 'keychain-backup.plist');
    assert.deepEqual([keychain?.mode, keychain?.userId, keychain?.protectionClass], [0o100400, 0, 1]);
  });

  it('has names in both Unicode forms, which are two files', () => {
    const names = files.filter(({ relativePath }) => relativePath.startsWith('Documents/Names/')).map(({ relativePath }) => relativePath);
    assert.ok(names.some((name) => name.normalize('NFC') !== name));
    assert.ok(new Set(names.map((name) => name.normalize('NFC').replace(/ (de)?composed/, ''))).size < names.length);
  });

  it('is the same from the same seed and another from another', () => {
    // Made anew: phones that are alike share what was made.
    assert.equal(digest(new EditableContent(() => smallPhoneFiles({ seed: 1 }))), digest(content));
    assert.notEqual(digest(makeSmallPhone({ seed: 2 })), digest(content));
  });

  it('is shared by phones that are alike, and a change to one is not one to the other', () => {
    const other = makeSmallPhone({ seed: 1 });
    const path = ['HomeDomain', 'Library/SMS/sms.db'] as const;
    assert.equal(other.file(...path), content.file(...path));
    other.setFile(...path, { content: 'changed' });
    assert.notEqual(other.file(...path), content.file(...path));
    assert.equal(makeSmallPhone({ seed: 1 }).file(...path), content.file(...path));
  });

  it('says when an app was bought as the shop does: without fractions of a second', () => {
    for (const { store } of content.applications()) {
      if (store === undefined) continue;
      assert.match(Buffer.from(store.metadata).toString(), /<key>purchaseDate<\/key>\s*<string>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/string>/);
    }
  });

  it('lists two applications from the shop, with licence, description and icon', () => {
    const shop = content.applications().filter(({ store }) => store !== undefined);
    assert.deepEqual(
      shop.map(({ id, origin }) => [id, origin]),
      [
        ['com.example.fieldnotes', 'user'],
        ['com.example.trailmap', 'user'],
      ],
    );
    for (const app of shop) {
      assert.ok(
        app
          .icon()
          ?.subarray(1, 4)
          .every((byte, at) => byte === 'PNG'.charCodeAt(at)),
      );
    }
  });
});

describe('bulk phone', () => {
  it('is made as it is walked, and every file differs', () => {
    const content = makeBulkPhone({ count: 2500, size: 100 });
    const files = [...content.files()];
    assert.equal(files.length, 2500 + 2 + 3);
    assert.deepEqual(files, files.toSorted(compareEntries));
    assert.equal(new Set(files.filter(({ kind }) => kind === 'file').map((file) => bytesOf(file).toString('hex'))).size, 2500);
  });

  it('finds single files', () => {
    const content = makeBulkPhone({ count: 2500, size: 70_000 });
    const domain = 'AppDomain-com.example.bulk';
    const file = content.file(domain, 'Documents/000002/file-00002499.bin') ?? assert.fail();
    assert.equal(bytesOf(file).length, 70_000);
    for (const path of ['Documents/000002/file-00002500.bin', 'Documents/000001/file-00002499.bin', 'Documents/000003', 'x']) {
      assert.equal(content.file(domain, path), undefined);
    }
    assert.equal(content.file('HomeDomain', ''), undefined);
  });

  it('lists a million files without holding them', () => {
    let count = 0;
    for (const _ of makeBulkPhone({ count: 1_000_000, size: 1 << 20 }).files()) if (++count === 5000) break;
    assert.equal(count, 5000);
  });
});

describe('changing a phone', () => {
  function phone(): EditableContent {
    return new EditableContent(() => {
      const builder = new PhoneBuilder(1, 1_768_464_000);
      builder
        .domain('HomeDomain')
        .file('Library/a.txt', () => new TextEncoder().encode('a'))
        .file('Library/deep/b.txt', () => new TextEncoder().encode('b'));
      return builder.finish();
    });
  }
  const paths = (content: PhoneContent) => [...content.files()].map(({ domain, relativePath }) => `${domain}-${relativePath}`);

  it('makes nothing before somebody looks', () => {
    let made = 0;
    const content = new EditableContent(() => {
      made++;
      return new PhoneBuilder(1, 0).finish();
    });
    assert.equal(made, 0);
    content.files();
    content.applications();
    assert.equal(made, 1);
  });

  it('writes a file anew: content, date and inode change, the rest stays', () => {
    const content = phone();
    const before = content.file('HomeDomain', 'Library/a.txt') ?? assert.fail();
    content.setFile('HomeDomain', 'Library/a.txt', { content: 'changed' });
    const after = content.file('HomeDomain', 'Library/a.txt') ?? assert.fail();
    assert.equal(bytesOf(after).toString(), 'changed');
    assert.ok(after.lastModified > before.lastModified && after.inode !== before.inode);
    assert.deepEqual([after.mode, after.userId, after.birth], [before.mode, before.userId, before.birth]);
    assert.equal(bytesOf(before).toString(), 'a', 'the old entry is as it was');
  });

  it('adds a file with its directories, in order', () => {
    const content = phone();
    content.setFile('HomeDomain', 'Library/c/d/e.txt', { content: new Uint8Array(3) });
    content.setFile('AppDomain-new', 'Documents/f.txt', { content: 'f' });
    assert.deepEqual(paths(content), [
      'AppDomain-new-',
      'AppDomain-new-Documents',
      'AppDomain-new-Documents/f.txt',
      'HomeDomain-',
      'HomeDomain-Library',
      'HomeDomain-Library/a.txt',
      'HomeDomain-Library/c',
      'HomeDomain-Library/c/d',
      'HomeDomain-Library/c/d/e.txt',
      'HomeDomain-Library/deep',
      'HomeDomain-Library/deep/b.txt',
    ]);
  });

  it('removes a file, and a directory with everything below', () => {
    const content = phone();
    assert.equal(content.removeFile('HomeDomain', 'Library/nothing'), false);
    assert.equal(content.removeFile('HomeDomain', 'Library/deep'), true);
    assert.deepEqual(paths(content), ['HomeDomain-', 'HomeDomain-Library', 'HomeDomain-Library/a.txt']);
    content.setFile('HomeDomain', 'Library/deep/b.txt', { content: 'again' });
    assert.equal(paths(content).length, 5);
  });

  it('touches: a later date, or only what is said', () => {
    const content = phone();
    const before = content.file('HomeDomain', 'Library/a.txt') ?? assert.fail();
    content.touch('HomeDomain', 'Library/a.txt');
    const dated = content.file('HomeDomain', 'Library/a.txt') ?? assert.fail();
    assert.ok(dated.lastModified > before.lastModified && dated.inode === before.inode);
    content.touch('HomeDomain', 'Library/a.txt', { protectionClass: 1 });
    const classed = content.file('HomeDomain', 'Library/a.txt') ?? assert.fail();
    assert.deepEqual([classed.protectionClass, classed.lastModified], [1, dated.lastModified]);
    assert.throws(() => {
      content.touch('HomeDomain', 'nothing');
    }, RangeError);
  });

  it('holds a snapshot still, and counts revisions', () => {
    const content = phone();
    const snapshot = content.snapshot();
    const { revision } = content;
    content.removeFile('HomeDomain', 'Library/a.txt');
    assert.equal([...snapshot.files()].length, 5);
    assert.equal(paths(content).length, 4);
    assert.ok(content.revision > revision);
  });
});
