/** What windows say of a backup that was checked: the same in each of them, and only while it is true. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckMemory, recallVerdict, verifyBackup } from '../../../src/backup/index.ts';
import { BackupRegistry } from '../../../src/extension/backups/backup-registry.ts';
import { BrowserSession } from '../../../src/extension/browser/browser-session.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import { englishLocale } from '../../../src/view/index.ts';
import { copyFixture, temporaryFolder } from '../../support/backup-copy.ts';
import { ownStateHome } from '../../support/own-state-home.ts';

const never = new AbortController().signal;
const SMS = fileIdOf('HomeDomain', 'Library/SMS/sms.db');

function windowOn(folder: string): BackupRegistry {
  return new BackupRegistry({ folders: () => [folder], describe: String, isUnlocked: () => false });
}

async function check(path: string, level: 'quick' | 'full'): Promise<void> {
  const memory = await CheckMemory.begin(path);
  await memory.keepCheck(await verifyBackup(path, { level }));
}

/** Resolves when it is known; to be called before the scan. */
function sizeOf(registry: BackupRegistry, path: string): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const listener = registry.onDidChange(() => {
    if (registry.find(path)?.bytes !== undefined) resolve(undefined);
  });
  return promise.finally(() => listener.dispose());
}

function shown(registry: BackupRegistry, path: string): string | undefined {
  const known = registry.find(path)?.check;
  return known && `${known.verdict} ${known.level}`;
}

function payloadAt(path: string, fileID: string): string {
  return join(path, fileID.slice(0, 2), fileID);
}

