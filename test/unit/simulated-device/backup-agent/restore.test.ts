import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeManifestProperties, decodeStatus, encodeManifestProperties, encodeStatus, fileIdOf } from '../../../../src/formats/index.ts';
import type { RestoreOptions } from '../../../../src/device-protocol/index.ts';
import type { RestoreRecord, RestoreTarget } from '../../../../src/simulated-device/backup-agent/restore/restore-target.ts';
import { StreamDecipher } from '../../../../src/simulated-device/backup-agent/restore/stream-decipher.ts';
import { makeEmptyPhone } from '../../../../src/simulated-device/content/factory-phone.ts';
import type { PhoneContent } from '../../../../src/simulated-device/content/phone-content.ts';
import { PhoneStorage } from '../../../../src/simulated-device/phone/phone-storage.ts';
import { encryptPayload } from '../../../../src/formats/index.ts';
import { AGENT_UDID, backUp, helloThen, testPhone, tinyPhone, type Session } from '../../../support/agent-session.ts';
import { failed, MemoryDrive } from '../../../support/memory-drive.ts';

const FILES = 300;
const at = (name: string) => `${AGENT_UDID}/${name}`;
const payloadOf = (domain: string, path: string) => {
  const id = fileIdOf(domain, path);
  return at(`${id.slice(0, 2)}/${id}`);
};

