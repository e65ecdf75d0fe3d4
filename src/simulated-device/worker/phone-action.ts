/** What somebody does to a phone: its user, its cable, its charger. */
import { assertNever } from '../../base/index.ts';
import type { PasscodeScreen } from './passcode-screen.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import { WIFI_SWITCH, WIRELESS_DOMAIN } from '../wifi/wifi-presence.ts';

/** One thing that is done to a phone. An answer to a question that is not on the screen counts for nothing. */
export type PhoneAction =
  | { readonly kind: 'trust'; readonly answer: 'accept' | 'decline' }
  /** A wrong passcode leaves the prompt where it is. */
  | { readonly kind: 'passcode'; readonly answer: 'right' | 'wrong' | 'cancel' }
  | { readonly kind: 'lock'; readonly on: boolean }
  /** Plugging in switches on a phone that is off. */
  | { readonly kind: 'cable'; readonly on: boolean }
  /** On: iCloud is in reach, and hosts see the phone without a cable. */
  | { readonly kind: 'wifi'; readonly on: boolean }
  | { readonly kind: 'charger'; readonly on: boolean }
  /** As the user, without any host; undefined removes it. */
  | { readonly kind: 'backup-password'; readonly password: string | undefined }
  /** Both are done when the phone is back. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'erase' };

/** Throws `simulator-wifi-unavailable`. */
export async function act(device: SimulatedDevice, screen: PasscodeScreen, action: PhoneAction): Promise<void> {
  switch (action.kind) {
    case 'trust':
      device.answerTrustDialog(action.answer);
      return;
    case 'passcode':
      screen.answer(action.answer);
      return;
    case 'lock':
      device.locked = action.on;
      return;
    case 'cable':
      if (action.on) device.attach();
      else device.detach('usb');
      return;
    case 'wifi':
      await setWifi(device, action.on);
      return;
    case 'charger':
      device.hasPower = action.on;
      return;
    case 'backup-password':
      device.backupPassword.set(action.password);
      return;
    case 'restart':
      await device.reboot();
      return;
    case 'erase':
      await device.erase();
      return;
    default:
      assertNever(action);
  }
}

async function setWifi(device: SimulatedDevice, on: boolean): Promise<void> {
  if (!on) {
    device.detach('network');
    device.cloud.stage({ wifi: false });
    return;
  }
  device.cloud.stage({ wifi: true });
  // Hosts see a phone on Wi-Fi only while the switch is on that a host sets over the cable.
  device.values.set(WIRELESS_DOMAIN, WIFI_SWITCH, true);
  await device.attach('network');
}
