/** What can be done to a simulated phone: only what makes sense in the state that it is in. */
import assert from 'node:assert/strict';
import type { PhoneDescription } from '../../../src/simulated-device/index.ts';
import { englishLocale, inEnglish, phoneActions, unpluggedItem } from '../../../src/view/index.ts';

const PHONE: PhoneDescription = {
  udid: '00008120-000E15A83C68A01E',
  name: 'Practice Phone',
  productType: 'iPhone14,5',
  productVersion: '17.5.1',
  trust: 'accept',
  isAttached: true,
  connections: ['usb'],
  locked: false,
  isPasscodeSet: true,
  isTrustDialogShown: false,
  isPasscodePromptShown: false,
  isEncrypted: false,
  requiresEncryption: false,
  hasPower: true,
  hasWifi: true,
  faults: [],
};

function idsOf(changes: Partial<PhoneDescription>): string[] {
  return phoneActions({ ...PHONE, ...changes }, inEnglish).map(({ id }) => id);
}

const ALWAYS = ['restart', 'erase', 'leftovers'];

describe('the actions on a simulated phone', () => {
  it('are those of a phone that rests on its cable', () => {
    assert.deepEqual(idsOf({}), ['unplug', 'lock', 'wifi-connect', 'wifi-off', 'charger-off', 'set-password', ...ALWAYS]);
  });

  it('offer to turn back what was turned', () => {
    assert.deepEqual(idsOf({ locked: true, connections: ['usb', 'network'], hasPower: false, isEncrypted: true }), [
      ...['unplug', 'unlock', 'wifi-off', 'charger-on', 'change-password', 'remove-password'],
      ...ALWAYS,
    ]);
  });

  it('begin with what the phone waits for', () => {
    assert.deepEqual(idsOf({ isTrustDialogShown: true }).slice(0, 2), ['trust', 'decline']);
    assert.deepEqual(idsOf({ isPasscodePromptShown: true }).slice(0, 3), ['passcode', 'wrong-passcode', 'cancel-passcode']);
  });

  it('plug in a phone that is unplugged, also one that is on Wi-Fi', () => {
    for (const connections of [[], ['network']] as const) {
      const ids = idsOf({ isAttached: connections.length > 0, connections });
      assert.equal(ids[0], 'plug-in');
      assert.ok(!ids.includes('unplug'));
    }
  });

  it('turn Wi-Fi on where it is off', () => {
    const ids = idsOf({ hasWifi: false });
    assert.deepEqual(
      ids.filter((id) => id.startsWith('wifi')),
      ['wifi-on'],
    );
  });

  it('lock no phone without a passcode, and remove no password that device management demands', () => {
    assert.ok(!idsOf({ isPasscodeSet: false }).includes('lock'));
    assert.ok(!idsOf({ isEncrypted: true, requiresEncryption: true }).includes('remove-password'));
  });

  it('are few on a phone that is off, and fewer while it restarts', () => {
    assert.deepEqual(idsOf({ absence: 'off', isAttached: false, connections: [] }), ['plug-in', 'restart', 'leftovers']);
    assert.deepEqual(idsOf({ absence: 'restarting', isAttached: false, connections: [] }), ['leftovers']);
  });
});

describe('the row of a phone that nobody can see', () => {
  const away = { ...PHONE, isAttached: false, connections: [] };

  it('says that it is unplugged, and can be plugged in', () => {
    const row = unpluggedItem(away, englishLocale);
    assert.deepEqual(
      [row.label, row.description, row.contextValue],
      ['Practice Phone', 'Simulated · Unplugged', 'device+own+simulated+unplugged'],
    );
    assert.match(row.tooltip.join('\n'), /Plug In Simulated Device/);
    assert.equal(row.accessibleLabel, 'Practice Phone, Simulated · iPhone 13 · iOS 17.5.1, Unplugged');
  });

  it('says of one that restarts that it comes back by itself', () => {
    const row = unpluggedItem({ ...away, absence: 'restarting' }, englishLocale);
    assert.deepEqual([row.description, row.contextValue], ['Simulated · Restarting…', 'device+own+simulated']);
    assert.doesNotMatch(row.tooltip.join('\n'), /Plug In/);
    assert.equal(unpluggedItem({ ...away, absence: 'off' }, englishLocale).description, 'Simulated · Turned off');
  });
});
