/** What the backup agent answers when the host, its folder or its disk is not as it should be. */
import assert from 'node:assert/strict';
import { encodePathFailures, type DeviceMessage } from '../../../../src/device-protocol/index.ts';
import { dict } from '../../../../src/formats/index.ts';
import type { PasscodeOutcome } from '../../../../src/simulated-device/backup-agent/agent-device.ts';
import {
  AGENT_UDID,
  backUp,
  helloThen,
  summary,
  testPhone,
  tinyPhone,
  type SessionOptions,
  type TestPhone,
} from '../../../support/agent-session.ts';
import { failed, MemoryDrive, type Intercept } from '../../../support/memory-drive.ts';

const STATUS = `${AGENT_UDID}/Status.plist`;
const MANIFEST = `${AGENT_UDID}/Manifest.plist`;

function phone(options: Partial<TestPhone> = {}): TestPhone {
  return testPhone({ content: tinyPhone(), ...options });
}

/** A phone and a drive with a finished backup of it. */
async function backedUp(): Promise<{ device: TestPhone; drive: MemoryDrive }> {
  const device = phone();
  const drive = new MemoryDrive();
  assert.equal((await backUp(device, drive)).response?.errorCode, 0);
  return { device, drive };
}

/** Answers the nth message of a kind, counted from 1. */
function onNth(kind: DeviceMessage['kind'], nth: number, answer: ReturnType<Intercept>): Intercept {
  let seen = 0;
  return (message) => (message.kind === kind && ++seen === nth ? answer : undefined);
}

async function expectRefusal(
  device: TestPhone,
  drive: MemoryDrive,
  code: number,
  description: string,
  options?: SessionOptions,
): Promise<void> {
  const { response } = await backUp(device, drive, options);
  assert.deepEqual([response?.errorCode, response?.description], [code, description]);
  assert.deepEqual(device.violations, []);
}

describe('backup agent: handshake', () => {
  it('answers a host without a common version with error 1', async () => {
    const hello = helloThen({ name: 'Hello', versions: [1, 3] }).slice(1);
    await expectRefusal(phone(), new MemoryDrive(), 1, 'No common supported protocol version (MBErrorDomain/1)', { requests: hello });
  });

  it('chooses the highest common version', async () => {
    for (const [versions, chosen] of [
      [[2, 2.1], 2.1],
      [[2], 2],
    ] as const) {
      const { response } = await backUp(phone(), new MemoryDrive(), { requests: helloThen({ name: 'Hello', versions }).slice(1) });
      assert.equal(response?.protocolVersion, chosen);
    }
  });

  it('ends the link when the host refuses the version', async () => {
    const device = phone();
    const { commands } = await backUp(device, new MemoryDrive(), { versionAnswer: { kind: 'version-refused', answer: 'DLErrorX' } });
    assert.deepEqual(summary(commands), ['version-exchange']);
    assert.equal(device.violations.length, 1);
  });

  it('goes on with a host that only thinks the phone newer than itself', async () => {
    const device = phone();
    const answer = ['DLMessageVersionExchange', 'DLErrorAcceptingDeviceLinkGreater', 300n];
    const { response } = await backUp(device, new MemoryDrive(), { versionAnswer: answer });
    assert.equal(response?.errorCode, 0);
    assert.deepEqual(device.violations, []);
  });

  it('asks for no free space and uses the old spellings with a host that names no version', async () => {
    const { response, names } = await backUp(phone(), new MemoryDrive(), { versionAnswer: ['DLMessageVersionExchange', 'DLVersionsOk'] });
    assert.equal(response?.errorCode, 0);
    const spelt = new Set(names.filter((name) => /Free|Move|Remove/.test(name)));
    assert.deepEqual(spelt, new Set(['DLMessageMoveFiles', 'DLMessageRemoveFiles']));
  });

  it('announces DeviceLink 300 before iOS 14 and 400 from then on', async () => {
    for (const [productVersion, major] of [
      ['13.3.1', 300],
      ['14.0', 400],
    ] as const) {
      const { commands } = await backUp(phone({ productVersion }), new MemoryDrive());
      assert.deepEqual(commands[0], { kind: 'version-exchange', major, minor: 0 });
    }
  });
});

