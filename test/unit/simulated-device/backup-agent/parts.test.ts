/** Small parts of the backup agent. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import { isOnlyInEncrypted } from '../../../../src/simulated-device/backup-agent/encrypted-only.ts';
import { DevicePaths } from '../../../../src/simulated-device/backup-agent/device-paths.ts';
import { ProgressPlan, weight } from '../../../../src/simulated-device/backup-agent/progress-plan.ts';
import { sortedDifference } from '../../../../src/simulated-device/backup-agent/sorted-difference.ts';
import { AgentMemory, UploadLog } from '../../../../src/simulated-device/backup-agent/agent-memory.ts';
import { driveReadError, driveWriteError, fromHostStatus } from '../../../../src/simulated-device/backup-agent/mobile-backup-error.ts';
import { scan } from '../../../../src/simulated-device/backup-agent/scan.ts';
import { behaviourOf } from '../../../../src/simulated-device/ios-versions.ts';
import { makeSmallPhone } from '../../../../src/simulated-device/content/small-phone.ts';

describe('progress plan', () => {
  it('fits the one log with numbers: 514 directories and a status of a plan of 526 seconds', () => {
    const plan = new ProgressPlan();
    plan.start(526.0836);
    for (let n = 0; n < 514; n++) plan.advance(weight.directory);
    assert.ok(Math.abs(plan.advance(weight.transfer(1, 0)) - 0.9797022145461082) < 0.0001);
  });

  it('knows nothing before there is a plan', () => {
    assert.equal(new ProgressPlan().advance(weight.directory), 0);
  });
});

describe('sorted difference', () => {
  for (const [list, without, expected] of [
    [['a', 'b', 'c'], ['b'], ['a', 'c']],
    [['a', 'b'], [], ['a', 'b']],
    [[], ['a'], []],
    [['b', 'd'], ['a', 'b', 'c', 'd', 'e'], []],
    [['c'], ['a', 'b'], ['c']],
  ] as const) {
    it(`[${list.join()}] without [${without.join()}]`, () => {
      assert.deepEqual([...sortedDifference(list, without)], expected);
    });
  }
});

describe('upload log', () => {
  it('keeps thousands of entries, the latest of each file', () => {
    const log = new UploadLog('x');
    const id = (n: number) => n.toString(16).padStart(40, '0');
    for (let n = 0; n < 5000; n++) log.add(id(n), BigInt(n));
    log.add(id(3), (1n << 64n) - 1n);
    const map = log.toMap();
    assert.equal(map.size, 5000);
    assert.equal(map.get(id(4999)), 4999n);
    assert.equal(map.get(id(3)), (1n << 64n) - 1n);
  });
});

describe('agent memory', () => {
  it('remembers the latest interrupted backups and no more', () => {
    const memory = new AgentMemory();
    for (const uuid of ['a', 'b', 'c', 'd', 'a', 'e']) memory.begin(uuid);
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'e'].map((uuid) => memory.recall(uuid)?.uuid),
      ['a', undefined, 'c', 'd', 'e'],
    );
  });
});

describe('scan', () => {
  it('ends when nobody waits for it any more', async () => {
    const [file] = makeSmallPhone().files();
    assert.ok(file);
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield file;
      },
    };
    const stop = new AbortController();
    setImmediate(() => {
      stop.abort();
    });
    const previous = { isFull: true, [Symbol.dispose]: () => undefined };
    await assert.rejects(scan(endless, previous, stop.signal), (error) => isCodedError(error, 'cancelled'));
  });
});

describe('what only an encrypted backup holds', () => {
  for (const [domain, relativePath, major, expected] of [
    ['HealthDomain', '', 17, true],
    ['HealthDomain', 'Health/healthdb.sqlite', 9, true],
    ['HomeDomain', 'Library/CallHistoryDB/CallHistory.storedata', 13, true],
    ['HomeDomain', 'Library/CallHistoryDB/CallHistory.storedata', 12, false],
    ['HomeDomain', 'Library/Safari/History.db-wal', 17, true],
    ['HomeDomain', 'Library/Safari/Bookmarks.db', 17, false],
    ['KeychainDomain', 'keychain-backup.plist', 17, false],
  ] as const) {
    it(`${domain}-${relativePath} on iOS ${major}: ${expected}`, () => {
      assert.equal(isOnlyInEncrypted({ domain, relativePath }, behaviourOf(`${major}.0`)), expected);
    });
  }
});

describe('device paths', () => {
  const content = makeSmallPhone();
  const paths = new DevicePaths(1, content.applications());
  const pathOf = (domain: string, relativePath: string) => paths.pathOf(content.file(domain, relativePath) ?? assert.fail());

  it('are those of a mounted snapshot', () => {
    assert.equal(pathOf('HomeDomain', 'Library/SMS/sms.db'), '/.b/3/var/mobile/Library/SMS/sms.db');
    assert.equal(pathOf('KeychainDomain', 'keychain-backup.plist'), '/.b/3/var/Keychains/keychain-backup.plist');
    assert.match(
      pathOf('SysSharedContainerDomain-systemgroup.com.apple.pisco.suinfo', 'Library/SUInfo.plist'),
      /\/SystemGroup\/systemgroup\.com\.apple\.pisco\.suinfo\/Library/,
    );
    assert.match(
      pathOf('SysContainerDomain-com.apple.geod', 'Documents'),
      /^\/\.b\/3\/var\/containers\/Data\/System\/[0-9A-F-]{36}\/Documents$/,
    );
  });

  it('lead into the containers that installation_proxy names', () => {
    const app = content.applications().find(({ id }) => id === 'com.example.fieldnotes') ?? assert.fail();
    assert.equal(pathOf('AppDomain-com.example.fieldnotes', 'Documents/empty file'), `/.b/3${app.dataPath}/Documents/empty file`);
  });
});

describe('errors of the agent', () => {
  const missing = fromHostStatus(-6, 'No such file or directory', 'X/Manifest.plist');

  it('read as a phone writes them', () => {
    const text =
      'Error reading backup properties (MBErrorDomain/205). Underlying error: No such file or directory at path "X/Manifest.plist" (MBErrorDomain/4).';
    assert.equal(driveReadError('Error reading backup properties', missing).describe(), text);
  });

  it('tell a host that cannot from a folder that is wrong', () => {
    const io = fromHostStatus(-11, 'Input/output error');
    const exists = fromHostStatus(-7, 'File exists');
    assert.deepEqual([driveReadError('', io).mbCode, driveReadError('', missing).mbCode], [103, 205]);
    assert.deepEqual(
      [driveWriteError('', io).mbCode, driveWriteError('', missing).mbCode, driveWriteError('', exists).mbCode],
      [104, 205, 205],
    );
  });
});
