/** Models and versions as data: which exist, which ran what, and what is refused. */
import assert from 'node:assert/strict';
import { compareVersions, isCodedError } from '../../../../src/base/index.ts';
import { PRESETS, startSimulator, type SimulatedDeviceOptions } from '../../../../src/simulated-device/index.ts';
import { behaviourOf, iosVersion, NEWEST_VERSION } from '../../../../src/simulated-device/ios-versions.ts';
import { MODELS, modelOf, newestVersionOf, ranVersion, type DeviceModel } from '../../../../src/simulated-device/models/models.ts';
import { presetById, presetsThatRan } from '../../../../src/simulated-device/presets.ts';
import { productName } from '../../../../src/view/index.ts';

const models = Object.entries<DeviceModel>(MODELS);

describe('models', () => {
  for (const [productType, model] of models) {
    it(`${productType}: names, ids and versions fit each other`, () => {
      assert.equal(model.productType, productType);
      assert.ok(productType.startsWith(model.deviceClass));
      assert.match(model.hardwareModel, /^[A-Z]\d+[a-z]*AP$/);
      assert.match(model.cpuArchitecture, /^arm(v7s?|64e?)$/);
      assert.equal(model.udidForm, model.chipId >= 0x8020 && model.chipId < 0x8900 ? '8-16' : '40-hex');
      assert.ok(compareVersions(model.firstVersion, newestVersionOf(model)) < 0);
      if (model.deviceClass !== 'iPad') assert.ok(productName(productType) !== 'iPhone', 'the name of the shop is known');
    });
  }

  it('are of all three kinds, and telephones only where there is a SIM', () => {
    assert.deepEqual([...new Set(models.map(([, { deviceClass }]) => deviceClass))].sort(), ['iPad', 'iPhone', 'iPod']);
    for (const [, { deviceClass, baseband, dualSim }] of models) {
      assert.ok(deviceClass === 'iPhone' ? baseband !== undefined : true);
      assert.ok(deviceClass === 'iPod' ? baseband === undefined : true);
      assert.ok(!dualSim || baseband !== undefined);
    }
  });

  for (const version of ['9.3', '9.3.5', '10.3', '10.3.3', '12.5.7', '13.3.1', '15.7.1', '16.6', '17.5.1', '18.5', '26.1']) {
    it(`iOS ${version} has a model and a preset that ran it, and its build`, () => {
      assert.ok(models.some(([, model]) => ranVersion(model, version)));
      assert.ok(presetsThatRan(version).length > 0);
      assert.doesNotMatch(iosVersion(version).buildVersion, /100$/);
    });
  }

  it('ran what Apple made for them', () => {
    const ran = (productType: string, version: string) => ranVersion(modelOf(productType) ?? assert.fail(), version);
    for (const [productType, version, expected] of [
      ['iPhone6,2', '12.5.7', true],
      ['iPhone6,2', '13.0', false],
      ['iPhone14,5', '9.3', false],
      ['iPhone14,5', '27.0', true],
      ['iPod7,1', '8.3', false],
      ['iPod7,1', '8.4', true],
      ['iPod9,1', '12.3', false],
      ['iPod9,1', '12.3.1', true],
      ['iPod9,1', '15.8.3', true],
      ['iPod9,1', '16.0', false],
      ['iPad2,1', '9.3.5', true],
      ['iPad2,1', '9.3.6', false],
    ] as const) {
      assert.equal(ran(productType, version), expected, `${productType} on ${version}`);
    }
  });
});

describe('versions', () => {
  it('of a table are newest at its end, and unknown ones get a build of the right train', () => {
    for (const { id, productVersion } of PRESETS) assert.ok(compareVersions(productVersion, NEWEST_VERSION) <= 0, id);
    assert.equal(iosVersion('27.0.1').buildVersion, '24A446');
    assert.match(iosVersion('16.2').buildVersion, /^20C/);
    assert.match(iosVersion('26.4').buildVersion, /^23E/);
  });

  it('change what they do at the versions of the columns', () => {
    for (const [version, expected] of [
      ['9.3.6', { catalogue: 'mbdb', statusVersion: '2.4', newestTls: 'TLSv1', deviceLinkVersion: 300, questions: 'answered' }],
      ['10.0', { catalogue: 'db', encryptsCatalogue: false, doubleDerivation: false, statusVersion: '3.2', questions: 'seeks-mbdb' }],
      ['10.2', { encryptsCatalogue: true, doubleDerivation: true, manifestVersion: '10.0', newestTls: 'TLSv1.2' }],
      ['12.0', { statusVersion: '3.3', passcodeForPassword: false, historyOnlyEncrypted: false }],
      ['13.0', { passcodeForPassword: true, historyOnlyEncrypted: true, deviceLinkVersion: 300 }],
      ['15.7', { passcodeForBackup: false, deviceLinkVersion: 400 }],
      ['15.7.1', { passcodeForBackup: true }],
      ['16.0', { passcodeForBackup: false, systemDomainsVersion: '20.0' }],
      ['16.1', { passcodeForBackup: true }],
      ['17.4', { answersMobileGestalt: false, systemDomainsVersion: '24.0', databaseSchema: 10 }],
      ['14.4', { recoveryNeedsSession: false, carrierGroupIds: 'data-and-text' }],
      ['14.5', { recoveryNeedsSession: true }],
      ['26.3', { listsContainers: false, digestIn: 'object', retriesChangedFiles: true }],
      ['26.4', { listsContainers: true }],
      ['27.0', { databaseSchema: 27, listsContainers: true, digestIn: 'record', retriesChangedFiles: false }],
    ] as const) {
      const behaviour = behaviourOf(version);
      for (const [name, value] of Object.entries(expected)) {
        assert.equal((behaviour as unknown as Record<string, unknown>)[name], value, `${name} of iOS ${version}`);
      }
    }
  });
});

describe('presets', () => {
  for (const { id, model, productVersion } of PRESETS) {
    it(`${id}: its model ran its version`, () => {
      assert.ok(ranVersion(model, productVersion));
    });
  }

  it('a product type is a preset too, with its newest version', () => {
    assert.deepEqual(
      [presetById('iPod7,1'), presetById('iPad13,18')].map(({ name, productVersion }) => `${name} ${productVersion}`),
      ['iPod touch 12.5.7', `iPad ${NEWEST_VERSION}`],
    );
  });

  for (const [options, data] of [
    [
      { preset: 'ipod', productVersion: '17.0' },
      { productType: 'iPod9,1', productVersion: '17.0', first: '12.3.1', last: '15.8' },
    ],
    [{ productVersion: '9.3' }, { productType: 'iPhone14,5', productVersion: '9.3', first: '15.0', last: NEWEST_VERSION }],
  ] as const satisfies readonly (readonly [SimulatedDeviceOptions, object])[]) {
    it(`${data.productType} with iOS ${data.productVersion} is refused, and those that can are named`, async () => {
      await assert.rejects(startSimulator({ devices: [options] }), (error) => {
        assert.ok(isCodedError(error, 'simulator-version-impossible'));
        assert.deepEqual(error.data, { ...data, presets: presetsThatRan(data.productVersion) });
        assert.ok(presetsThatRan(data.productVersion).length > 1);
        return true;
      });
    });
  }

  it('take a version of two parts', async () => {
    await using simulator = await startSimulator({ devices: [{ preset: 'ios-9', productVersion: '9.3' }] });
    assert.deepEqual(
      simulator.devices.map(({ productType, productVersion, buildVersion }) => [productType, productVersion, buildVersion]),
      [['iPhone6,2', '9.3', '13E233']],
    );
  });
});
