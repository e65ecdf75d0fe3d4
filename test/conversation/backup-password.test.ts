/** The backup password by our client: set, backed up under, changed, removed, refused; and what stays of the backup in the folder. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import {
  changeBackupPassword,
  listKeychain,
  openBackup,
  readEncryption,
  unlockBackup,
  verifyBackup,
  type ChangePasswordOptions,
} from '../../src/backup/index.ts';
import { encodeJournalHeader } from '../../src/backup/folder/journal-layout.ts';
import { findSafetyCopy } from '../../src/backup/folder/safety-copy.ts';
import { decodeManifestProperties } from '../../src/formats/index.ts';
import { EditableContent, type FileBase } from '../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../src/simulated-device/content/phone-builder.ts';
import { SAMPLE_NOW_SECONDS } from '../../src/simulated-device/content/small-phone.ts';
import { addHealth } from '../../src/simulated-device/content/small-phone/health.ts';
import { addKeychain } from '../../src/simulated-device/content/small-phone/keychain.ts';
import { addMessages } from '../../src/simulated-device/content/small-phone/messages.ts';
import type { SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { recordTree } from '../support/backup-copy.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';

const OLD = 'correct horse';
const NEW = 'battery staple';

let files: FileBase | undefined;

/** Messages, health data and a keychain: something of each kind that encryption treats in its own way. */
function privateContent(): EditableContent {
  return new EditableContent(() => {
    if (files !== undefined) return files;
    const phone = new PhoneBuilder(7, SAMPLE_NOW_SECONDS);
    for (const add of [addMessages, addHealth, addKeychain]) add(phone);
    return (files = phone.finish());
  });
}

async function phoneWith(options: SimulatedDeviceOptions = {}): Promise<BackupRun> {
  return await trustedPhone({ keybagRounds: 'low', content: privateContent(), ...options });
}

async function change(run: BackupRun, options: Partial<ChangePasswordOptions>, phases: string[] = []) {
  return await changeBackupPassword({
    mux: run.mux,
    udid: run.phone.udid,
    directory: run.directory,
    onEvent: (event) => run.events.push(event),
    onProgress: ({ phase }) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    },
    ...options,
  });
}