describe('a phone that is restored', () => {
  let backup: Map<string, Buffer>;
  let content: PhoneContent;

  before(async () => {
    content = tinyPhone(FILES);
    const drive = new MemoryDrive();
    const { response } = await backUp(testPhone({ content }), drive);
    assert.equal(response?.errorCode, 0);
    backup = drive.files;
  });

  it('asks for four files, then in batches of 128 by name, and for nothing at last', async () => {
    const { session, record, storage } = await restore();
    assert.equal(session.response?.errorCode, 0);
    const lists = session.commands.flatMap((command) => (command.kind === 'download-files' ? [command] : []));
    assert.deepEqual(
      lists.slice(0, 4).map(({ paths }) => paths),
      ['Status.plist', 'Manifest.plist', 'Manifest.db', 'Info.plist'].map((name) => [at(name)]),
    );
    assert.deepEqual(
      lists.slice(4).map(({ paths, totalBytes }) => [paths.length, totalBytes === 0]),
      [
        [128, false],
        [128, false],
        [45, false],
        [0, true],
      ],
    );
    assert.ok(lists.slice(4).every(({ options }) => options?.has('DLDeviceIOCallbacks')));
    const progress = lists.slice(4).map((command) => command.progress ?? 0);
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    );
    assert.ok(Math.abs((progress.at(-1) ?? 0) - 97) < 0.01, String(progress.at(-1)));
    assert.deepEqual([record.files, record.isDone], [FILES + 1, true]);
    assert.equal([...storage.content.files()].length, [...content.files()].length);
  });

  it('tells files apart by their names, in whatever order they come', async () => {
    const { session, storage } = await restore({ sendsBackwards: true });
    assert.equal(session.response?.errorCode, 0);
    const file = storage.content.file('AppDomain-com.example.tiny', 'Documents/file 17.txt');
    assert.equal(Buffer.from((file?.read() ?? assert.fail()) as Uint8Array).toString(), 'content of file 17');
  });

  it('replaces nothing when it fails', async () => {
    const { session, record, storage } = await restore({
      change: (files) => void files.delete(payloadOf('HomeDomain', 'Library/system.txt')),
    });
    assert.equal(session.response?.errorCode, 205);
    assert.equal(session.response.description, 'Multiple errors downloading files (MBErrorDomain/205)');
    assert.equal(storage.content, content);
    assert.deepEqual(record.refused, { code: 205, description: 'Multiple errors downloading files (MBErrorDomain/205)' });
    assert.deepEqual([...record.entries()], []);
  });

  const refusals: readonly (readonly [what: string, change: Change, code: number, text: RegExp])[] = [
    ['no Status.plist', remove('Status.plist'), 204, /^No backup found at path "[^"]*Status\.plist" \(MBErrorDomain\/204\)$/],
    ['an empty Status.plist', put('Status.plist', ''), 204, /^No backup found/],
    ['a Status.plist that is none', put('Status.plist', 'nonsense'), 205, /^Error reading status .*Underlying error: Error deserializing/],
    ['a backup that was never finished', status({ snapshotState: 'uploading' }), 204, /never finished/],
    ['a backup that is empty', status({ backupState: 'empty' }), 204, /never finished/],
    ['a status of iOS 3', status({ version: '2.0' }), 203, /^Unsupported status version: 2\.0 \(MBErrorDomain\/203\)$/],
    ['a status of the future', status({ version: '4.0' }), 203, /^Unsupported status version: 4\.0/],
    ['no Manifest.plist', remove('Manifest.plist'), 205, /^Error reading backup properties .*No such file or directory at path/],
    ['an empty Manifest.plist', put('Manifest.plist', ''), 205, /Cannot parse a NULL or zero-length data/],
    ['no Manifest.db', remove('Manifest.db'), 205, /^Error reading backup database .*No such file or directory/],
    ['a Manifest.db that is none', put('Manifest.db', 'nonsense'), 205, /^Error reading backup database .*Error opening manifest database/],
    ['an encrypted backup without a keybag', properties({ isEncrypted: true, backupKeyBag: undefined }), 205, /^No keybag in manifest/],
    ['an encrypted backup with a keybag that is none', properties({ isEncrypted: true }), 207, /MKBKeyBagUnlock error \(-3\)/],
    [
      'a backup of a newer system',
      put('Info.plist', info('18.0')),
      203,
      /^Backup is from an incompatible OS version \(MBErrorDomain\/203\)$/,
    ],
    [
      'a domain with a slash',
      rows("UPDATE Files SET domain = 'Home/Domain' WHERE relativePath = 'Library/system.txt'"),
      205,
      /^Domain name cannot contain a slash \(MBErrorDomain\/205\)$/,
    ],
    [
      'an unknown domain',
      rows("UPDATE Files SET domain = 'SomeDomain' WHERE relativePath = 'Library/system.txt'"),
      205,
      /^Unknown domain name in file record/,
    ],
    [
      'a system file of other content',
      put(payload('Library/system.txt'), 'SYSTEM'),
      205,
      /^Digest didn't match for some files \(MBErrorDomain\/205\)$/,
    ],
  ];
  for (const [what, change, code, text] of refusals) {
    it(`refuses ${what}: ${String(code)}`, async () => {
      const { session, storage } = await restore({ change });
      assert.equal(session.response?.errorCode, code, session.response?.description);
      assert.match(session.response.description ?? '', text);
      assert.equal(storage.content, content);
    });
  }

  it('needs no Info.plist, and takes a backup of an older system', async () => {
    for (const change of [remove('Info.plist'), put('Info.plist', info('17.5')), put('Info.plist', info('nonsense'))]) {
      assert.equal((await restore({ change })).session.response?.errorCode, 0);
    }
  });

  it('that the host cannot read its status to: 103', async () => {
    const { session } = await restore({
      intercept: (drive) => {
        drive.intercept = (message) => (message.kind === 'download-files' ? failed(-11, 'Input/output error') : undefined);
      },
    });
    assert.equal(session.response?.errorCode, 103);
    assert.match(
      session.response.description ?? '',
      /^Error reading status \(MBErrorDomain\/103\)\. Underlying error: Input\/output error/,
    );
  });

  it('refuses while it is locked (208), with Find My on (211) and before a restart (102), and asks for nothing', async () => {
    for (const [state, code] of [
      [{ isLocked: true }, 208],
      [{ isFindMyOn: true }, 211],
      [{ awaitsReboot: true }, 102],
    ] as const) {
      const { session } = await restore({ state });
      assert.equal(session.response?.errorCode, code);
      assert.deepEqual(
        session.names.filter((name) => name === 'DLMessageDownloadFiles'),
        [],
      );
    }
  });

  it('takes its own defaults for options that are absent', async () => {
    const { record } = await restore();
    assert.deepEqual(record.effective, {
      systemFiles: true,
      shouldReboot: true,
      copyBackup: true,
      preserveSettings: false,
      removeItemsNotRestored: true,
    });
  });

  for (const [productVersion, systemFiles, cleared] of [
    ['26.6.2', true, false],
    ['27.0', false, false],
    ['27.0', true, true],
  ] as const) {
    const name = systemFiles ? 'with system files' : 'without system files';
    it(`iOS ${productVersion} ${name}, told to leave what the backup does not hold: ${cleared ? 'clears three domains of it' : 'leaves it'}`, async () => {
      const there = tinyPhone(1);
      for (const domain of ['HomeDomain', 'CameraRollDomain', 'KeyboardDomain', 'MediaDomain', 'RootDomain']) {
        there.setFile(domain, 'Library/only on the phone', { content: 'mine' });
      }
      there.setFile('AppDomain-com.example.tiny', 'Documents/only on the phone', { content: 'mine' });
      const { session, storage } = await restore({ productVersion, there, options: { systemFiles, removeItemsNotRestored: false } });
      assert.equal(session.response?.errorCode, 0);
      const kept = [...storage.content.files()].filter(({ relativePath }) => relativePath.endsWith('only on the phone'));
      const others = ['AppDomain-com.example.tiny', 'MediaDomain', 'RootDomain'];
      assert.deepEqual(
        kept.map(({ domain }) => domain),
        cleared ? others : [...others, 'HomeDomain', 'CameraRollDomain', 'KeyboardDomain'].sort(),
      );
      assert.ok(storage.content.file('CameraRollDomain', ''), 'the domain itself stays');
      assert.ok(storage.content.file('HomeDomain', 'Library/system.txt'), 'what the backup holds is there');
    });
  }

  interface Setting {
    readonly change?: Change;
    readonly sendsBackwards?: boolean;
    readonly intercept?: (drive: MemoryDrive) => void;
    readonly state?: Partial<RestoreTarget>;
    readonly options?: RestoreOptions;
    readonly productVersion?: string;
    /** What lies on the phone; what the backup holds when absent. */
    readonly there?: PhoneContent;
  }

  async function restore(setting: Setting = {}): Promise<{
    readonly session: Session;
    readonly record: RestoreRecord;
    readonly storage: PhoneStorage;
  }> {
    const { change, sendsBackwards = false, intercept, state, options = {}, productVersion = '17.5.1', there = content } = setting;
    const drive = new MemoryDrive();
    for (const [path, bytes] of backup) drive.files.set(path, bytes);
    drive.files.set(at('Info.plist'), Buffer.from(info('17.5.1')));
    change?.(drive.files);
    drive.sendsBackwards = sendsBackwards;
    intercept?.(drive);
    const storage = new PhoneStorage(there, makeEmptyPhone);
    const records: RestoreRecord[] = [];
    const target: RestoreTarget = {
      isLocked: false,
      isFindMyOn: false,
      awaitsReboot: false,
      freeBytes: () => 1n << 40n,
      takeRestoreApplications: () => undefined,
      makeSpool: () => storage.makeSpool(),
      putInPlace: (parts) => {
        storage.putInPlace(parts);
      },
      note: (record) => records.push(record),
      restartWhenLeft: () => undefined,
      erase: () => undefined,
      ...state,
    };
    const phone = testPhone({ content: there, productVersion, restoring: target });
    const request = { name: 'Restore', targetIdentifier: AGENT_UDID, sourceIdentifier: AGENT_UDID, options } as const;
    const session = await backUp(phone, drive, { requests: helloThen(request) });
    assert.deepEqual(phone.violations, []);
    const [record] = records;
    assert.ok(record);
    storages.push(storage);
    return { session, record, storage };
  }

  const storages: PhoneStorage[] = [];
  afterEach(() => {
    for (const storage of storages.splice(0)) storage[Symbol.dispose]();
  });
});