describe('backup agent: requests no real client sends', () => {
  const cases: [string, SessionOptions, RegExp][] = [
    ['another device', { requests: helloThen({ name: 'Backup', targetIdentifier: 'someone-else', forceFull: false }) }, /not this device/],
    ['an unknown name', { requests: helloThen({ name: 'other', messageName: 'Frobnicate', arguments: dict({}) }) }, /Frobnicate/],
    ['a request of a later release', { requests: helloThen({ name: 'other', messageName: 'Restore', arguments: dict({}) }) }, /Restore/],
    [
      'a backup before Hello',
      { requests: helloThen({ name: 'Backup', targetIdentifier: AGENT_UDID, forceFull: false }).slice(1) },
      /before Hello/,
    ],
    ['a status nobody asked for', { requests: [{ kind: 'status', code: 0 }] }, /unexpected status/],
  ];
  for (const [name, options, violation] of cases) {
    it(`stops the connection without an answer: ${name}`, async () => {
      const device = phone();
      const { response } = await backUp(device, new MemoryDrive(), options);
      assert.equal(response, undefined);
      assert.match(device.violations.join(), violation);
    });
  }
});

describe('backup agent: answers of the host', () => {
  it('takes a status of three items for a failure, and says so', async () => {
    const device = phone();
    const drive = new MemoryDrive();
    drive.intercept = onNth('create-directory', 5, ['DLMessageStatusResponse', 0n, '']);
    const { response } = await backUp(device, drive);
    assert.equal(response?.errorCode, 104);
    assert.match(device.violations.join(), /four items/);
  });

  it('ends the session when the host answers a command with something else', async () => {
    const device = phone();
    const drive = new MemoryDrive();
    drive.intercept = onNth('free-disk-space', 1, ['DLMessageSomething']);
    const { response } = await backUp(device, drive);
    assert.equal(response, undefined);
    assert.match(device.violations.join(), /DLMessageSomething/);
  });

  const missing = { code: -6, text: 'No such file or directory' };
  const badAnswers: [string, ReturnType<Intercept>, string][] = [
    ['without a dictionary', failed(-13, 'Multi status'), 'Multi status'],
    ['for another path', failed(-13, 'Multi status', encodePathFailures([{ path: 'x', ...missing }])), 'Multi status'],
    [
      'with two entries',
      failed(
        -13,
        'Multi status',
        encodePathFailures([
          { path: STATUS, ...missing },
          { path: 'x', ...missing },
        ]),
      ),
      'Multi status',
    ],
    [
      'with a code that DeviceLink has not',
      failed(-13, 'Multi status', encodePathFailures([{ path: STATUS, code: 2, text: 'No such file' }])),
      'Multi status',
    ],
  ];
  for (const [name, answer, text] of badAnswers) {
    it(`answers 103 to a multi status ${name}`, async () => {
      const drive = new MemoryDrive();
      drive.intercept = onNth('download-files', 1, answer);
      const underlying = `Underlying error: ${text} at path "${STATUS}" (MBErrorDomain/1).`;
      await expectRefusal(phone(), drive, 103, `Error reading status (MBErrorDomain/103). ${underlying}`);
    });
  }

  it('answers 103 to an I/O error while reading', async () => {
    const { device, drive } = await backedUp();
    drive.intercept = onNth('download-files', 2, failed(-11, 'Input/output error (5)'));
    const underlying = `Underlying error: Input/output error (5) at path "${MANIFEST}" (MBErrorDomain/100).`;
    await expectRefusal(device, drive, 103, `Error reading backup properties (MBErrorDomain/103). ${underlying}`);
  });

  it('answers 104 when files cannot be written', async () => {
    const drive = new MemoryDrive();
    drive.intercept = onNth('upload-files', 2, failed(-15, 'No space left on device'));
    const underlying = 'Underlying error: No space left on device (MBErrorDomain/100).';
    await expectRefusal(phone(), drive, 104, `Multiple errors uploading files (MBErrorDomain/104). ${underlying}`);
  });

  it('answers 104 when Snapshot cannot be removed', async () => {
    const drive = new MemoryDrive();
    drive.intercept = onNth('remove-items', 1, failed(-11, 'Directory not empty'));
    const { response } = await backUp(phone(), drive);
    assert.equal(
      response?.description,
      'Error removing snapshot directory (MBErrorDomain/104). Underlying error: Directory not empty (MBErrorDomain/100).',
    );
  });

  it('refuses a host frame above a megabyte, as it would end a real agent', async () => {
    const { device, drive } = await backedUp();
    drive.chunkBytes = (1 << 20) + 1;
    drive.files.set(`${AGENT_UDID}/Manifest.db`, Buffer.alloc(2 << 20));
    assert.equal((await backUp(device, drive)).response, undefined);
    assert.match(device.violations.join(), /frame-too-long/);
  });
});

