import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { UsbmuxClient, defaultUsbmuxAddress, formatUsbmuxAddress, parseUsbmuxAddress } from '../../../../src/device-protocol/index.ts';
import { openErrorCode } from '../../../../src/device-protocol/usbmux/address.ts';

describe('address of usbmuxd', () => {
  const unix = { kind: 'unix', path: '/run/my usbmuxd.sock' };
  for (const text of ['UNIX:/run/my usbmuxd.sock', 'unix:/run/my usbmuxd.sock', '/run/my usbmuxd.sock', 'unix:///run/my usbmuxd.sock']) {
    it(`is a socket in ${text}`, () => assert.deepEqual(parseUsbmuxAddress(text), unix));
  }

  const tcp: [string, string, number][] = [
    ['127.0.0.1:27015', '127.0.0.1', 27015],
    ['localhost:1', 'localhost', 1],
    ['tcp://192.168.1.5:65535', '192.168.1.5', 65535],
    ['[::1]:27015', '::1', 27015],
    ['tcp://[fe80::1%eth0]:27015', 'fe80::1%eth0', 27015],
  ];
  for (const [text, host, port] of tcp) {
    it(`is a port in ${text}`, () => assert.deepEqual(parseUsbmuxAddress(text), { kind: 'tcp', host, port }));
  }

  for (const text of [
    '',
    'usbmuxd',
    '127.0.0.1',
    'UNIX:',
    'UNIX:relative',
    'host:0',
    'host:65536',
    'host:http',
    '::1:27015',
    'ftp://host:21',
  ]) {
    it(`is none in "${text}"`, () => {
      assert.throws(
        () => parseUsbmuxAddress(text),
        (error) => isCodedError(error, 'address-malformed') && error.data.address === text,
      );
    });
  }

  it('comes from the environment, else is where the system keeps it', () => {
    assert.deepEqual(defaultUsbmuxAddress({ USBMUXD_SOCKET_ADDRESS: '127.0.0.1:9' }, 'linux'), { kind: 'tcp', host: '127.0.0.1', port: 9 });
    assert.deepEqual(defaultUsbmuxAddress({}, 'linux'), { kind: 'unix', path: '/var/run/usbmuxd' });
    assert.deepEqual(defaultUsbmuxAddress({ USBMUXD_SOCKET_ADDRESS: '' }, 'darwin'), { kind: 'unix', path: '/var/run/usbmuxd' });
    assert.deepEqual(defaultUsbmuxAddress({}, 'win32'), { kind: 'tcp', host: '127.0.0.1', port: 27015 });
  });

  it('is written in the form that every tool reads', () => {
    for (const text of ['UNIX:/var/run/usbmuxd', '127.0.0.1:27015', '[::1]:27015']) {
      assert.equal(formatUsbmuxAddress(parseUsbmuxAddress(text)), text);
    }
  });

  describe('that leads nowhere', () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), 'usbmux-'))));
    after(() => rmSync(folder, { recursive: true }));

    const codeOf = (address: string) =>
      new UsbmuxClient(parseUsbmuxAddress(address)).listDevices().then(
        () => 'connected',
        (error: unknown) => (isCodedError(error) ? error.code : String(error)),
      );

    it('says that usbmuxd is missing when there is no socket, or nobody behind it', async () => {
      writeFileSync(join(folder, 'no-socket'), '');
      assert.equal(await codeOf(join(folder, 'absent')), 'usbmuxd-missing');
      assert.equal(await codeOf(join(folder, 'no-socket')), 'usbmuxd-missing');
      assert.equal(await codeOf('127.0.0.1:1'), 'usbmuxd-missing');
    });

    it('says that it is denied when this user may not open the socket', () => {
      // Tests may run as root, whom no socket refuses: the system's answer is put in by hand.
      assert.equal(openErrorCode(Object.assign(new Error('x'), { code: 'EACCES', syscall: 'connect' })), 'usbmuxd-denied');
      assert.equal(openErrorCode(Object.assign(new Error('x'), { code: 'EPERM', syscall: 'connect' })), 'usbmuxd-denied');
      assert.equal(openErrorCode(Object.assign(new Error('x'), { code: 'ECONNREFUSED', syscall: 'connect' })), 'usbmuxd-missing');
    });
  });
});