/** The bytes of one file of the backup, read with a password. */
async function contentOf(run: BackupRun, password: string, domain: string, relativePath: string): Promise<Buffer> {
  await using keys = await unlockBackup(run.path, password);
  await using backup = await openBackup(run.path, { keys });
  const file = (await backup.get(domain, relativePath)) ?? assert.fail(`no ${relativePath}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of backup.open(file)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

/** Every file with the hash of its bytes. */
function contents(run: BackupRun): string[] {
  return recordTree(run.path).map((line) => line.replace(/ .* /, ' '));
}

const SMS = ['HomeDomain', 'Library/SMS/sms.db'] as const;
const HEALTH = ['HealthDomain', 'Health/healthdb_secure.sqlite'] as const;

function refusal(code: string, deviceCode?: number): (error: unknown) => boolean {
  return (error) => {
    assert.ok(isCodedError(error), String(error));
    assert.deepEqual([error.code, error.data.operation, error.data.deviceCode], [code, 'encryption', deviceCode]);
    return true;
  };
}

describe('the backup password', () => {
  it('is set, backed up under, changed and removed; after each step the backup is what the phone says', async () => {
    await using run = await trustedPhone({ keybagRounds: 'low' });
    const { phone } = run;
    const original = phone.content.file(...SMS)?.read() as Uint8Array;
    assert.deepEqual(await change(run, { newPassword: OLD }), { willEncrypt: true, isConfirmed: true });

    const full = await run.backUp();
    assert.deepEqual([full.verdict, full.full], ['unconfirmed', true]);
    assert.deepEqual(await contentOf(run, OLD, ...SMS), Buffer.from(original));
    assert.ok((await contentOf(run, OLD, ...HEALTH)).length > 0);

    phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
    const incremental = await run.backUp();
    assert.deepEqual([incremental.verdict, incremental.full, incremental.filesReceived], ['unconfirmed', false, 1]);
    const before = contents(run);

    const changed = await change(run, { oldPassword: OLD, newPassword: NEW });
    assert.deepEqual(changed, { willEncrypt: true, isConfirmed: true, backup: { path: run.path, state: 'opens-with-new' } });
    assert.deepEqual(
      contents(run)
        .filter((line) => !before.includes(line))
        .map((line) => line.split(' ')[0]),
      ['Manifest.plist'],
    );
    assert.deepEqual(run.standing(), run.finished);
    assert.deepEqual(await contentOf(run, NEW, ...SMS), Buffer.from(original));
    await assert.rejects(unlockBackup(run.path, OLD), { code: 'password-wrong' });

    phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'newer' });
    const next = await run.backUp();
    assert.deepEqual([next.verdict, next.full, next.filesReceived], ['unconfirmed', false, 1]);
    assert.equal((await contentOf(run, NEW, 'HomeDomain', 'Library/new.txt')).toString(), 'newer');
    assert.deepEqual(await contentOf(run, NEW, ...SMS), Buffer.from(original));
    await using keys = await unlockBackup(run.path, NEW);
    assert.equal((await verifyBackup(run.path, { level: 'full', keys })).verdict, 'good');

    const removed = await change(run, { oldPassword: NEW });
    assert.deepEqual(removed, { willEncrypt: false, isConfirmed: true, backup: { path: run.path, state: 'opens-with-old' } });
    const plain = await run.backUp();
    assert.deepEqual([plain.verdict, plain.full], ['good', true]);
    const properties = decodeManifestProperties(run.read('Manifest.plist'));
    assert.deepEqual([properties.isEncrypted, properties.manifestKey], [false, undefined]);
    await using backup = await openBackup(run.path);
    assert.equal(await backup.get(...HEALTH), undefined);
  });

  it('opens with the derivation that phones really ask for (realistic rounds)', async () => {
    await using run = await phoneWith({ keybagRounds: 'realistic', backupPassword: OLD });
    await run.backUp();
    assert.deepEqual((await readEncryption(run.path)).keybag?.rounds, { first: 10_000_000, second: 10_000 });
    const changed = await change(run, { oldPassword: OLD, newPassword: NEW });
    assert.equal(changed.backup?.state, 'opens-with-new');
  });

  it('gives the keychain into an encrypted backup, readable item by item', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    await using keys = await unlockBackup(run.path, OLD);
    await using backup = await openBackup(run.path, { keys });
    const listing = await listKeychain(backup, { keys, reveal: true });
    assert.equal(listing.encrypted, true);
    assert.ok(listing.fates['any-phone'] > 10 && listing.fates['same-phone'] > 0);
    assert.equal(listing.readable, listing.fates['any-phone']);
  });

  it('waits for the passcode, and says so', async () => {
    await using run = await phoneWith({ askPasscode: async () => 'entered' });
    const phases: string[] = [];
    await change(run, { newPassword: OLD }, phases);
    assert.deepEqual(
      run.events.map(({ code }) => code),
      ['passcode-needed', 'passcode-prompt-gone'],
    );
    assert.deepEqual(phases, ['connecting', 'waiting-for-passcode', 'changing-password', 'connecting']);
    const posted = run.phone.notifications.posted.map(({ name }) => name);
    assert.ok(posted.includes('com.apple.mobile.backup.domain_changed'));
  });

  it('tells a wrong password from one that is already set and one that is not there', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    const before = recordTree(run.directory);
    await assert.rejects(change(run, { oldPassword: 'wrong', newPassword: NEW }), refusal('password-refused', 207));
    await assert.rejects(change(run, { oldPassword: 'wrong' }), refusal('password-refused', 207));
    await assert.rejects(change(run, { newPassword: NEW }), refusal('password-already-set'));
    assert.deepEqual(recordTree(run.directory), before);
    run.phone.backupPassword.set(undefined);
    await assert.rejects(change(run, { oldPassword: OLD, newPassword: NEW }), refusal('password-not-set'));
    await assert.rejects(change(run, { oldPassword: OLD }), refusal('password-not-set'));
  });

  it('does not ask a phone to remove what device management demands', async () => {
    await using run = await phoneWith({ backupPassword: OLD, requiresEncryption: true });
    await assert.rejects(change(run, { oldPassword: OLD }), refusal('encryption-required'));
    assert.ok(run.phone.backupPassword.isSet);
  });

  for (const [how, outcome] of [
    ['dismissed', 'dismissed'],
    ['not answered', 'timed-out'],
  ] as const) {
    it(`keeps phone and folder as they are when the passcode prompt is ${how}`, async () => {
      await using run = await phoneWith({ backupPassword: OLD, askPasscode: async () => outcome });
      await assert.rejects(change(run, { oldPassword: OLD, newPassword: NEW }), refusal('device-refused', 208));
      assert.ok(run.phone.backupPassword.matches(OLD));
      assert.deepEqual(run.standing(), []);
    });
  }

  it('leaves the folder alone without a directory: the backup opens with the old password and the next one is full', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    const before = recordTree(run.directory);
    const changed = await change(run, { directory: undefined, oldPassword: OLD, newPassword: NEW });
    assert.deepEqual(changed, { willEncrypt: true, isConfirmed: true });
    assert.deepEqual(recordTree(run.directory), before);
    assert.ok((await contentOf(run, OLD, ...SMS)).length > 0);
    assert.equal((await run.backUp()).full, true);
    assert.ok((await contentOf(run, NEW, ...SMS)).length > 0);
  });

  it('loses nothing when the link breaks in the middle of the new Manifest.plist', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    const before = recordTree(run.path);
    run.phone.fault('F05', { at: 'file.upload' });
    await assert.rejects(change(run, { oldPassword: OLD, newPassword: NEW }), refusal('link-lost'));
    assert.deepEqual(recordTree(run.path), before);
    assert.deepEqual(run.standing(), run.finished);
    assert.ok((await contentOf(run, OLD, ...SMS)).length > 0);
  });

  it('leaves no safety copy behind that opens with the old password', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    await change(run, { oldPassword: OLD, newPassword: NEW });
    const copy = findSafetyCopy(run.path) ?? assert.fail('no safety copy');
    assert.deepEqual(readFileSync(join(copy, 'Manifest.plist')), run.read('Manifest.plist'));
  });

  it('says with which password the version opens that readers see behind an interrupted run', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    mkdirSync(join(run.journal, 'saved'), { recursive: true });
    writeFileSync(join(run.journal, 'saved', 'Manifest.plist'), run.read('Manifest.plist'));
    writeFileSync(join(run.journal, 'journal.json'), encodeJournalHeader({ lastGood: 'present', startedAt: new Date().toISOString() }));
    const { backup } = await change(run, { oldPassword: OLD, newPassword: NEW });
    assert.deepEqual(backup, { path: run.path, state: 'opens-with-old' });
    assert.ok((await contentOf(run, OLD, ...SMS)).length > 0);
  });

  it('says so when it is cancelled after the phone has changed it; the backup opens with the old one', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    const cancel = new AbortController();
    const onProgress = ({ phase }: { phase: string }) => {
      if (phase === 'deriving-key') cancel.abort();
    };
    await assert.rejects(change(run, { oldPassword: OLD, newPassword: NEW, signal: cancel.signal, onProgress }), (error) => {
      assert.ok(isCodedError(error, 'cancelled'));
      assert.deepEqual(error.data, { operation: 'encryption', hasChanged: true });
      return true;
    });
    assert.ok(run.phone.backupPassword.matches(NEW));
    assert.deepEqual(run.standing(), run.finished);
    assert.ok((await contentOf(run, OLD, ...SMS)).length > 0);
  });

  it('keeps the new Manifest.plist when only the last word of the phone is missing', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    run.phone.fault('F05', { at: 'mb2.Response', on: 'ChangePassword' });
    const changed = await change(run, { oldPassword: OLD, newPassword: NEW });
    assert.deepEqual(changed.backup, { path: run.path, state: 'opens-with-new' });
    assert.ok((await contentOf(run, NEW, ...SMS)).length > 0);
  });

  it('asks again when the phone is deaf after the change, and says so when it stays deaf', async () => {
    for (const [times, expected] of [
      [1, { willEncrypt: true, isConfirmed: true }],
      [99, { willEncrypt: undefined, isConfirmed: false }],
    ] as const) {
      await using run = await phoneWith();
      run.phone.notifications.onDidPost(({ name }) => {
        if (name.endsWith('.domain_changed')) run.phone.fault('F05', { at: 'lockdown.StartSession', times });
      });
      assert.deepEqual(await change(run, { newPassword: NEW }), expected);
      assert.ok(run.phone.backupPassword.matches(NEW));
    }
  });

  it('ends when the phone falls silent, which changes nothing for what it has given back before', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    run.phone.fault('F06', { at: 'mb2.Response', on: 'ChangePassword' });
    const waitLimits = { quietMs: 20, silenceMs: 60 };
    const withoutFolder = { directory: undefined, oldPassword: OLD, newPassword: NEW, waitLimits };
    await assert.rejects(change(run, withoutFolder), refusal('device-silent'));
    assert.ok(run.events.some(({ code }) => code === 'device-quiet'));
    assert.ok((await contentOf(run, OLD, ...SMS)).length > 0);
  });

  it('refuses while a backup run holds the folder', async () => {
    await using run = await phoneWith({ backupPassword: OLD });
    await run.backUp();
    mkdirSync(run.journal);
    writeFileSync(join(run.journal, 'lock'), JSON.stringify({ pid: process.pid, host: hostname(), token: 'x' }));
    await assert.rejects(change(run, { oldPassword: OLD, newPassword: NEW }), { code: 'backup-running' });
    assert.ok(run.phone.backupPassword.matches(OLD));
  });
});
