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

describe('a diagnosis in words', () => {
  it('says what is as it should be, without names, whole UDIDs or the home folder', () => {
    assert.deepEqual(told({}), [
      'good: usbmuxd answers at UNIX:/var/run/usbmuxd.',
      'good: iPhone 13, iOS 17.5.1 (…A7D2) trusts this computer and is ready.',
      'good: ~/backups contains 2 backups.',
    ]);
  });

  it('says what to do about each problem', () => {
    const denied = told({ usbmuxd: { address: 'x', isFromEnvironment: true, code: 'usbmuxd-denied' }, devices: [] });
    assert.match(denied[0] ?? '', /^problem: .*not allowed/);
    assert.match(denied[1] ?? '', /^note: .*USBMUXD_SOCKET_ADDRESS/);
    assert.match(told({ devices: [] })[1] ?? '', /^problem: usbmuxd lists no device\. Connect one/);
    assert.match(told({ devices: [{ ...DEVICE, trust: 'not-trusted' }] })[1] ?? '', /^problem: .*backup-lab pair UDID/);
    assert.match(told({ devices: [{ ...DEVICE, trust: 'locked' }] })[1] ?? '', /^problem: .*[Uu]nlock/);
    assert.match(told({ devices: [{ ...DEVICE, code: 'device-silent' }] })[1] ?? '', /^problem: iPhone 13, iOS 17\.5\.1 \(…A7D2\): /);
    assert.match(told({ folders: [{ path: '/f', backups: 0, code: 'folder-protected' }] })[2] ?? '', /^problem: \/f: .*Full Disk Access/);
    assert.equal(told({ folders: [{ path: '/f', backups: 0 }] })[2], 'note: /f contains no backup.');
  });

  it('says first where it looks from, if that is not the computer with the cable', () => {
    for (const place of ['wsl', 'container', 'ssh'] as const) assert.match(told({ place })[0] ?? '', /^note: This runs /);
  });
});
