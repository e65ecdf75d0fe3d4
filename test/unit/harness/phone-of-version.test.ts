import assert from 'node:assert/strict';
import { isCodedError } from '../../../src/base/index.ts';
import { phoneOfVersion, versionOfPreset } from '../../../src/harness/phone-of-version.ts';

describe('the phone that stands for a version of iOS', () => {
  it('is the usual iPhone where that ran the version', () => {
    assert.deepEqual(phoneOfVersion(undefined), { preset: 'iphone' });
    assert.deepEqual(phoneOfVersion('17.2'), { preset: 'iphone', productVersion: '17.2' });
    assert.equal(phoneOfVersion('9.3.5').preset, 'ipad-old');
  });

  it('runs the newest version of a major one that is given alone', () => {
    for (const major of [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 26, 27]) {
      const { productVersion } = phoneOfVersion(String(major));
      assert.match(productVersion ?? '', new RegExp(`^${String(major)}\\.`));
    }
  });

  it('is refused for a version that nobody knows', () => {
    assert.throws(
      () => phoneOfVersion('99.1'),
      (error) => isCodedError(error, 'simulator-version-impossible'),
    );
    assert.deepEqual(phoneOfVersion('abc'), { preset: 'iphone', productVersion: 'abc' });
  });

  it('keeps a model that is given, in a version that it ran', () => {
    assert.equal(versionOfPreset('iphone', '17'), '17.5.1');
    assert.equal(versionOfPreset('ios-9', '9'), '9.3.5');
    assert.equal(versionOfPreset('iphone', '17.2'), '17.2');
    for (const wanted of [() => versionOfPreset('ios-9', '26'), () => phoneOfVersion('99')]) {
      assert.throws(wanted, (error) => isCodedError(error, 'simulator-version-impossible'));
    }
  });
});
