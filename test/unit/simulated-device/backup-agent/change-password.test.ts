/** ChangePassword as the agent answers it: which files it asks for, what it tells observers, and what stays of the host's backup. */
import assert from 'node:assert/strict';
import { DeviceLinkStatus, encodePathFailures } from '../../../../src/device-protocol/index.ts';
import { decodeManifestProperties, encodeManifestProperties, type PlistDict } from '../../../../src/formats/index.ts';
import type { PasscodeOutcome } from '../../../../src/simulated-device/backup-agent/agent-device.ts';
import { BackupPassword } from '../../../../src/simulated-device/phone/backup-password.ts';
import {
  AGENT_UDID,
  backUp,
  helloThen,
  summary,
  testPhone,
  tinyPhone,
  type Session,
  type TestPhone,
} from '../../../support/agent-session.ts';
import { failed, MemoryDrive } from '../../../support/memory-drive.ts';
import { openSealed } from '../../../support/sealed-drive.ts';

const OLD = 'correct horse';
const NEW = 'battery staple';
const MANIFEST = `${AGENT_UDID}/Manifest.plist`;
const HANDSHAKE: readonly string[] = ['version-exchange', 'device-ready', 'process-message'];
const BOTH_MISSING = ['download Snapshot/Manifest.plist', 'download Manifest.plist'];

interface Watched {
  readonly phone: TestPhone;
  /** What observers of com.apple.mobile.backup were told, in order; 'asked' for a passcode prompt. */
  readonly told: unknown[];
}

function watchedPhone(password?: string, isRequired = false, outcome: PasscodeOutcome = 'entered', productVersion = '17.5.1'): Watched {
  const told: unknown[] = [];
  const note = (values: PlistDict) => told.push(...values);
  const backupPassword = new BackupPassword({ password, isRequired, cost: 'low' }, note);
  told.length = 0;
  const askPasscode = async () => {
    told.push('asked');
    return await Promise.resolve(outcome);
  };
  return { phone: testPhone({ content: tinyPhone(5), backupPassword, askPasscode, productVersion }), told };
}

interface Passwords {
  readonly oldPassword?: string;
  readonly newPassword?: string;
}

async function change(phone: TestPhone, drive: MemoryDrive, passwords: Passwords): Promise<Session & { readonly steps: string[] }> {
  const requests = helloThen({ name: 'ChangePassword', targetIdentifier: AGENT_UDID, ...passwords });
  const session = await backUp(phone, drive, { requests });
  return { ...session, steps: summary(session.commands.filter(({ kind }) => !HANDSHAKE.includes(kind))) };
}

async function refused(watched: Watched, passwords: Passwords, code: number, text: string): Promise<void> {
  const { response, steps } = await change(watched.phone, new MemoryDrive(), passwords);
  assert.deepEqual([response?.errorCode, response?.description, steps], [code, `${text} (MBErrorDomain/${code})`, []]);
}