describe('a payload that is decrypted as it comes', () => {
  const key = createHash('sha256').update('key').digest();

  for (const size of [0, 1, 15, 16, 17, 4096, 100_000]) {
    it(`of ${String(size)} bytes is whole, in pieces of any size`, () => {
      const plain = Buffer.alloc(size, 'plain text ');
      const stored = encryptPayload(key, plain);
      for (const step of [1, 7, 16, 4097]) {
        if (size / step > 10_000) continue;
        const decipher = new StreamDecipher(key, size);
        const pieces: Uint8Array[] = [];
        for (let from = 0; from < stored.length; from += step) {
          pieces.push(Buffer.from(decipher.update(stored.subarray(from, from + step))));
        }
        pieces.push(decipher.finish() ?? assert.fail('refused'));
        assert.ok(Buffer.concat(pieces).equals(plain), `${String(step)} bytes at once`);
      }
    });
  }

  it('is refused when its padding is none', () => {
    const decipher = new StreamDecipher(key, 50);
    decipher.update(Buffer.alloc(112, 'not encrypted with this key'));
    assert.equal(decipher.finish(), undefined);
  });

  it('is refused when it is cut off', () => {
    const decipher = new StreamDecipher(key, 100);
    decipher.update(encryptPayload(key, Buffer.alloc(100)).subarray(0, 40));
    assert.equal(decipher.finish(), undefined);
  });
});

type Change = (files: Map<string, Buffer>) => void;

function remove(name: string): Change {
  return (files) => void files.delete(at(name));
}

function put(name: string, text: string): Change {
  return (files) => void files.set(name.startsWith(AGENT_UDID) ? name : at(name), Buffer.from(text));
}

function payload(path: string): string {
  return payloadOf('HomeDomain', path);
}

function status(changes: Partial<Parameters<typeof encodeStatus>[0]>): Change {
  return (files) =>
    void files.set(
      at('Status.plist'),
      Buffer.from(encodeStatus({ ...decodeStatus(files.get(at('Status.plist')) ?? assert.fail()), ...changes })),
    );
}

function properties({ isEncrypted, ...changes }: { isEncrypted: boolean; backupKeyBag?: undefined }): Change {
  return (files) => {
    const { backupKeyBag, ...others } = decodeManifestProperties(files.get(at('Manifest.plist')) ?? assert.fail());
    const kept = 'backupKeyBag' in changes || backupKeyBag === undefined ? {} : { backupKeyBag };
    const raw = new Map([...others.raw].filter(([name]) => name !== 'BackupKeyBag'));
    files.set(at('Manifest.plist'), Buffer.from(encodeManifestProperties({ ...others, ...kept, raw, isEncrypted })));
  };
}

function info(productVersion: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>Product Version</key><string>${productVersion}</string></dict></plist>`;
}

/** Changes rows of the catalogue. */
function rows(statement: string): Change {
  return (files) => {
    const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
    try {
      const path = join(folder, 'Manifest.db');
      writeFileSync(path, files.get(at('Manifest.db')) ?? assert.fail());
      const database = new DatabaseSync(path);
      database.exec(statement);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      files.set(at('Manifest.db'), readFileSync(path));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}