describe('windows on a folder of backups', () => {
  let home: Disposable;
  let copy: ReturnType<typeof copyFixture>;
  beforeEach(() => {
    home = ownStateHome();
    copy = copyFixture('plain-ios17');
  });
  afterEach(() => {
    copy[Symbol.dispose]();
    home[Symbol.dispose]();
  });

  it('say the same, those that open later and those that only look again', async () => {
    const [first, second] = [windowOn(copy.parent), windowOn(copy.parent)];
    await first.scan();
    assert.equal(shown(first, copy.path), undefined);
    await check(copy.path, 'full');
    await Promise.all([first.recheck(), second.scan()]);
    assert.deepEqual([shown(first, copy.path), shown(second, copy.path)], ['good full', 'good full']);
  });

  it('forget a verdict with its folder, and do not give it to one that comes in its place', async () => {
    const registry = windowOn(copy.parent);
    await check(copy.path, 'quick');
    await registry.scan();
    assert.equal(shown(registry, copy.path), 'good quick');
    rmSync(copy.path, { recursive: true });
    await registry.scan();
    assert.equal(registry.find(copy.path), undefined);
    using another = copyFixture('plain-ios17');
    renameSync(another.path, copy.path);
    await registry.scan();
    await registry.recheck();
    assert.notEqual(registry.find(copy.path), undefined);
    assert.equal(shown(registry, copy.path), undefined);
  });

  it('take a verdict back when a payload is changed in its place, and say so to who listens', async () => {
    const registry = windowOn(copy.parent);
    await check(copy.path, 'quick');
    const measured = sizeOf(registry, copy.path);
    await registry.scan();
    await Promise.all([registry.recheck(), measured]);
    let changes = 0;
    registry.onDidChange(() => changes++);
    await registry.recheck();
    assert.equal(changes, 0, 'nothing new, nothing drawn');
    writeFileSync(payloadAt(copy.path, SMS), 'x');
    await registry.recheck();
    assert.deepEqual([shown(registry, copy.path), changes], [undefined, 1]);
    for (const again of [() => registry.lookAgain(), () => registry.scan()]) {
      await again();
      assert.equal(shown(registry, copy.path), undefined, 'a quick look does not bring it back');
    }
    await check(copy.path, 'quick');
    await registry.lookAgain();
    assert.notEqual(shown(registry, copy.path), undefined, 'a new check counts');
  });

  it('believe a backup again that went away damaged and came back whole', async () => {
    const payload = payloadAt(copy.path, SMS);
    const content = readFileSync(payload);
    const made = new Date('2026-01-02T03:04:05Z');
    utimesSync(payload, made, made);
    await check(copy.path, 'quick');
    const registry = windowOn(copy.parent);
    await registry.scan();
    writeFileSync(payload, 'x');
    await registry.recheck();
    assert.equal(shown(registry, copy.path), undefined);
    using elsewhere = temporaryFolder();
    const away = join(elsewhere.path, 'away');
    renameSync(copy.path, away);
    await registry.scan();
    writeFileSync(payloadAt(away, SMS), content);
    utimesSync(payloadAt(away, SMS), made, made);
    renameSync(away, copy.path);
    await registry.scan();
    await registry.recheck();
    assert.equal(shown(registry, copy.path), 'good quick');
  });

  it('say of a backup that was changed, after a restart too, that the verdict was about another state', async () => {
    await check(copy.path, 'quick');
    const registry = windowOn(copy.parent);
    await registry.scan();
    writeFileSync(join(copy.path, 'Info.plist'), readFileSync(join(copy.path, 'Info.plist')).subarray(1));
    for (const each of [registry, windowOn(copy.parent)]) {
      await each.scan();
      const { check: now, earlier } = each.find(copy.path) ?? {};
      assert.deepEqual([now, earlier?.verdict, earlier?.level], [undefined, 'good', 'quick']);
    }
    rmSync(copy.path, { recursive: true });
    await registry.scan();
    assert.deepEqual([registry.find(copy.path), registry.copyOf('any')], [undefined, 'none']);
  });

  it('measure a backup behind everything else, and show its size when it is known', async () => {
    const registry = windowOn(copy.parent);
    const measured = sizeOf(registry, copy.path);
    await registry.scan();
    await measured;
    assert.ok((registry.find(copy.path)?.bytes ?? 0) > statSync(join(copy.path, 'Manifest.db')).size);
    registry.dispose();
  });

  it('show a file as the last true check has found it', async () => {
    const session = new BrowserSession({
      path: copy.path,
      isRunning: () => false,
      keys: () => undefined,
      lockAfterMinutes: () => 0,
      locale: englishLocale,
    });
    const details = async (fileID: string) => (await session.details({ fileID }, never)).check;
    try {
      assert.equal(await details(SMS), undefined, 'nobody has looked');
      const payload = payloadAt(copy.path, SMS);
      const { atime, mtime } = statSync(payload);
      writeFileSync(payload, readFileSync(payload).fill(0xff, 100, 108));
      utimesSync(payload, atime, mtime);
      await check(copy.path, 'quick');
      assert.deepEqual([(await details(SMS))?.level, (await details(SMS))?.problem], ['quick', undefined]);
      await check(copy.path, 'full');
      assert.deepEqual([(await details(SMS))?.level, (await details(SMS))?.problem], ['full', 'digest-mismatch']);
      const [other = ''] = readdirSync(copy.path).flatMap((name) =>
        /^[0-9a-f]{2}$/.test(name) ? readdirSync(join(copy.path, name)).filter((each) => each !== SMS) : [],
      );
      assert.deepEqual([(await details(other))?.level, (await details(other))?.problem], ['full', undefined]);
      writeFileSync(payloadAt(copy.path, other), readFileSync(payloadAt(copy.path, other)));
      assert.equal(await details(other), undefined, 'it was touched after the check');
    } finally {
      await session.close();
    }
  });

  it('show nothing of a check during which a payload was changed in its place', async () => {
    const session = new BrowserSession({
      path: copy.path,
      isRunning: () => false,
      keys: () => undefined,
      lockAfterMinutes: () => 0,
      locale: englishLocale,
    });
    const details = async (fileID: string) => (await session.details({ fileID }, never)).check;
    try {
      const memory = await CheckMemory.begin(copy.path);
      const report = await verifyBackup(copy.path, { level: 'full' });
      writeFileSync(payloadAt(copy.path, SMS), 'x');
      await memory.keepCheck(report);
      assert.equal((await recallVerdict(copy.path))?.verdict, 'good', 'a quick look does not see it');
      assert.equal(await recallVerdict(copy.path, { deep: true }), undefined);
      assert.deepEqual(await Promise.all([details(SMS), details(SMS)]), [undefined, undefined]);
      await assert.rejects(session.details({ fileID: SMS }, AbortSignal.abort()), { code: 'cancelled' });
      await check(copy.path, 'full');
      await session.summary();
      assert.notEqual((await details(SMS))?.problem, undefined, 'a new check counts');
    } finally {
      await session.close();
    }
  });
});
