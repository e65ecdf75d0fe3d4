/** What can be done to a simulated phone in the state that it is in, and what its user can be asked for it. */
import type { PhoneAction, PhoneDescription } from '../simulated-device/index.ts';
import { phrase } from './phrase.ts';
import type { Translate } from './phrase.ts';

/** An action as a row of a list. */
export interface PhoneActionItem {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  readonly detail?: string;
  /** What is done; `ask-password` and `show-leftovers` need a person. */
  readonly does: PhoneAction | 'ask-password' | 'show-leftovers';
}

interface PossibleAction extends PhoneActionItem {
  readonly makesSense: (phone: PhoneDescription) => boolean;
}

const isOnCable = ({ connections }: PhoneDescription): boolean => connections.includes('usb');
const isOnWifi = ({ connections }: PhoneDescription): boolean => connections.includes('network');
const isOn = ({ absence }: PhoneDescription): boolean => absence === undefined;

/** In the order in which they are offered: what the phone waits for comes first. */
const ACTIONS: readonly PossibleAction[] = [
  {
    id: 'trust',
    label: phrase('Tap Trust'),
    icon: 'check',
    does: { kind: 'trust', answer: 'accept' },
    makesSense: ({ isTrustDialogShown }) => isTrustDialogShown,
  },
  {
    id: 'decline',
    label: phrase('Tap Don’t Trust'),
    icon: 'close',
    does: { kind: 'trust', answer: 'decline' },
    makesSense: ({ isTrustDialogShown }) => isTrustDialogShown,
  },
  {
    id: 'passcode',
    label: phrase('Enter Passcode'),
    icon: 'check',
    does: { kind: 'passcode', answer: 'right' },
    makesSense: ({ isPasscodePromptShown }) => isPasscodePromptShown,
  },
  {
    id: 'wrong-passcode',
    label: phrase('Enter Wrong Passcode'),
    icon: 'error',
    detail: phrase('The device keeps asking. After five wrong ones it stops, and the backup fails.'),
    does: { kind: 'passcode', answer: 'wrong' },
    makesSense: ({ isPasscodePromptShown }) => isPasscodePromptShown,
  },
  {
    id: 'cancel-passcode',
    label: phrase('Cancel on the Device'),
    icon: 'close',
    does: { kind: 'passcode', answer: 'cancel' },
    makesSense: ({ isPasscodePromptShown }) => isPasscodePromptShown,
  },
  {
    id: 'plug-in',
    label: phrase('Plug In'),
    icon: 'plug',
    does: { kind: 'cable', on: true },
    makesSense: (phone) => !isOnCable(phone) && phone.absence !== 'restarting',
  },
  {
    id: 'unplug',
    label: phrase('Unplug'),
    icon: 'debug-disconnect',
    detail: phrase('Plug it in again from its row, or with this command.'),
    does: { kind: 'cable', on: false },
    makesSense: isOnCable,
  },
  {
    id: 'unlock',
    label: phrase('Unlock'),
    icon: 'unlock',
    does: { kind: 'lock', on: false },
    makesSense: (phone) => isOn(phone) && phone.locked,
  },
  {
    id: 'lock',
    label: phrase('Lock'),
    icon: 'lock',
    does: { kind: 'lock', on: true },
    makesSense: (phone) => isOn(phone) && !phone.locked && phone.isPasscodeSet,
  },
  {
    id: 'wifi-on',
    label: phrase('Turn Wi-Fi On'),
    icon: 'radio-tower',
    detail: phrase('iCloud is in reach, and programs on this computer see it without a cable too'),
    does: { kind: 'wifi', on: true },
    makesSense: (phone) => isOn(phone) && !isOnWifi(phone) && !phone.hasWifi,
  },
  {
    id: 'wifi-connect',
    label: phrase('Connect over Wi-Fi'),
    icon: 'radio-tower',
    detail: phrase('Programs on this computer see it without a cable too'),
    does: { kind: 'wifi', on: true },
    makesSense: (phone) => isOn(phone) && !isOnWifi(phone) && phone.hasWifi,
  },
  {
    id: 'wifi-off',
    label: phrase('Turn Wi-Fi Off'),
    icon: 'radio-tower',
    does: { kind: 'wifi', on: false },
    makesSense: (phone) => isOnWifi(phone) || (isOn(phone) && phone.hasWifi),
  },
  {
    id: 'charger-on',
    label: phrase('Connect Charger'),
    icon: 'zap',
    does: { kind: 'charger', on: true },
    makesSense: (phone) => isOn(phone) && !phone.hasPower,
  },
  {
    id: 'charger-off',
    label: phrase('Disconnect Charger'),
    icon: 'zap',
    does: { kind: 'charger', on: false },
    makesSense: (phone) => isOn(phone) && phone.hasPower,
  },
  {
    id: 'set-password',
    label: phrase('Set Backup Password…'),
    icon: 'key',
    detail: phrase('On the device itself, as if another computer had done it'),
    does: 'ask-password',
    makesSense: (phone) => isOn(phone) && !phone.isEncrypted,
  },
  {
    id: 'change-password',
    label: phrase('Change Backup Password on the Device…'),
    icon: 'key',
    detail: phrase('On the device itself, as if another computer had done it'),
    does: 'ask-password',
    makesSense: (phone) => isOn(phone) && phone.isEncrypted,
  },
  {
    id: 'remove-password',
    label: phrase('Remove Backup Password'),
    icon: 'key',
    detail: phrase('As Reset All Settings on the device does'),
    does: { kind: 'backup-password', password: undefined },
    makesSense: (phone) => isOn(phone) && phone.isEncrypted && !phone.requiresEncryption,
  },
  {
    id: 'restart',
    label: phrase('Restart'),
    icon: 'debug-restart',
    detail: phrase('It is back after two seconds'),
    does: { kind: 'restart' },
    makesSense: ({ absence }) => absence !== 'restarting',
  },
  {
    id: 'erase',
    label: phrase('Erase All Content and Settings'),
    icon: 'trash',
    detail: phrase('It comes back as a new phone that trusts no computer'),
    does: { kind: 'erase' },
    makesSense: isOn,
  },
  {
    id: 'leftovers',
    label: phrase('Show What Was Left Behind'),
    icon: 'output',
    detail: phrase('Locks, prompts, and services that programs did not give back, and requests that no real client sends'),
    does: 'show-leftovers',
    makesSense: () => true,
  },
];

/** Only what makes sense at this moment. */
export function phoneActions(phone: PhoneDescription, translate: Translate): PhoneActionItem[] {
  return ACTIONS.filter(({ makesSense }) => makesSense(phone)).map(({ id, label, icon, detail, does }) => ({
    id,
    label: translate(label, {}),
    icon,
    ...(detail === undefined ? {} : { detail: translate(detail, {}) }),
    does,
  }));
}