describe('backup agent: ChangePassword', () => {
  it('sets a password: tells observers, looks for a backup on the host, changes nothing there', async () => {
    const { phone, told } = watchedPhone();
    const { response, steps } = await change(phone, new MemoryDrive(), { newPassword: NEW });
    assert.deepEqual(response, { errorCode: 0, description: undefined, protocolVersion: undefined, content: undefined });
    assert.deepEqual(steps, BOTH_MISSING);
    assert.deepEqual(told, ['asked', ['WillEncrypt', true]]);
    assert.ok(phone.backupPassword.matches(NEW));
  });

  it('removes a password without any file traffic', async () => {
    const { phone, told } = watchedPhone(OLD);
    const { response, steps } = await change(phone, new MemoryDrive(), { oldPassword: OLD });
    assert.deepEqual([response?.errorCode, steps], [0, []]);
    assert.deepEqual(told, ['asked', ['WillEncrypt', false]]);
    assert.equal(phone.backupPassword.isSet, false);
  });

  it('says WillEncrypt false when there is nothing to remove', async () => {
    const { phone, told } = watchedPhone();
    const { response, steps } = await change(phone, new MemoryDrive(), {});
    assert.deepEqual([response?.errorCode, steps, told], [0, [], ['asked', ['WillEncrypt', false]]]);
  });

  it('answers 207 to a wrong old password and to one that is missing, and says again what is so', async () => {
    for (const passwords of [{ oldPassword: 'wrong', newPassword: NEW }, { oldPassword: 'wrong' }, { newPassword: NEW }, {}]) {
      const watched = watchedPhone(OLD);
      await refused(watched, passwords, 207, 'Invalid password');
      assert.deepEqual(watched.told, ['asked', ['WillEncrypt', true]]);
      assert.ok(watched.phone.backupPassword.matches(OLD));
    }
    await refused(watchedPhone(), { oldPassword: OLD, newPassword: NEW }, 207, 'Invalid password');
  });

  it('asks for the passcode first, from iOS 13 on, and gives up without it', async () => {
    for (const [outcome, text] of [
      ['dismissed', 'Device locked'],
      ['timed-out', 'Device locked - timeout waiting for passcode entry'],
    ] as const) {
      const watched = watchedPhone(OLD, false, outcome);
      await refused(watched, { oldPassword: OLD }, 208, text);
      assert.ok(watched.phone.backupPassword.isSet);
    }
    const { phone, told } = watchedPhone(OLD, false, 'dismissed', '12.4.8');
    assert.equal((await change(phone, new MemoryDrive(), { oldPassword: OLD })).response?.errorCode, 0);
    assert.deepEqual(told, [['WillEncrypt', false]]);
  });

  it('removes nothing that device management demands', async () => {
    const text = 'Cannot remove iTunes Backup Encryption - Encrypted Backup MDM setting present on device';
    const watched = watchedPhone(OLD, true);
    await refused(watched, { oldPassword: OLD }, 22, text);
    assert.ok(watched.phone.backupPassword.isSet);
    assert.equal((await change(watched.phone, new MemoryDrive(), { oldPassword: OLD, newPassword: NEW })).response?.errorCode, 0);
  });

  for (const productVersion of ['9.3.5', '10.1.1', '17.5.1']) {
    it(`changes a password: the backup on the host opens with the new one, and goes on (iOS ${productVersion})`, async () => {
      const { phone } = watchedPhone(OLD, false, 'entered', productVersion);
      const drive = new MemoryDrive();
      await backUp(phone, drive);
      const before = new Map(drive.files);
      const { response, steps } = await change(phone, drive, { oldPassword: OLD, newPassword: NEW });
      assert.deepEqual([response?.errorCode, steps], [0, [...BOTH_MISSING, 'upload alone']]);
      const changed = [...drive.files].filter(([path, bytes]) => before.get(path) !== bytes).map(([path]) => path);
      assert.deepEqual(changed, [MANIFEST]);
      const { files } = await openSealed(drive, AGENT_UDID, NEW);
      assert.equal(files.size, 6);
      await assert.rejects(openSealed(drive, AGENT_UDID, OLD), { code: 'password-wrong' });
      const lines = summary((await backUp(phone, drive)).commands);
      assert.ok(!lines.some((line) => line.startsWith('upload batch')), 'an incremental run sends nothing');
    });
  }

  it('changes the properties of an interrupted backup when there are some, and only those', async () => {
    const { phone } = watchedPhone(OLD);
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    const finished = drive.files.get(MANIFEST) ?? assert.fail();
    drive.files.set(`${AGENT_UDID}/Snapshot/Manifest.plist`, finished);
    const { steps } = await change(phone, drive, { oldPassword: OLD, newPassword: NEW });
    assert.deepEqual(steps, ['download Snapshot/Manifest.plist', 'upload alone']);
    assert.equal(drive.files.get(MANIFEST), finished);
    assert.notDeepEqual(drive.files.get(`${AGENT_UDID}/Snapshot/Manifest.plist`), finished);
  });

  it('leaves a keybag alone that does not open, and an unencrypted backup', async () => {
    const drive = new MemoryDrive();
    await backUp(watchedPhone('another').phone, drive);
    const foreign = drive.files.get(MANIFEST) ?? assert.fail();
    const plain = encodeManifestProperties({ ...decodeManifestProperties(foreign), isEncrypted: false });
    for (const bytes of [foreign, plain]) {
      drive.files.set(MANIFEST, Buffer.from(bytes));
      const { response, steps } = await change(watchedPhone(OLD).phone, drive, { oldPassword: OLD, newPassword: NEW });
      assert.deepEqual([response?.errorCode, steps], [0, BOTH_MISSING]);
      assert.deepEqual(drive.files.get(MANIFEST), Buffer.from(bytes));
    }
  });

  it('keeps what it did not know of the properties', async () => {
    const { phone } = watchedPhone(OLD);
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    const before = decodeManifestProperties(drive.files.get(MANIFEST) ?? assert.fail());
    before.raw.set('Unknown', 'stays');
    drive.files.set(MANIFEST, Buffer.from(encodeManifestProperties(before)));
    await change(phone, drive, { oldPassword: OLD, newPassword: NEW });
    const after = decodeManifestProperties(drive.files.get(MANIFEST) ?? assert.fail());
    const rest = (raw: PlistDict) => new Map([...raw].filter(([key]) => key !== 'BackupKeyBag'));
    assert.deepEqual(rest(after.raw), rest(before.raw));
  });

  it('answers 103 when the host cannot read what it has, 205 to properties that are none, 104 when it cannot write', async () => {
    const failure = (status: number, text: string) =>
      failed(DeviceLinkStatus.multiStatus, 'Multi status', encodePathFailures([{ path: MANIFEST, code: status, text }]));
    const cases = [
      ['download-files', 103, 'Error reading backup manifest properties'],
      ['upload-files', 104, 'Error writing backup manifest properties'],
    ] as const;
    for (const [kind, code, text] of cases) {
      const { phone } = watchedPhone(OLD);
      const drive = new MemoryDrive();
      await backUp(phone, drive);
      drive.intercept = (command) => {
        const concerns = command.kind === kind && (command.kind !== 'download-files' || command.paths[0] === MANIFEST);
        return concerns ? failure(DeviceLinkStatus.inputOutput, 'Input/output error') : undefined;
      };
      const { response } = await change(phone, drive, { oldPassword: OLD, newPassword: NEW });
      assert.equal(response?.errorCode, code);
      assert.ok(response.description?.startsWith(`${text} (MBErrorDomain/${code}). Underlying error: `), response.description);
    }
    const drive = new MemoryDrive();
    drive.files.set(MANIFEST, Buffer.alloc(0));
    const { response } = await change(watchedPhone(OLD).phone, drive, { oldPassword: OLD, newPassword: NEW });
    assert.equal(response?.errorCode, 205);
  });

  it('leaves the host a backup that opens with the old password when the link breaks, and the next backup is full', async () => {
    const { phone } = watchedPhone(OLD);
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    drive.intercept = (command) => (command.kind === 'upload-files' ? 'hang-up' : undefined);
    assert.equal((await change(phone, drive, { oldPassword: OLD, newPassword: NEW })).response, undefined);
    drive.intercept = () => undefined;
    assert.ok(phone.backupPassword.matches(NEW));
    assert.equal((await openSealed(drive, AGENT_UDID, OLD)).files.size, 6);
    assert.ok(summary((await backUp(phone, drive)).commands).some((line) => line.startsWith('upload batch')));
    assert.equal((await openSealed(drive, AGENT_UDID, NEW)).files.size, 6);
  });
});