describe('backup agent: a folder that cannot be gone on from', () => {
  const empty = 'Cannot parse a NULL or zero-length data (MBErrorDomain/11).';
  it('answers 205 to a zero-byte Manifest.plist, also when a full backup is asked for', async () => {
    for (const forceFull of [false, true]) {
      const { device, drive } = await backedUp();
      drive.files.set(MANIFEST, Buffer.alloc(0));
      const text = `Error reading backup properties (MBErrorDomain/205). Underlying error: Error deserializing properties: ${empty}`;
      await expectRefusal(device, drive, 205, text, { forceFull });
    }
  });

  it('answers 205 to a missing Manifest.plist', async () => {
    const { device, drive } = await backedUp();
    drive.files.delete(MANIFEST);
    const underlying = `Underlying error: No such file or directory at path "${MANIFEST}" (MBErrorDomain/4).`;
    await expectRefusal(device, drive, 205, `Error reading backup properties (MBErrorDomain/205). ${underlying}`);
  });

  it('answers 205 to a missing Manifest.db', async () => {
    const { device, drive } = await backedUp();
    drive.files.delete(`${AGENT_UDID}/Manifest.db`);
    const { response } = await backUp(device, drive);
    assert.match(response?.description ?? '', /^Error reading backup database \(MBErrorDomain\/205\)/);
  });

  it('answers 205 to an unreadable Status.plist', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('not a property list')]) {
      const { device, drive } = await backedUp();
      drive.files.set(STATUS, bytes);
      const { response } = await backUp(device, drive);
      assert.match(response?.description ?? '', /^Error reading status \(MBErrorDomain\/205\)/);
    }
  });

  it('answers 205 after "finished" when the host lists less than it was given', async () => {
    const device = phone();
    const hidden = new MemoryDrive();
    let listings = 0;
    hidden.intercept = (message) => (message.kind === 'contents-of-directory' && listings++ > 0 ? failed(0, '', dict({})) : undefined);
    await expectRefusal(device, hidden, 205, 'Manifest references files not in backup (MBErrorDomain/205)');
    assert.deepEqual(device.succeeded, []);
  });
});

