/** What a device asks of the person with it, in words with a countdown, and whether a device needs anybody at all. */
import type { DevicePrompt, DeviceState } from './device-state.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { timeLeftWords } from './progress-words.ts';

const PROMPTS: Readonly<Record<DevicePrompt['kind'], string>> = {
  trust: phrase('Tap Trust on the device'),
  passcode: phrase('Enter the passcode on the device'),
  unlock: phrase('Unlock the device'),
};

const PROMPT_OF_EVENT: Readonly<Record<string, DevicePrompt['kind'] | 'gone'>> = {
  'passcode-needed': 'passcode',
  'passcode-prompt-gone': 'gone',
  'unlock-needed': 'unlock',
  'device-unlocked': 'gone',
};

/** What an event of a run, by its code, says of the screen of the device; undefined if nothing. */
export function promptOf(eventCode: string): DevicePrompt['kind'] | 'gone' | undefined {
  return Object.hasOwn(PROMPT_OF_EVENT, eventCode) ? PROMPT_OF_EVENT[eventCode] : undefined;
}

/** What to do: "Enter the passcode on the device". */
export function promptWords({ kind }: DevicePrompt, { translate }: Locale): string {
  return translate(PROMPTS[kind], {});
}

/** "2:41 left"; undefined when nobody knows, or the time is up. */
export function promptTime({ until }: DevicePrompt, locale: Locale, now: Date): string | undefined {
  return until === undefined ? undefined : timeLeftWords((until.getTime() - now.getTime()) / 1000, locale);
}

/** Somebody has to do something at the device or about it. */
export function needsAttention({ condition, prompt }: Pick<DeviceState, 'condition' | 'prompt'>): boolean {
  return prompt !== undefined || (condition !== 'ready' && condition !== 'reading');
}
