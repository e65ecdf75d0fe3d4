/** Restores of simulated phones by our client: what goes over the wire, what the phone holds afterwards, and what stays as it was. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eraseDevice } from '../../src/backup/index.ts';
import { isCodedError } from '../../src/base/index.ts';
import { decodeStatus, encodeStatus, fileIdOf } from '../../src/formats/index.ts';
import { VirtualClock, type PhoneFile, type SimulatedDevice } from '../../src/simulated-device/index.ts';
import { recordTree, temporaryFolder } from '../support/backup-copy.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { assertSameBackup } from '../support/compare-backups.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { downloads, lastResponse, restoreOptions, restoreRequest, restoreWith, untilBack } from '../support/restore-run.ts';

const APP = 'AppDomain-com.example.trial';
const PASSWORD = 'pässwörd';

const smallPhone = { restartSeconds: 0, keybagRounds: 'low' } as const;
const trialPhone = () => ({ ...smallPhone, content: trialContent() });
const EVERYTHING = { system: true, settings: true, remove: true } as const;

describe('a restore', () => {
  describe('of an erased phone: the next backup is the same', () => {
    it('a plain one', async () => {
      await using run = await trustedPhone(smallPhone);
      await roundTrip(run);
      assert.deepEqual(run.phone.restored[0]?.installed, ['com.example.fieldnotes', 'com.example.trailmap']);
    });

    it('an encrypted one, whose password moves with it', async () => {
      await using run = await trustedPhone({ ...smallPhone, backupPassword: PASSWORD });
      await roundTrip(run, PASSWORD);
      assert.equal(run.phone.backupPassword.current, PASSWORD);
    });

    it('one of iOS 9, with Manifest.mbdb and all payloads in one folder', async () => {
      await using run = await trustedPhone({ ...trialPhone(), preset: 'ios-9' });
      await roundTrip(run);
      assert.ok(existsSync(join(run.path, 'Manifest.mbdb')));
    });
  });

  it('asks as idevicebackup2 does, and sends every option', async () => {
    await using run = await trustedPhone(trialPhone());
    await run.backUp({ verify: 'off' });
    run.trace.length = 0;
    const phases: string[] = [];
    const before = run.phone.deviceId;
    const result = await restoreWith(run, {
      onProgress: ({ phase }) => {
        if (phases.at(-1) !== phase) phases.push(phase);
      },
    });
    assert.deepEqual([result.filesSent, result.filesInBackup, result.restarts], [6, 6, true]);
    assert.deepEqual(phases, ['connecting', 'waiting-for-passcode', 'checking-backup', 'sending', 'finishing-restore']);
    assert.deepEqual(lastResponse(run.trace), { code: 0, description: undefined });
    assert.equal(restoreRequest(run.trace)?.get('SourceIdentifier'), run.phone.udid);
    assert.deepEqual(restoreOptions(run.trace), {
      RestoreSystemFiles: false,
      RestoreShouldReboot: true,
      RestoreDontCopyBackup: true,
      RestorePreserveSettings: true,
      RemoveItemsNotRestored: false,
    });
    const asked = downloads(run.trace);
    assert.deepEqual(asked.slice(0, 4), [['Status.plist'], ['Manifest.plist'], ['Manifest.db'], ['Info.plist']]);
    assert.equal(asked[4]?.length, 6);
    assert.deepEqual(asked[5], []);
    await untilBack(run, before);
  });

  it('changes nothing in the folder, nor beside it', async () => {
    await using run = await trustedPhone(trialPhone());
    await run.backUp({ verify: 'off' });
    const [tree, standing] = [recordTree(run.path), run.standing()];
    await restoreWith(run, { choices: { ...EVERYTHING, reboot: false } });
    assert.deepEqual(recordTree(run.path), tree);
    assert.deepEqual(run.standing(), standing);
  });

  it('keeps names, attributes, dates, classes, flags, links', async () => {
    await using run = await trustedPhone(smallPhone);
    const describeAll = (phone: SimulatedDevice) =>
      new Map([...phone.content.files()].map((file) => [`${file.domain}/${file.relativePath}`, traits(file)]));
    const before = describeAll(run.phone);
    await run.backUp({ verify: 'off' });
    await restoreWith(run, { choices: { ...EVERYTHING, reboot: false } });
    const after = describeAll(run.phone);
    // Of the keychain some items are in no backup.
    for (const [place, described] of after) {
      if (!place.endsWith('/keychain-backup.plist')) assert.deepEqual(described, before.get(place), place);
    }
    const gone = [...before.keys()].filter((place) => !after.has(place));
    assert.ok(
      gone.length > 0 && gone.every((place) => /^HealthDomain|CallHistoryDB|History\.db|SafariTabs\.db/.test(place)),
      gone.join('\n'),
    );
  });

  it('leaves alone what the options leave out, and removes only where it is told to', async () => {
    await using run = await trustedPhone(smallPhone);
    await run.backUp({ verify: 'off' });
    const { phone } = run;
    const write = () => {
      phone.content.setFile('RootDomain', 'Library/Preferences/new.plist', { content: 'system' });
      phone.content.setFile('HomeDomain', 'Library/Preferences/com.apple.camera.plist', { content: 'setting' });
      phone.content.setFile('HomeDomain', 'Library/SMS/new.txt', { content: 'new' });
      phone.content.setFile('HomeDomain', 'Library/SMS/sms.db', { content: 'changed' });
    };
    const contents = () => [
      textOf(phone.content.file('RootDomain', 'Library/Preferences/new.plist')),
      textOf(phone.content.file('HomeDomain', 'Library/Preferences/com.apple.camera.plist')),
      textOf(phone.content.file('HomeDomain', 'Library/SMS/new.txt')),
      textOf(phone.content.file('HomeDomain', 'Library/SMS/sms.db')).slice(0, 6),
    ];
    write();
    await restoreWith(run, { choices: { reboot: false } });
    assert.deepEqual(contents(), ['system', 'setting', 'new', 'SQLite']);
    assert.ok((phone.restored[0]?.leftOut ?? 0) > 100);
    await phone.reboot();
    write();
    await restoreWith(run, { choices: { reboot: false, settings: true, remove: true } });
    assert.deepEqual([contents()[0], ...contents().slice(2)], ['system', '', 'SQLite']);
    assert.match(contents()[1] ?? '', /^bplist00/);
    await phone.reboot();
    write();
    await restoreWith(run, { choices: { ...EVERYTHING, reboot: false } });
    assert.equal(contents()[0], '');
  });

  it('of one application leaves the others', async () => {
    await using run = await trustedPhone(smallPhone);
    await run.backUp({ verify: 'off' });
    await run.phone.erase();
    await trustQuickly(run);
    await restoreWith(run, { choices: { reboot: false, applications: ['com.example.trailmap'] } });
    assert.deepEqual(run.phone.restored[0]?.installed, ['com.example.trailmap']);
    assert.equal(run.phone.content.file('AppDomain-com.example.fieldnotes', ''), undefined);
    assert.ok(run.phone.content.file('AppDomain-com.example.trailmap', ''));
  });

  it('installs no application when it is told so', async () => {
    await using run = await trustedPhone(smallPhone);
    await run.backUp({ verify: 'off' });
    await run.phone.erase();
    await trustQuickly(run);
    await restoreWith(run, { choices: { reboot: false, skipApps: true } });
    assert.deepEqual(run.phone.restored[0]?.installed, []);
    assert.ok(run.phone.content.file('AppDomain-com.example.fieldnotes', 'Documents/empty file'));
  });

  it('of the backup of another phone', async () => {
    await using run = await trustedPhone(trialPhone());
    await run.backUp({ verify: 'off' });
    const other = run.simulator.addDevice({ ...trialPhone(), seed: 99 });
    other.content.setFile(APP, 'Documents/only here.txt', { content: 'other' });
    await trustQuickly({ ...run, phone: other });
    run.trace.length = 0;
    await restoreWith(run, { udid: other.udid, choices: { reboot: false, copy: true } });
    assert.equal(restoreRequest(run.trace)?.get('SourceIdentifier'), run.phone.udid);
    assert.equal(textOf(other.content.file(APP, 'Documents/kept.txt')), 'kept at first');
    // It was told that it may copy the backup first, and did.
    assert.deepEqual(recordTree(join(run.directory, other.udid)).length, recordTree(run.path).length);
    other.power.awaitsReboot = false;
    await assert.rejects(restoreWith(run, { udid: other.udid, choices: { reboot: false, copy: true } }), refusal(205));
    other.power.awaitsReboot = false;
    await restoreWith(run, { udid: other.udid, choices: { reboot: false } });
  });

  it('after an interrupted backup brings the last good version', async () => {
    await using run = await trustedPhone(trialPhone());
    await run.backUp({ verify: 'off' });
    run.phone.content.setFile(APP, 'Documents/changed.txt', { content: 'changed since' });
    run.phone.fault('F05', { at: 'dl.MoveItems#2' });
    await assert.rejects(run.backUp(), (error) => isCodedError(error, 'link-lost'));
    run.phone.faults.disarmAll();
    assert.notEqual(run.status().snapshotState, 'finished');
    await restoreWith(run, { choices: { reboot: false } });
    assert.equal(textOf(run.phone.content.file(APP, 'Documents/changed.txt')), 'changed at first');
  });

  describe('is refused before the phone is asked', () => {
    it('without the password, and with a wrong one', async () => {
      await using run = await trustedPhone({ ...trialPhone(), backupPassword: PASSWORD });
      await run.backUp({ verify: 'off' });
      await assert.rejects(restoreWith(run), (error) => isCodedError(error, 'backup-encrypted'));
      await assert.rejects(restoreWith(run, { password: 'wrong' }), (error) => isCodedError(error, 'password-wrong'));
      assert.deepEqual(run.phone.restored, []);
    });

    it('of a backup that was never finished', async () => {
      await using run = await trustedPhone(trialPhone());
      await run.backUp({ verify: 'off' });
      const status = decodeStatus(run.read('Status.plist'));
      writeFileSync(join(run.path, 'Status.plist'), encodeStatus({ ...status, snapshotState: 'uploading' }));
      await assert.rejects(restoreWith(run), (error) => isCodedError(error, 'backup-unfinished') && error.data.path === run.path);
      assert.deepEqual(run.phone.restored, []);
    });
  });

  it('fails when a payload is missing: the phone keeps what it had, and the event names the file', async () => {
    await using run = await trustedPhone(smallPhone);
    await run.backUp({ verify: 'off' });
    const fileId = fileIdOf('HomeDomain', 'Library/SMS/sms.db');
    rmSync(join(run.path, fileId.slice(0, 2), fileId));
    const { revision } = run.phone.content;
    const missing: (string | undefined)[] = [];
    await assert.rejects(
      restoreWith(run, {
        onEvent: ({ code, item }) => {
          if (code === 'payload-missing') missing.push(item);
        },
      }),
      (error) => refusal(205)(error) && isCodedError(error) && error.data.phase === 'sending' && typeof error.data.item === 'string',
    );
    assert.deepEqual(missing, [`${fileId.slice(0, 2)}/${fileId}`]);
    assert.equal(run.phone.content.revision, revision);
    assert.equal(run.phone.media.has('/iTunesRestore'), false);
    const [record] = run.phone.restored;
    assert.deepEqual([record?.isDone, record?.refused?.code], [false, 205]);
  });

  it('fails when a system file was changed: its digest no longer fits', async () => {
    await using run = await trustedPhone(trialPhone());
    await run.backUp({ verify: 'off' });
    const fileId = fileIdOf('HomeDomain', 'Library/system.txt');
    const path = join(run.path, fileId.slice(0, 2), fileId);
    writeFileSync(path, readFileSync(path).fill(0x41, 0, 1));
    await assert.rejects(
      restoreWith(run),
      (error) =>
        refusal(205)(error) && isCodedError(error) && error.data.description === "Digest didn't match for some files (MBErrorDomain/205)",
    );
  });

  it('fails when there is no room on the phone', async () => {
    await using run = await trustedPhone(trialPhone());
    await run.backUp({ verify: 'off' });
    run.phone.values.set('com.apple.disk_usage', 'TotalDataAvailable', 1000n);
    await assert.rejects(restoreWith(run), (error) => {
      const said = isCodedError(error) ? error.data.description : '';
      return (
        refusal(105)(error) &&
        /^Insufficient free disk space on device to restore \(1000 < 650\d{3}\) \(MBErrorDomain\/105\)$/.test(String(said))
      );
    });
  });

  it('that is cancelled gives the lock back, and the phone keeps what it had', async () => {
    await using run = await trustedPhone(smallPhone);
    await run.backUp({ verify: 'off' });
    const { revision } = run.phone.content;
    const stop = new AbortController();
    const restoring = restoreWith(run, {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === 'sending') stop.abort();
      },
    });
    await assert.rejects(restoring, (error) => isCodedError(error, 'cancelled'));
    await run.simulator.settled();
    assert.equal(run.phone.content.revision, revision);
    assert.equal(run.phone.media.has('/iTunesRestore'), false);
    assert.deepEqual(run.phone.media.heldLocks, []);
  });

  it('tells of the passcode prompt', async () => {
    await using run = await trustedPhone({ ...trialPhone(), askPasscode: () => Promise.resolve('entered') });
    await run.backUp({ verify: 'off' });
    const codes: string[] = [];
    await restoreWith(run, { choices: { reboot: false }, onEvent: ({ code }) => codes.push(code) });
    assert.deepEqual(codes, ['passcode-needed', 'passcode-prompt-gone']);
  });
});

describe('a phone', () => {
  it('restarts after a restore by its own clock, when the host has left', async () => {
    const clock = new VirtualClock(new Date('2026-03-01T12:00:00Z'));
    await using run = await trustedPhone({ content: trialContent(), clock, restartSeconds: 30 });
    await run.backUp({ verify: 'off' });
    const before = run.phone.deviceId;
    await restoreWith(run);
    await clock.untilSleeping();
    assert.equal(run.phone.isAttached, false);
    await clock.advance(29_000);
    assert.equal(run.phone.isAttached, false);
    await clock.advance(1000);
    assert.notEqual(run.phone.deviceId, before);
    assert.equal(run.phone.power.restarts, 1);
  });

  it('takes no second restore before it was restarted', async () => {
    await using run = await trustedPhone(trialPhone());
    await run.backUp({ verify: 'off' });
    await restoreWith(run, { choices: { reboot: false } });
    await assert.rejects(restoreWith(run), refusal(102));
    await run.phone.reboot();
    await restoreWith(run, { choices: { reboot: false } });
    assert.deepEqual(
      run.phone.restored.map(({ isDone, refused }) => [isDone, refused?.code]),
      [
        [true, undefined],
        [false, 102],
        [true, undefined],
      ],
    );
  });

  it('that a host has erased comes back as it was sold', async () => {
    await using run = await trustedPhone({ ...smallPhone, backupPassword: PASSWORD });
    run.phone.values.set(undefined, 'DeviceName', 'Another name');
    run.phone.backupPassword.isRequired = true;
    run.phone.cloud.isOn = true;
    const before = run.phone.deviceId;
    const key = await run.phone.key.get();
    await eraseDevice({ mux: run.mux, udid: run.phone.udid });
    await untilBack(run, before);
    assert.deepEqual(run.phone.pairedHosts, []);
    assert.deepEqual([run.phone.backupPassword.isSet, run.phone.backupPassword.isRequired, run.phone.cloud.isOn], [false, false, false]);
    const settings = run.phone.values.domain('com.apple.mobile.backup');
    assert.deepEqual([settings?.get('RequiresEncryption'), settings?.get('CloudBackupEnabled')], [false, false]);
    assert.equal(run.phone.name, 'iPhone');
    assert.notEqual((await run.phone.key.get()).publicKey, key.publicKey);
    assert.equal(run.phone.content.file('HomeDomain', 'Library/SMS/sms.db'), undefined);
    assert.ok(run.phone.content.applications().every(({ origin }) => origin === 'system'));
    await assert.rejects(eraseDevice({ mux: run.mux, udid: run.phone.udid }), (error) => isCodedError(error));
  });

  it('with Find My on lets itself be erased by nobody', async () => {
    await using run = await trustedPhone({ ...trialPhone(), findMy: true });
    await assert.rejects(eraseDevice({ mux: run.mux, udid: run.phone.udid }), refusal(211));
    assert.equal(textOf(run.phone.content.file(APP, 'Documents/kept.txt')), 'kept at first');
  });
});

async function roundTrip(run: BackupRun, password?: string): Promise<void> {
  await run.backUp({ verify: 'off' });
  await run.phone.erase();
  assert.deepEqual(run.phone.pairedHosts, []);
  await trustQuickly(run);
  const before = run.phone.deviceId;
  await restoreWith(run, { choices: EVERYTHING, password });
  await untilBack(run, before);
  using second = temporaryFolder();
  const { path } = await run.backUp({ directory: second.path, verify: 'off' });
  await assertSameBackup(run.path, path, password);
}

function refusal(deviceCode: number): (error: unknown) => boolean {
  return (error) => isCodedError(error, 'device-refused') && error.data.deviceCode === deviceCode && error.data.operation !== undefined;
}

function traits(file: PhoneFile): unknown {
  const { mode, userId, groupId, lastModified, birth, size, protectionClass, flags, target, extendedAttributes } = file;
  return {
    mode,
    userId,
    groupId,
    lastModified,
    birth,
    size,
    protectionClass,
    flags,
    target,
    attributes: extendedAttributes && [...extendedAttributes],
  };
}

function textOf(file: PhoneFile | undefined): string {
  const content = file?.read() ?? new Uint8Array(0);
  return Buffer.concat(content instanceof Uint8Array ? [content] : [...content]).toString('latin1');
}
