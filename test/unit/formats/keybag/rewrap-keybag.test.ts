/** Keybags under another password: the same class keys come out, and nothing else of the bag has changed. */
import assert from 'node:assert/strict';
import {
  createKeybag,
  deriveKey,
  encodeKeychainItem,
  openKeychainItem,
  parseKeybag,
  rewrapKeybag,
  unlockKeybag,
  type DerivationStages,
} from '../../../../src/formats/index.ts';
import { readKeybagRecords } from '../../../../src/formats/keybag/keybag-records.ts';
import { fromHex, readKeybagVector, toHex } from '../../../support/vectors.ts';

const OLD = 'correct horse';
const NEW = 'battery staple';
const cheap = { rounds: 3, doubleProtectionRounds: 5 } as const;
const bothPasswords = { oldPassword: OLD, newPassword: NEW };

describe('a keybag under another password', () => {
  for (const options of [cheap, { rounds: 3, doubleProtectionRounds: false, version: 3 }, { ...cheap, classCount: 14 }] as const) {
    it(`opens to the same class keys, and with the old password no more (${JSON.stringify(options)})`, async () => {
      const { bytes, classKeys } = await createKeybag({ password: OLD, ...options });
      const changed = parseKeybag(await rewrapKeybag(bytes, bothPasswords));
      assert.deepEqual((await unlockKeybag(changed, NEW)).copy(), classKeys.copy());
      await assert.rejects(unlockKeybag(changed, OLD), { code: 'password-wrong' });
    });
  }

  it('changes the salts and the wrapped keys, and nothing else', async () => {
    const { bytes } = await createKeybag({ password: OLD, ...cheap });
    const before = bytes.slice();
    const changed = await rewrapKeybag(bytes, bothPasswords);
    assert.deepEqual(bytes, before);
    const records = (bag: Uint8Array) => [...readKeybagRecords(bag)];
    const differing = new Set<string>();
    for (const [index, { tag, value }] of records(bytes).entries()) {
      const other = records(changed)[index];
      assert.equal(other?.tag, tag);
      assert.equal(other.value.length, value.length);
      if (toHex(other.value) !== toHex(value)) differing.add(tag);
    }
    assert.deepEqual([...differing].sort(), ['DPSL', 'SALT', 'WPKY']);
  });

  it('keeps what was sealed with the class keys valid', async () => {
    const { bytes, classKeys } = await createKeybag({ password: OLD, ...cheap });
    const item = encodeKeychainItem({ protectionClass: 6, attributes: new Map([['acct', 'sample']]) }, classKeys);
    const again = await unlockKeybag(parseKeybag(await rewrapKeybag(bytes, bothPasswords)), NEW);
    assert.equal(openKeychainItem(item, again).get('acct'), 'sample');
  });

  it('refuses a password that does not open it', async () => {
    const { bytes } = await createKeybag({ password: OLD, ...cheap });
    await assert.rejects(rewrapKeybag(bytes, { oldPassword: NEW, newPassword: OLD }), { code: 'password-wrong' });
  });

  it('takes the bag of an independent writer', async () => {
    const vector = readKeybagVector('keybag-low');
    const bytes = fromHex(vector.keybag);
    const changed = await rewrapKeybag(bytes, { oldPassword: vector.password, newPassword: NEW });
    const keys = await unlockKeybag(parseKeybag(changed), NEW);
    for (const { encryptionKey, fileKey } of vector.files) assert.equal(toHex(keys.unwrap(fromHex(encryptionKey))), fileKey);
  });

  it('derives as it is told, so that whoever keeps keys need not derive again', async () => {
    const asked: string[] = [];
    const derive = async (password: string, stages: DerivationStages) => {
      asked.push(`${password} ${toHex(stages.salt)}`);
      return await deriveKey(password, stages);
    };
    const { bytes } = await createKeybag({ password: OLD, ...cheap, derive });
    await unlockKeybag(parseKeybag(bytes), OLD, { derive });
    const changed = await rewrapKeybag(bytes, { ...bothPasswords, derive });
    const salts = [bytes, changed].map((bag) => toHex(parseKeybag(bag).salt));
    assert.deepEqual(asked, [`${OLD} ${salts[0]}`, `${OLD} ${salts[0]}`, `${OLD} ${salts[0]}`, `${NEW} ${salts[1]}`]);
  });
});
