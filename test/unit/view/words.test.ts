import assert from 'node:assert/strict';
import { errorTemplates, inEnglish, isErrorCode, wordsFor } from '../../../src/view/index.ts';

describe('the table of words', () => {
  it('tell who holds a folder, as far as that is known', () => {
    const wordsOf = (data: Record<string, unknown>) => wordsFor('vscode', 'backup-running', data).message;
    assert.match(wordsOf({ state: 'running', pid: 12 }), /process 12 of this computer/);
    assert.match(wordsOf({ state: 'elsewhere', host: 'desk' }), /The computer desk/);
    assert.match(wordsOf({}), /^Another backup into this folder is running\.$/);
  });

  it('says every message and every action in whole sentences', () => {
    const templates = errorTemplates();
    assert.ok(templates.length > 100);
    for (const template of templates) {
      assert.match(template, /^(?:[A-Z“{]|usbmuxd)/u, template);
      assert.match(template, /[.}]$|\(code \{deviceCode\}\)$/u, template);
      assert.doesNotMatch(template, /\berror code\b|exception|stack|undefined|null/i, template);
    }
  });

  it('fills places from the data of the error', () => {
    assert.equal(wordsFor('terminal', 'not-a-backup', { path: '/backups/x' }).message, 'There is no backup in /backups/x.');
    assert.equal(
      wordsFor('terminal', 'usbmuxd-missing', { address: 'UNIX:/var/run/usbmuxd' }).message.includes('UNIX:/var/run/usbmuxd'),
      true,
    );
  });

  it('lists what is a list', () => {
    const { action } = wordsFor('terminal', 'simulator-preset-unknown', { preset: 'x', known: ['iphone', 'ipad'] });
    assert.equal(action, 'Choose one of these: iphone, ipad.');
  });

  it('never shows a place that the data does not fill', () => {
    assert.equal(wordsFor('terminal', 'folder-missing').message, 'The folder unknown does not exist.');
  });

  it('explains a refusal by the device’s own code, and shows codes that it does not know unchanged', () => {
    assert.match(
      wordsFor('terminal', 'device-refused', { deviceCode: 208, description: 'Device locked (MBErrorDomain/208)' }).action,
      /^Unlock the device/,
    );
    assert.match(wordsFor('terminal', 'device-refused', { deviceCode: 105 }).message, /free space on this computer/);
    assert.equal(
      wordsFor('terminal', 'device-refused', { deviceCode: 299, description: 'Something new' }).message,
      'The device refused: Something new (code 299)',
    );
  });

  it('says what is behind a refusal where that is known', () => {
    const said = (data: Record<string, unknown>) => wordsFor('terminal', 'device-refused', data).message;
    const space = { deviceCode: 105, neededBytes: 11_400_000_000, freeBytes: 4_400_000_000, deviceBytes: 128_000_000_000 };
    assert.match(said(space), /needs 11.4 GB, and 4.4 GB is free/);
    assert.match(said({ ...space, neededBytes: 667_000_000_000 }), /claims to need 667 GB, which is more than the 128 GB/);
    assert.match(said({ deviceCode: 104, deviceLocked: true, files: ['/a'] }), /screen of the device was locked/);
    assert.match(said({ deviceCode: 104, files: ['/a/IMG_1.HEIC', '/b'] }), /files: \/a\/IMG_1.HEIC, \/b\.$/);
    assert.match(said({ deviceCode: 205, description: 'Cannot parse a NULL or zero-length data' }), /Manifest.plist is empty/);
  });

  it('says of a disk that is read-only that it is, whatever file was tried', () => {
    for (const data of [{ reason: 'EROFS' }, { systemCode: 'EROFS' }]) {
      assert.equal(
        wordsFor('terminal', 'folder-unwritable', { path: '/backups', ...data }).message,
        'The disk that holds /backups is read-only.',
      );
    }
    assert.match(wordsFor('terminal', 'folder-unwritable', { path: '/backups', reason: 'EACCES' }).action, /change its permissions/);
  });

  it('says that the last good backup is unchanged where a run has found one, and nowhere else', () => {
    const kept = / The last good backup is unchanged\.$/;
    for (const code of ['cancelled', 'disk-full', 'link-lost', 'backup-unverified', 'device-silent'] as const) {
      for (const more of [{}, { unplugged: true }, { onDevice: true }, { percent: 3, file: '/a', hasFile: true }]) {
        assert.match(wordsFor('terminal', code, { operation: 'backup', hasLastGood: true, hasBegun: true, ...more }).action, kept);
        for (const data of [{}, { operation: 'backup', hasLastGood: false, hasBegun: true }, { operation: 'restore' }]) {
          const { message, action } = wordsFor('terminal', code, { ...data, ...more });
          assert.doesNotMatch(`${message} ${action}`, /last good/, `${code} ${JSON.stringify(data)}`);
        }
      }
    }
    assert.doesNotMatch(
      wordsFor('terminal', 'not-trusted', { hasLastGood: true, hasBegun: false }).action,
      kept,
      'nobody would fear for it',
    );
  });

  it('says of a link that breaks what it was needed for', () => {
    for (const code of ['link-lost', 'device-silent'] as const) {
      assert.match(wordsFor('terminal', code, { unplugged: true, seconds: 9, phase: 'receiving' }).action, /A backup continues/);
      assert.match(wordsFor('terminal', code, { unplugged: true, operation: 'restore', phase: 'sending' }).action, /from the beginning/);
      assert.match(
        wordsFor('terminal', code, { operation: 'encryption', phase: 'waiting-for-passcode' }).action,
        /may have changed its password/,
      );
      assert.doesNotMatch(wordsFor('terminal', code, { operation: 'encryption', phase: 'connecting' }).action, /may have changed/);
    }
    assert.match(wordsFor('terminal', 'device-refused', { operation: 'restore', deviceCode: 202 }).message, /restore was canceled/);
  });

  it('says of a silent device how long it was silent, where that is known', () => {
    assert.match(wordsFor('terminal', 'device-silent', { seconds: 60 }).message, /nothing for 60 seconds/);
    assert.equal(wordsFor('terminal', 'device-silent').message, 'The device does not answer.');
  });

  it('takes the sign off a code that an older client made negative', () => {
    assert.deepEqual(
      wordsFor('terminal', 'device-refused', { deviceCode: -208 }),
      wordsFor('terminal', 'device-refused', { deviceCode: 208n }),
    );
  });

  it('keeps control characters and endless names of a device out of the sentence', () => {
    const { message } = wordsFor('terminal', 'not-a-backup', { path: `a\u202eb\n\u0000c${'x'.repeat(1000)}` });
    assert.doesNotMatch(message, /[\u202e\n\0]/u);
    assert.ok(message.length < 400);
  });

  it('hands templates, not sentences, to the translator', () => {
    const seen: string[] = [];
    wordsFor('terminal', 'folder-missing', { path: '/x' }, (template, values) => {
      seen.push(template);
      return inEnglish(template, values);
    });
    assert.deepEqual(seen, ['Create it, or choose another one.', 'The folder {path} does not exist.']);
  });

  it('knows which texts are codes', () => {
    assert.equal(isErrorCode('link-lost'), true);
    assert.equal(isErrorCode('toString'), false);
  });
});
