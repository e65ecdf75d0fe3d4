/** Faults of simulated phones as rows of a list: what can be set, and what is set. */
import type { ArmedPhoneFault, FaultDefinition, FaultSettings } from '../simulated-device/index.ts';
import type { Locale } from './locale.ts';
import { oneLine, phrase, type Translate } from './phrase.ts';
import { joined } from './tree-item.ts';

/** Something of a fault that can be set: a part of its trigger, or one of its own parameters. */
export interface FaultSetting {
  readonly key: string;
  readonly label: string;
  /** What is set, or what counts where nothing is. */
  readonly value: string;
  readonly isSet: boolean;
  /** What may be typed. */
  readonly prompt: string;
  /** The only words that make sense. */
  readonly choices?: readonly string[];
}

const TRIGGER: readonly { readonly key: string; readonly label: string; readonly prompt: string }[] = [
  {
    key: 'at',
    label: phrase('At a message'),
    prompt: phrase(
      'A point of the conversation, such as mb2.Backup or dl.MoveItems#2 (the second one). Leave it empty for the usual place.',
    ),
  },
  {
    key: 'after',
    label: phrase('After bytes, seconds, or messages'),
    prompt: phrase('For example bytes=1048576, 30s, or messages=3, joined by +. Leave it empty for the usual moment.'),
  },
  {
    key: 'on',
    label: phrase('On files'),
    prompt: phrase('A pattern such as CameraRollDomain/** or */*.sqlite. Leave it empty for the usual files.'),
  },
  { key: 'p', label: phrase('Probability'), prompt: phrase('From 0 to 1, for each occasion. Leave it empty for always.') },
  { key: 'times', label: phrase('How often'), prompt: phrase('A whole number of at least 1. Leave it empty for the usual number.') },
];

/** What the fault is, in one sentence. The catalog has it in English; the places of F49 are the names of its own parameters. */
export function faultTitle({ title }: Pick<FaultDefinition, 'title'>, translate: Translate): string {
  return translate(title, {});
}

/** Everything that can be set on a fault, its trigger first. A fault that takes effect at once has no trigger. */
export function faultSettings(fault: FaultDefinition, settings: FaultSettings, { translate, format }: Locale): FaultSetting[] {
  const { on, after = {}, times, parameters = {}, choices = {}, strikes } = fault;
  const amounts: readonly [string, number][] = Object.entries(after);
  const usual: Readonly<Record<string, string | undefined>> = {
    at: Object.keys(strikes).join(', '),
    after: amounts.map(([unit, amount]) => `${unit}=${String(amount)}`).join('+') || undefined,
    on,
    times: times === undefined ? undefined : format.count(times),
  };
  const movesAway = settings.at !== undefined;
  const trigger = TRIGGER.map(({ key, label, prompt }): FaultSetting => {
    // Another place removes what the fault says of its own.
    const standard = movesAway && (key === 'on' || key === 'after') ? undefined : usual[key];
    return { key, label: translate(label, {}), prompt: translate(prompt, {}), ...valueOf(settings[key], standard ?? translate('any', {})) };
  });
  const own = Object.entries(parameters).map(([key, standard]): FaultSetting => {
    const words = choices[key];
    const prompt = words === undefined ? translate('The usual value is {value}.', { value: standard }) : translate('Choose a value', {});
    return { key, label: key, prompt, ...valueOf(settings[key], String(standard)), ...(words === undefined ? {} : { choices: words }) };
  });
  return Object.keys(strikes).length === 0 ? own : [...trigger, ...own];
}

/** Whether arming the fault is all that it takes. */
export function takesEffectAtOnce({ strikes }: FaultDefinition): boolean {
  return Object.keys(strikes).length === 0;
}

/** An armed fault in a few words: what was set on it, and how often it has struck. */
export function armedWords({ settings, struck }: ArmedPhoneFault, { translate, format }: Locale): string {
  const set = Object.entries(settings).map(([key, value]) => `${key}=${oneLine(shown(value), 40)}`);
  const often = struck === 1 ? translate('Struck 1 time', {}) : translate('Struck {count} times', { count: format.count(struck) });
  return joined([often, ...set]);
}

function valueOf(set: unknown, standard: string): Pick<FaultSetting, 'value' | 'isSet'> {
  return set === undefined ? { value: standard, isSet: false } : { value: oneLine(shown(set), 80), isSet: true };
}

/** What was typed, or what a program has given. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
