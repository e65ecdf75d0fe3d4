import assert from 'node:assert/strict';
import { englishLocale, keychainItem } from '../../../src/view/index.ts';

describe('an item of a keychain', () => {
  it('says what it is for and what a restore does with it', () => {
    const row = { table: 'genp', protectionClass: 7, className: 'ck', fate: 'any-phone', readable: true } as const;
    assert.deepEqual(keychainItem({ ...row, service: 'AirPort', account: 'Sample WiFi', accessGroup: 'apple' }, englishLocale), {
      icon: 'key',
      label: 'AirPort',
      description: 'Sample WiFi',
      detail: 'Password · class ck · restored to any device · apple',
    });
  });

  it('that cannot be read says why, and has no name', () => {
    const item = keychainItem({ table: 'keys', fate: 'same-phone', readable: false, reason: 'device-only' }, englishLocale);
    assert.deepEqual(item, {
      icon: 'lock',
      label: 'Cryptographic key',
      description: '',
      detail: 'restored to the same device only · only the device can read it',
    });
  });

  it('shows names as one line, and never its secret', () => {
    const secret = { encoding: 'text', value: 'hush' } as const;
    const item = keychainItem(
      { table: 'inet', fate: 'any-phone', readable: true, label: 'a\nb\u202e', account: 'me', secret },
      englishLocale,
    );
    assert.equal(item.label, 'a b\\u202e');
    assert.ok(!JSON.stringify(item).includes('hush'));
  });
});
