/** Folders of this computer as containers of an app on a simulated phone: what the phone and its backup then have, and what is refused. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { Device, readPlistFrame, writePlistFrame } from '../../src/device-protocol/index.ts';
import { dict } from '../../src/formats/index.ts';
import { layApp, type SimulatedDevice } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { simulated, type Simulated } from '../support/simulated.ts';

const ID = 'com.example.myapp';
const DOMAIN = `AppDomain-${ID}`;

describe('an app on a simulated phone', () => {
  let sim: Simulated;
  let folder: ReturnType<typeof temporaryFolder>;
  let phone: SimulatedDevice;

  beforeEach(async () => {
    sim = await simulated({ seed: 1, devices: [{ content: 'new' }] });
    phone = sim.phone;
    folder = temporaryFolder();
  });

  afterEach(async () => {
    folder[Symbol.dispose]();
    await sim[Symbol.asyncDispose]();
  });

  function put(path: string, content: string | Uint8Array = path): string {
    const file = join(folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Paths with kind and class, or link. */
  function listed(domain = DOMAIN): string[] {
    return [...phone.content.files()]
      .filter((file) => file.domain === domain)
      .map(({ relativePath, kind, protectionClass, target }) =>
        kind === 'file'
          ? `${relativePath} ${String(protectionClass)}`
          : kind === 'symlink'
            ? `${relativePath} -> ${target ?? ''}`
            : `${relativePath}/`,
      );
  }

  it('has of a container what a phone backs up, with the classes and without what the app excludes', async () => {
    put('.com.apple.mobile_container_manager.metadata.plist');
    put('SystemData/x');
    put('tmp/x');
    put('Documents/a.txt');
    put('Documents/.DS_Store');
    put('Documents/cache/b.txt');
    put('Documents/tmp/kept.txt');
    put('Library/Caches/c.txt');
    put('Library/Application Support/Library/Caches/kept.txt');
    put('StoreKit/x');
    const laid = await layApp(phone, {
      id: ID,
      folder: folder.path,
      isExcluded: (domain, path) => domain === DOMAIN && path === 'Documents/cache',
      protectionOf: (_, path) => (path.startsWith('Documents/') ? 1 : 3),
    });
    assert.deepEqual(listed(), [
      '/',
      'Documents/',
      'Documents/a.txt 1',
      'Documents/tmp/',
      'Documents/tmp/kept.txt 1',
      'Library/',
      'Library/Application Support/',
      'Library/Application Support/Library/',
      'Library/Application Support/Library/Caches/',
      'Library/Application Support/Library/Caches/kept.txt 3',
    ]);
    assert.deepEqual(laid, {
      files: 3,
      bytes: 'Documents/a.txtDocuments/tmp/kept.txtLibrary/Application Support/Library/Caches/kept.txt'.length,
      leftOut: { neverBackedUp: 6, excluded: 1, special: 0 },
    });
  });

  it('is there for hosts, together with its groups, and once more after its folder has changed', async () => {
    put('App/Documents/a.txt');
    put('Group/shared.sqlite');
    put('Group/Library/Caches/x');
    const group = 'group.com.example.my';
    const app = { id: ID, folder: join(folder.path, 'App'), groups: [{ id: group, folder: join(folder.path, 'Group') }] };
    await layApp(phone, app);
    put('App/Documents/b.txt');
    rmSync(join(folder.path, 'App/Documents/a.txt'));
    assert.deepEqual(listed(), ['/', 'Documents/', 'Documents/a.txt 3'], 'it has what was there when it was laid');
    await layApp(phone, app);
    assert.deepEqual(listed(), ['/', 'Documents/', 'Documents/b.txt 3']);
    assert.deepEqual(listed(`AppDomainGroup-${group}`), ['/', 'Library/', 'shared.sqlite 3']);
    assert.equal(phone.content.applications().filter(({ id }) => id === ID || id === group).length, 2);
    assert.ok(phone.content.file('AppDomain-com.apple.Health', ''), 'the phone keeps everything else');
    const device = await Device.open(sim.mux, phone.udid);
    await device.pair();
    await using session = await device.openSession();
    await using houseArrest = await session.startService('com.apple.mobile.house_arrest');
    await writePlistFrame(houseArrest, dict({ Command: 'VendContainer', Identifier: ID }), 'xml');
    assert.deepEqual(await readPlistFrame(houseArrest, { maxLength: 10_000 }), dict({ Status: 'Complete' }));
  });

  it('takes what Xcode downloads from a device', async () => {
    put('My.xcappdata/AppDataInfo.plist');
    put('My.xcappdata/AppData/Documents/a.txt');
    await layApp(phone, { id: ID, folder: join(folder.path, 'My.xcappdata') });
    assert.deepEqual(listed(), ['/', 'Documents/', 'Documents/a.txt 3']);
  });

  it('never follows a link, and leaves out what is no file', async () => {
    put('secret/key.pem', 'secret');
    put('App/Documents/a.txt');
    symlinkSync(join(folder.path, 'secret'), join(folder.path, 'App/Documents/out'));
    symlinkSync('../../secret/key.pem', join(folder.path, 'App/Documents/key'));
    symlinkSync('.', join(folder.path, 'App/Documents/loop'));
    execFileSync('mkfifo', [join(folder.path, 'App/Documents/pipe')]);
    const { leftOut } = await layApp(phone, { id: ID, folder: join(folder.path, 'App') });
    assert.equal(leftOut.special, 1);
    assert.deepEqual(listed(), [
      '/',
      'Documents/',
      'Documents/a.txt 3',
      'Documents/key -> ../../secret/key.pem',
      'Documents/loop -> .',
      `Documents/out -> ${join(folder.path, 'secret')}`,
    ]);
  });

  it('has every byte of a large file, and an empty one', async () => {
    const bytes = Buffer.alloc(3_000_001, 'abcdefg');
    put('Documents/large', bytes);
    put('Documents/empty', '');
    await layApp(phone, { id: ID, folder: folder.path });
    const read = phone.content.file(DOMAIN, 'Documents/large')?.read() ?? [];
    assert.ok(Buffer.concat(read instanceof Uint8Array ? [read] : [...read]).equals(bytes));
    assert.equal(phone.content.file(DOMAIN, 'Documents/empty')?.size, 0);
  });

  it('has a file whose name begins with what is a mark of byte order elsewhere', async () => {
    put('Documents/\ufeffmarked.txt');
    await layApp(phone, { id: ID, folder: folder.path });
    assert.ok(phone.content.file(DOMAIN, 'Documents/\ufeffmarked.txt'));
  });

  describe('is refused, and the phone is as it was', () => {
    /** Nothing stays of a copy that was begun. */
    async function refuses(code: string, act: () => Promise<unknown>, data: Record<string, unknown> = {}): Promise<void> {
      const before = phone.content;
      const spools = spoolsNow();
      await assert.rejects(act(), (error) => {
        assert.ok(isCodedError(error, code), String(error));
        for (const [name, value] of Object.entries(data)) assert.equal(error.data[name], value);
        return true;
      });
      assert.equal(phone.content, before);
      assert.deepEqual(spoolsNow(), spools);
    }

    const spoolsNow = () => readdirSync(tmpdir()).filter((name) => name.startsWith('simulated-phone-'));
    const lay = (path: string, id = ID) => layApp(phone, { id, folder: join(folder.path, path) });

    it('without a folder, or with a file in its place', async () => {
      const file = put('a.txt');
      await refuses('simulator-app-folder-missing', () => lay('gone'), { path: join(folder.path, 'gone') });
      await refuses('simulator-app-folder-missing', () => layApp(phone, { id: ID, folder: file }));
    });

    it('with a folder of which no phone would back up anything', async () => {
      put('App/Caches/x');
      put('App/Documents', 'a file of that name');
      await refuses('simulator-app-folder-foreign', () => lay('App'));
    });

    it('with an id that is none', async () => {
      put('App/Documents/x');
      for (const id of ['', '../x', 'a/b', 'a..b', 'com.exämple', '.a', 'a\0b', 'x'.repeat(300)]) {
        await refuses('simulator-app-id-malformed', () => lay('App', id));
      }
    });

    it('with a name that is not UTF-8', async function () {
      if (process.platform !== 'linux') this.skip();
      put('App/Documents/x');
      writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/App/Documents/`), Buffer.from([0xff, 0x41])]), 'x');
      await refuses('simulator-app-file-unreadable', () => lay('App'), { reason: 'NAME' });
    });

    it('when a file changes while the others are copied', async () => {
      const log = put('App/Documents/a.sqlite-wal');
      put('App/Documents/b.txt');
      const protectionOf = () => {
        appendFileSync(log, 'one more');
        return 3 as const;
      };
      await refuses('simulator-app-file-changed', () => layApp(phone, { id: ID, folder: join(folder.path, 'App'), protectionOf }), {
        path: log,
      });
    });

    it('when a file has given way to a link', async () => {
      const key = put('secret.pem', 'secret');
      put('App/Documents/a.txt');
      const file = put('App/Documents/b.txt');
      const protectionOf = () => {
        rmSync(file, { force: true });
        symlinkSync(key, file);
        return 3 as const;
      };
      await refuses('simulator-app-file-changed', () => layApp(phone, { id: ID, folder: join(folder.path, 'App'), protectionOf }));
    });

    it('when it takes more space than there is', async () => {
      truncateSync(put('App/Documents/huge'), 8e12);
      await refuses('simulator-app-folder-large', () => lay('App'));
    });

    it('when it is canceled', async () => {
      put('App/Documents/a.txt');
      const stop = new AbortController();
      const protectionOf = () => {
        stop.abort();
        return 3 as const;
      };
      const app = { id: ID, folder: join(folder.path, 'App'), protectionOf };
      await refuses('cancelled', () => layApp(phone, app, { signal: stop.signal }));
    });
  });
});
