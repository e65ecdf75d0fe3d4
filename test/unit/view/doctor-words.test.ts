import assert from 'node:assert/strict';
import type { Diagnosis } from '../../../src/backup/index.ts';
import { doctorLines, inEnglish } from '../../../src/view/index.ts';

const DEVICE = {
  udid: '00008110-0000707FF491A7D2',
  connection: 'usb',
  isSimulated: false,
  productType: 'iPhone14,5',
  productVersion: '17.5.1',
} as const;
const FINE: Diagnosis = {
  platform: 'linux',
  place: 'computer',
  usbmuxd: { address: 'UNIX:/var/run/usbmuxd', isFromEnvironment: false },
  devices: [{ ...DEVICE, trust: 'trusted' }],
  folders: [{ path: '/home/somebody/backups', backups: 2 }],
};

function told(change: Partial<Diagnosis>): string[] {
  const lines = doctorLines({ ...FINE, ...change }, { surface: 'terminal', translate: inEnglish, home: '/home/somebody' });
  return lines.map(({ state, text }) => `${state}: ${text}`);
}

/** Without where it looks from, which is said first. */
function found(change: Partial<Diagnosis>): string[] {
  return told(change).slice(1);
}

describe('a diagnosis in words', () => {
  it('says what is as it should be, without names, whole UDIDs or the home folder', () => {
    assert.deepEqual(found({}).slice(0, 2), [
      'good: usbmuxd answers at UNIX:/var/run/usbmuxd.',
      'good: iPhone 13, iOS 17.5.1 (…A7D2) trusts this computer and is ready.',
    ]);
    assert.equal(found({}).at(-1), 'good: ~/backups contains 2 backups.');
  });

  it('says what to do about each problem', () => {
    const denied = found({ usbmuxd: { address: 'x', isFromEnvironment: true, code: 'usbmuxd-denied' }, devices: [] });
    assert.match(denied[0] ?? '', /^problem: .*not allowed/);
    assert.match(denied[1] ?? '', /^note: .*USBMUXD_SOCKET_ADDRESS/);
    assert.match(found({ devices: [] })[1] ?? '', /^problem: usbmuxd lists no device\. Connect one/);
    assert.match(found({ devices: [{ ...DEVICE, trust: 'not-trusted' }] })[1] ?? '', /^problem: .*backup-lab pair UDID/);
    assert.match(found({ devices: [{ ...DEVICE, trust: 'locked' }] })[1] ?? '', /^problem: .*[Uu]nlock/);
    assert.match(found({ devices: [{ ...DEVICE, code: 'device-silent' }] })[1] ?? '', /^problem: iPhone 13, iOS 17\.5\.1 \(…A7D2\): /);
    assert.match(
      found({ folders: [{ path: '/f', backups: 0, code: 'folder-protected' }] }).at(-1) ?? '',
      /^problem: .*read \/f\. .*Full Disk Access/,
    );
    assert.equal(found({ folders: [{ path: '/f', backups: 0 }] }).at(-1), 'note: /f contains no backup.');
    const missing = found({ folders: [{ path: '/home/somebody/f', backups: 0, code: 'folder-missing' }] });
    assert.match(missing.at(-1) ?? '', /^problem: The folder ~\/f does not exist\./);
    const silent = found({ usbmuxd: { address: 'HOST:1', isFromEnvironment: false, code: 'usbmuxd-missing' }, devices: [] });
    assert.match(silent[0] ?? '', /^problem: usbmuxd is not running at HOST:1\./);
  });

  it('shortens the UDID of a folder that is called like its device', () => {
    const named = (path: string) => found({ folders: [{ path, backups: 1 }] }).at(-1);
    assert.equal(named(`/b/${DEVICE.udid}`), 'good: /b/…A7D2 contains 1 backup.');
    assert.equal(named(`/b/${'0123456789'.repeat(4)}-20260101-120000`), 'good: /b/…6789-20260101-120000 contains 1 backup.');
  });

  it('never says "unknown"', () => {
    for (const code of ['device-silent', 'lockdown-error', 'link-lost', 'not-trusted']) {
      assert.doesNotMatch(told({ devices: [{ ...DEVICE, code }] }).join(), /unknown/, code);
    }
  });

  it('says first where it looks from', () => {
    assert.equal(told({})[0], 'note: This looks at the devices that are connected to this computer.');
    for (const place of ['wsl', 'container', 'ssh'] as const) assert.match(told({ place })[0] ?? '', /^note: This runs /);
  });

  it('says what no computer can do where a passcode may be forgotten, and gives the page of Apple', () => {
    const passcode = /^note: If the passcode is forgotten, no computer can get past it\. .*https:\/\/support\.apple\.com\/\d+$/m;
    assert.match(told({ devices: [] }).join('\n'), passcode);
    assert.match(told({ devices: [{ ...DEVICE, trust: 'locked' }] }).join('\n'), passcode);
    assert.doesNotMatch(told({}).join('\n'), passcode);
  });

  it('speaks of the RemoteXPC tunnel where a device has one', () => {
    assert.match(told({}).join('\n'), /^note: .*RemoteXPC tunnel/m);
    assert.doesNotMatch(told({ devices: [{ ...DEVICE, trust: 'trusted', productVersion: '16.7' }] }).join('\n'), /RemoteXPC/);
  });
});
