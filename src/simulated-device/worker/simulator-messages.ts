/** What a program and the thread of its simulator say to each other. Everything in it is plain data. */
import type { Log } from '../../base/index.ts';
import type { ErrorMessage } from './error-message.ts';
import type { ArmedPhoneFault, PhoneDescription } from './phone-description.ts';
import type { PhoneAction } from './phone-action.ts';
import type { PhoneOrder } from './phone-order.ts';
import type { FaultSettings } from '../faults/fault.ts';

/** What a phone asks its user. */
export type PhoneQuestion = 'trust' | 'passcode';

/** What hosts left behind on a phone, and what no real client sends, in words. */
export interface PhoneLeftovers {
  readonly leftovers: readonly string[];
  /** Of the phone, and of connections that reached none. */
  readonly violations: readonly string[];
}

/** Each call by its name: what it takes, and what it gives. */
export interface SimulatorCalls {
  readonly list: { readonly takes: undefined; readonly gives: readonly PhoneDescription[] };
  readonly add: { readonly takes: PhoneOrder; readonly gives: PhoneDescription };
  readonly remove: { readonly takes: { readonly udid: string }; readonly gives: undefined };
  readonly act: { readonly takes: { readonly udid: string; readonly action: PhoneAction }; readonly gives: undefined };
  readonly arm: {
    readonly takes: { readonly udid: string; readonly id: string; readonly settings: FaultSettings };
    readonly gives: ArmedPhoneFault;
  };
  readonly disarm: { readonly takes: { readonly udid: string; readonly number: number }; readonly gives: undefined };
  readonly leftovers: { readonly takes: { readonly udid: string }; readonly gives: PhoneLeftovers };
  readonly close: { readonly takes: undefined; readonly gives: undefined };
}

export type CallName = keyof SimulatorCalls;

/** A call under a number that its answer carries too. */
export type ToSimulator = {
  [Name in CallName]: { readonly call: Name; readonly number: number; readonly takes: SimulatorCalls[Name]['takes'] };
}[CallName];

export type FromSimulator =
  | { readonly kind: 'started'; readonly address: string }
  | { readonly kind: 'start-failed'; readonly error: ErrorMessage }
  | { readonly kind: 'answer'; readonly number: number; readonly gives: unknown }
  | { readonly kind: 'refusal'; readonly number: number; readonly error: ErrorMessage }
  /** Something about them has changed. */
  | { readonly kind: 'phones'; readonly phones: readonly PhoneDescription[] }
  | { readonly kind: 'question'; readonly udid: string; readonly question: PhoneQuestion }
  | { readonly kind: 'log'; readonly level: keyof Log; readonly text: string };
