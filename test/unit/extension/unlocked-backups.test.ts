import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { BackupKeys } from '../../../src/backup/index.ts';
import { UnlockedBackups } from '../../../src/extension/backups/unlocked-backups.ts';

const MINUTE_MS = 60_000;

/** Keys that only count how often they are locked. */
function makeKeys(): { keys: BackupKeys; locks: () => number } {
  let locks = 0;
  const lock = () => {
    locks++;
    return Promise.resolve();
  };
  return { keys: { path: '/b', lock, dispose: () => void lock() } as unknown as BackupKeys, locks: () => locks };
}

describe('unlocked backups', () => {
  let clock: sinon.SinonFakeTimers;
  let minutes: number;
  let unlocked: UnlockedBackups;
  let changes: string[];

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    minutes = 15;
    unlocked = new UnlockedBackups({ lockAfterMinutes: () => minutes });
    changes = [];
    unlocked.onDidChange((path) => changes.push(`${path} ${unlocked.has(path) ? 'unlocked' : 'locked'}`));
  });

  afterEach(() => clock.restore());

  it('give their keys out until they are locked, and tell of both', async () => {
    const { keys, locks } = makeKeys();
    unlocked.add('/b', keys);
    assert.equal(unlocked.use('/b'), keys);
    await unlocked.lock('/b');
    await unlocked.lock('/b');
    assert.deepEqual([unlocked.use('/b'), locks(), changes], [undefined, 1, ['/b unlocked', '/b locked']]);
  });

  it('lock themselves after a while without use', () => {
    const { keys, locks } = makeKeys();
    unlocked.add('/b', keys);
    clock.tick(14 * MINUTE_MS);
    unlocked.use('/b');
    clock.tick(14 * MINUTE_MS);
    assert.equal(locks(), 0);
    clock.tick(MINUTE_MS);
    assert.deepEqual([locks(), unlocked.has('/b')], [1, false]);
  });

  it('stay while a job needs them, and begin to wait when it ends', () => {
    const { keys, locks } = makeKeys();
    unlocked.add('/b', keys);
    const held = unlocked.hold('/b');
    clock.tick(60 * MINUTE_MS);
    assert.equal(locks(), 0);
    held.dispose();
    clock.tick(15 * MINUTE_MS);
    assert.equal(locks(), 1);
  });

  it('stay for good when the settings say so', () => {
    minutes = 0;
    const { keys, locks } = makeKeys();
    unlocked.add('/b', keys);
    clock.tick(10_000 * MINUTE_MS);
    assert.equal(locks(), 0);
  });

  it('stay in use when somebody unlocks a second time, and are all wiped at the end', async () => {
    const [first, second, other] = [makeKeys(), makeKeys(), makeKeys()];
    assert.equal(unlocked.add('/b', first.keys), first.keys);
    const held = unlocked.hold('/b');
    assert.equal(unlocked.add('/b', second.keys), first.keys);
    unlocked.add('/c', other.keys);
    assert.deepEqual([first.locks(), second.locks()], [0, 1]);
    clock.tick(15 * MINUTE_MS);
    assert.equal(first.locks(), 0, 'a job still holds them');
    held.dispose();
    await unlocked.lockAll();
    assert.deepEqual([first.locks(), second.locks(), other.locks(), unlocked.paths()], [1, 1, 1, []]);
  });

  it('can be held before they are unlocked, to no effect', () => {
    unlocked.hold('/b').dispose();
    assert.deepEqual(changes, []);
  });
});
