import assert from 'node:assert/strict';
import { classRows } from '../../../webview/class-rows.ts';

const keybag = {
  version: 5,
  uuid: '00',
  rounds: { second: 1000 },
  classes: [
    { protectionClass: 11, deviceOnly: true },
    { protectionClass: 6, deviceOnly: false },
    { protectionClass: 3, deviceOnly: false },
  ],
};
const locked = { encrypted: true, catalogueEncrypted: true, keybag };

describe('protection classes side by side', () => {
  it('come by number, each with what its key is good for', () => {
    assert.deepEqual(classRows(locked), [
      { protectionClass: 3, key: 'locked' },
      { protectionClass: 6, key: 'locked' },
      { protectionClass: 11, key: 'device-only' },
    ]);
  });

  it('have counts of files where there can be files, and show keys that are missing or damaged', () => {
    const classes = [
      { protectionClass: 3, deviceOnly: false, usable: true },
      { protectionClass: 4, deviceOnly: false, usable: false },
      { protectionClass: 6, deviceOnly: false, usable: true },
    ];
    const filesByClass = [
      { protectionClass: 0, files: 9 },
      { protectionClass: 2, files: 5 },
      { protectionClass: 3, files: 7 },
    ];
    assert.deepEqual(classRows({ ...locked, keybag: { ...keybag, classes }, filesByClass }), [
      { protectionClass: 0, files: 9 },
      { protectionClass: 2, files: 5, key: 'missing' },
      { protectionClass: 3, files: 7, key: 'usable' },
      { protectionClass: 4, files: 0, key: 'damaged' },
      { protectionClass: 6, key: 'usable' },
    ]);
  });

  it('have no keys to open in a backup that is not encrypted', () => {
    const rows = classRows({ encrypted: false, catalogueEncrypted: false, keybag, filesByClass: [{ protectionClass: 4, files: 2 }] });
    assert.deepEqual(
      rows.map(({ key }) => key),
      [undefined, undefined, undefined, undefined],
    );
  });
});
