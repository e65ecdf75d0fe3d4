import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import { checkDevicePath } from '../../../../src/device-protocol/index.ts';

const UDID = '00008030-0011223344556677';

describe('checkDevicePath', () => {
  const fine = [UDID, `${UDID}/Manifest.db`, `${UDID}/Snapshot/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28`, `${UDID}-20240101-120000`];
  for (const path of fine) {
    it(`takes ${path} everywhere`, () => {
      for (const platform of ['linux', 'darwin', 'win32'] as const) assert.equal(checkDevicePath(path, platform), path);
    });
  }

  const bad = [
    '',
    '/',
    '/etc/x',
    '../../x',
    `${UDID}/../x`,
    `${UDID}/..`,
    `${UDID}//x`,
    `${UDID}/`,
    `${UDID}/./x`,
    `${UDID}/a\0b`,
    `${UDID}/${'x'.repeat(5000)}`,
  ];
  for (const path of bad) {
    it(`refuses ${JSON.stringify(path.slice(0, 40))} everywhere`, () => {
      for (const platform of ['linux', 'darwin', 'win32'] as const) {
        assert.throws(
          () => checkDevicePath(path, platform),
          (error) => isCodedError(error, 'unsafe-path'),
        );
      }
    });
  }

  const badOnWindows = [
    '..\\..\\x',
    `${UDID}\\x`,
    'C:',
    'C:/x',
    `${UDID}/file:stream`,
    `${UDID}/AUX`,
    `${UDID}/com1.txt`,
    `${UDID}/x.`,
    `${UDID}/x `,
  ];
  for (const path of badOnWindows) {
    it(`refuses ${JSON.stringify(path)} on Windows only`, () => {
      assert.equal(checkDevicePath(path, 'linux'), path);
      assert.throws(
        () => checkDevicePath(path, 'win32'),
        (error) => isCodedError(error, 'unsafe-path'),
      );
    });
  }
});