describe('backup agent: room on the host', () => {
  const HEADROOM = 1n << 27n;
  const BYTES = BigInt(3 * 'content of file 0'.length + 'system'.length);
  const NO_SPACE = 'Insufficient free disk space on drive to back up (MBErrorDomain/105)';

  it('needs strictly more than the upload and 128 MiB', async () => {
    const drive = new MemoryDrive();
    drive.freeBytes = BYTES + HEADROOM + 1n;
    assert.equal((await backUp(phone(), drive)).response?.errorCode, 0);
    const exact = new MemoryDrive();
    exact.freeBytes = BYTES + HEADROOM;
    await expectRefusal(phone(), exact, 105, NO_SPACE);
  });

  it('asks for a purge of what is short and 2 GiB more, then once more for the free space', async () => {
    const drive = new MemoryDrive();
    drive.freeBytes = 1000n;
    let asked: DeviceMessage | undefined;
    drive.intercept = (message) => {
      if (message.kind !== 'purge-disk-space') return undefined;
      asked = message;
      drive.freeBytes = 1n << 40n;
      return failed(0, '');
    };
    const { response, commands } = await backUp(phone(), drive);
    assert.equal(response?.errorCode, 0);
    assert.deepEqual(asked, { kind: 'purge-disk-space', bytes: Number(BYTES + HEADROOM - 1000n + (1n << 31n)), urgency: 4 });
    assert.equal(commands.filter(({ kind }) => kind === 'free-disk-space').length, 2);
  });

  it('does not ask for a purge below DeviceLink 400', async () => {
    const drive = new MemoryDrive();
    drive.freeBytes = 0n;
    const { response, commands } = await backUp(phone({ deviceLinkVersion: 300 }), drive);
    assert.equal(response?.errorCode, 105);
    assert.ok(!summary(commands).includes('purge-disk-space'));
  });

  it('goes on when the host does not know its free space', async () => {
    const drive = new MemoryDrive();
    for (const answer of [failed(-1, 'unknown'), failed(0, '', Number.POSITIVE_INFINITY), failed(0, '', Number.NaN)]) {
      drive.intercept = onNth('free-disk-space', 1, answer);
      assert.equal((await backUp(phone(), drive)).response?.errorCode, 0);
    }
  });
});

describe('backup agent: passcode', () => {
  const asking = (outcome: PasscodeOutcome, productVersion = '17.5.1') =>
    phone({ productVersion, askPasscode: () => Promise.resolve(outcome) });

  it('answers 208 when the user does not enter it, before anything is asked of the host', async () => {
    for (const [outcome, text] of [
      ['dismissed', 'Device locked'],
      ['timed-out', 'Device locked - timeout waiting for passcode entry'],
    ] as const) {
      const { response, commands } = await backUp(asking(outcome), new MemoryDrive());
      assert.deepEqual([response?.errorCode, response?.description], [208, `${text} (MBErrorDomain/208)`]);
      assert.deepEqual(summary(commands), ['version-exchange', 'device-ready', 'process-message × 2']);
    }
  });

  it('backs up when it is entered, and asks only from iOS 16.1 on', async () => {
    assert.equal((await backUp(asking('entered'), new MemoryDrive())).response?.errorCode, 0);
    assert.equal((await backUp(asking('dismissed', '16.0'), new MemoryDrive())).response?.errorCode, 0);
  });
});

describe('backup agent: a host that cannot list its folders', () => {
  const IO = failed(-11, 'Input/output error (5)');
  const MISSING = failed(-6, 'No such file or directory');

  it('gets a full backup for it before an incremental one, and no error', async () => {
    for (const [kind, nth, answer] of [
      ['contents-of-directory', 1, IO],
      ['contents-of-directory', 1, MISSING],
      // The status is asked for once more for the check: after the first, Manifest.plist and Manifest.db.
      ['download-files', 4, IO],
    ] as const) {
      const { device, drive } = await backedUp();
      drive.intercept = onNth(kind, nth, answer);
      const { response, commands } = await backUp(device, drive);
      assert.equal(response?.errorCode, 0);
      assert.ok(summary(commands).includes('upload batch'), `${kind} ${nth}`);
    }
  });

  it('is answered 103 after "finished", and 205 when it says that the folder is not there', async () => {
    const broken = new MemoryDrive();
    broken.intercept = onNth('contents-of-directory', 1, IO);
    const underlying = `Underlying error: Input/output error (5) at path "${AGENT_UDID}" (MBErrorDomain/100).`;
    await expectRefusal(phone(), broken, 103, `Error listing directory (MBErrorDomain/103). ${underlying}`);
    const absent = new MemoryDrive();
    absent.intercept = onNth('contents-of-directory', 1, MISSING);
    await expectRefusal(phone(), absent, 205, 'Manifest references files not in backup (MBErrorDomain/205)');
  });
});
