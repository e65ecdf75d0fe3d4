import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareEntries, EditableContent } from '../../../../src/simulated-device/content/editable-content.ts';
import type { PhoneFile } from '../../../../src/simulated-device/content/phone-content.ts';
import { RestoredContent } from '../../../../src/simulated-device/content/restored-content.ts';
import { SpooledFiles } from '../../../../src/simulated-device/content/spooled-files.ts';
import { PhoneBuilder } from '../../../../src/simulated-device/content/phone-builder.ts';
import { ownTemporaryFolder } from '../../../support/own-temporary-folder.ts';

const DATES = { lastModified: 1, lastStatusChange: 2, birth: 3 };
const FILE = { mode: 0o100644, userId: -2, groupId: 501, ...DATES, protectionClass: 3, flags: 128 };

describe('spooled files', () => {
  it('come back as they were written, in the order of all listings', () => {
    using spool = SpooledFiles.create(1000n);
    // Above U+FFFF the order of UTF-16 is not that of UTF-8.
    const names = ['b', 'a/b', 'a', '', 'e\u0301', '\u00e9', '\u{1F3D4}', '\uFFFD', 'a b'];
    for (const domain of ['HomeDomain', 'Home']) {
      for (const name of names) {
        const bytes = new TextEncoder().encode(`${domain}-${name}`);
        const offset = spool.length;
        spool.write(bytes);
        spool.add(domain, name, FILE, { offset, length: bytes.length });
      }
    }
    const files = [...spool.files()];
    assert.deepEqual(files, [...files].sort(compareEntries));
    assert.equal(files.length, 18);
    for (const file of files) {
      assert.equal(Buffer.concat([wholeOf(file)]).toString(), `${file.domain}-${file.relativePath}`);
      assert.deepEqual(spool.file(file.domain, file.relativePath)?.inode, file.inode);
      const { mode, userId, groupId, lastModified, lastStatusChange, birth, protectionClass, flags } = file;
      assert.deepEqual({ mode, userId, groupId, lastModified, lastStatusChange, birth, protectionClass, flags }, FILE);
    }
    assert.equal(new Set(files.map(({ inode }) => inode)).size, 18);
    assert.equal(spool.file('HomeDomain', 'nothing'), undefined);
  });

  it('keep links, attributes, and content larger than a piece', () => {
    using spool = SpooledFiles.create(1n);
    const large = Buffer.alloc(3_000_001, 'content');
    spool.write(large.subarray(0, 7));
    spool.write(large.subarray(7));
    const extendedAttributes = new Map([['com.example.tag', Buffer.from([1, 2, 255])]]);
    spool.add('HomeDomain', 'large', { ...FILE, extendedAttributes }, { offset: 0, length: large.length });
    spool.add('HomeDomain', 'link', { ...FILE, mode: 0o120755, target: '../elsewhere' });
    const file = spool.file('HomeDomain', 'large');
    assert.ok(file && wholeOf(file).equals(large));
    assert.deepEqual(
      [...(file.extendedAttributes ?? [])].map(([name, value]) => [name, [...value]]),
      [['com.example.tag', [1, 2, 255]]],
    );
    const link = spool.file('HomeDomain', 'link');
    assert.deepEqual([link?.kind, link?.target, link?.size], ['symlink', '../elsewhere', 0]);
  });

  it('lie in a folder of this user alone, which goes with them', () => {
    using temporary = ownTemporaryFolder();
    const spool = SpooledFiles.create(1n);
    const [folder = ''] = readdirSync(temporary.path);
    assert.equal(statSync(join(temporary.path, folder)).mode & 0o777, 0o700);
    spool[Symbol.dispose]();
    spool[Symbol.dispose]();
    assert.deepEqual(readdirSync(temporary.path), []);
  });
});

describe('restored content', () => {
  it('is what came, and of what was there before what stays', () => {
    using received = SpooledFiles.create(1n);
    for (const name of ['', 'both', 'new']) received.add('HomeDomain', name, FILE);
    const before = new EditableContent(() => {
      const phone = new PhoneBuilder(1, 1_768_464_000);
      for (const name of ['both', 'goes', 'stays']) phone.domain('HomeDomain').file(name, () => new TextEncoder().encode(name));
      phone.domain('AppDomain-a').file('x', () => new Uint8Array(1));
      return phone.finish();
    });
    const restored = new RestoredContent({
      received,
      applications: [],
      before: { content: before, stays: ({ relativePath }) => relativePath !== 'goes' },
    });
    const places = [...restored.files()].map(({ domain, relativePath }) => `${domain}/${relativePath}`);
    assert.deepEqual(places, ['AppDomain-a/', 'AppDomain-a/x', 'HomeDomain/', 'HomeDomain/both', 'HomeDomain/new', 'HomeDomain/stays']);
    assert.equal(restored.file('HomeDomain', 'goes'), undefined);
    assert.equal(restored.file('HomeDomain', 'both')?.userId, -2);
    assert.equal(wholeOf(restored.file('HomeDomain', 'stays')).toString(), 'stays');
  });
});

function wholeOf(file: PhoneFile | undefined): Buffer {
  const content = file?.read() ?? new Uint8Array(0);
  return Buffer.concat(content instanceof Uint8Array ? [content] : [...content]);
}
