/** The passcode prompt that a backup shows on the phone, and how long it stays. */
import type { PasscodeOutcome } from '../backup-agent/agent-device.ts';
import type { Clock } from './clock.ts';
import type { DeviceState } from './device-state.ts';

/** Log of iOS 16.1: about three minutes. */
const PROMPT_MS = 180_000;

export type AskPasscode = (signal: AbortSignal) => Promise<PasscodeOutcome>;

interface PromptedPhone {
  readonly clock: Clock;
  readonly state: DeviceState;
  postNotification(name: string): void;
}

/** Asks the user between the two notifications; a prompt that nobody answers goes as if it had been dismissed. */
export function promptOn(phone: PromptedPhone, ask: AskPasscode): AskPasscode {
  return async (signal) => {
    phone.postNotification('com.apple.LocalAuthentication.ui.presented');
    const withdraw = phone.state.prompt('the passcode');
    const answered = new AbortController();
    const both = AbortSignal.any([signal, answered.signal]);
    try {
      return await Promise.race([ask(both), phone.clock.sleep(PROMPT_MS, both).then(() => 'dismissed' as const)]);
    } finally {
      answered.abort();
      withdraw();
      phone.postNotification('com.apple.LocalAuthentication.ui.dismissed');
    }
  };
}
