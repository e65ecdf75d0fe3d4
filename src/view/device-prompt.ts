/** What a device asks of the person with it, in words with a countdown, and whether a device needs anybody at all. */
import type { DevicePrompt, DeviceState } from './device-state.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { timeLeftWords } from './progress-words.ts';
import { joined } from './tree-item.ts';

const PROMPTS: Readonly<Record<DevicePrompt['kind'], string>> = {
  trust: phrase('Tap Trust on the device'),
  passcode: phrase('Enter the passcode on the device'),
  unlock: phrase('Unlock the device'),
};

/** "Enter the passcode on the device · 2:41 left". */
export function promptWords({ kind, until }: DevicePrompt, locale: Locale, now: Date): string {
  const left = until === undefined ? undefined : timeLeftWords((until.getTime() - now.getTime()) / 1000, locale);
  return joined([locale.translate(PROMPTS[kind], {}), left]);
}

/** Somebody has to do something at the device or about it. */
export function needsAttention({ condition, prompt }: Pick<DeviceState, 'condition' | 'prompt'>): boolean {
  return prompt !== undefined || (condition !== 'ready' && condition !== 'reading');
}
