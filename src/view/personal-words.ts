/** Personal data in words: kinds, traits and facts of entries. Values are text of the backup and must not be trusted. */
import type { PersonalFact, PersonalFactName, PersonalKind, PersonalTrait } from '../backup/index.ts';
import { durationWords } from './duration-words.ts';
import type { Locale } from './locale.ts';
import { oneLine, phrase } from './phrase.ts';
import { productName } from './product-name.ts';

const KINDS: Readonly<Record<PersonalKind, string>> = {
  messages: phrase('Messages'),
  contacts: phrase('Contacts'),
  calls: phrase('Calls'),
  voicemail: phrase('Voicemail'),
  notes: phrase('Notes'),
  calendar: phrase('Calendar'),
  safari: phrase('Safari history'),
  photos: phrase('Photos'),
  health: phrase('Health'),
};

const TRAITS: Readonly<Record<PersonalTrait, string>> = {
  edited: phrase('Edited'),
  reaction: phrase('Reaction'),
  'reaction-removed': phrase('Reaction removed'),
  'group-event': phrase('Change of the group'),
  'not-sent': phrase('Not sent'),
  incoming: phrase('Incoming'),
  outgoing: phrase('Outgoing'),
  missed: phrase('Missed'),
  'facetime-audio': phrase('FaceTime audio'),
  'facetime-video': phrase('FaceTime video'),
  locked: phrase('Locked: its text is encrypted with its own password'),
  pinned: phrase('Pinned'),
  'all-day': phrase('All day'),
  repeats: phrase('Repeats'),
  'not-loaded': phrase('Did not load'),
  redirected: phrase('Redirected'),
  video: phrase('Video'),
  favorite: phrase('Favorite'),
  hidden: phrase('Hidden'),
  deleted: phrase('Recently deleted'),
  'text-unreadable': phrase('The text cannot be decoded'),
  'text-cut': phrase('Only the beginning of the text is shown'),
};

const FACTS: Readonly<Record<PersonalFactName, string>> = {
  phone: phrase('Phone'),
  email: phrase('Email'),
  'postal-address': phrase('Address'),
  'web-address': phrase('Web address'),
  'other-address': phrase('Other'),
  organization: phrase('Company'),
  'job-title': phrase('Job title'),
  nickname: phrase('Nickname'),
  birthday: phrase('Birthday'),
  service: phrase('Service'),
  receiver: phrase('To'),
  flags: phrase('Flags'),
  duration: phrase('Duration'),
  created: phrase('Created'),
  ends: phrase('Ends'),
  place: phrase('Place'),
  calendar: phrase('Calendar'),
  folder: phrase('Folder'),
  size: phrase('Picture size'),
  coordinates: phrase('Place'),
  steps: phrase('Steps'),
  distance: phrase('Distance'),
  'active-energy': phrase('Active energy'),
  flights: phrase('Flights climbed'),
  'heart-rate': phrase('Heart rate'),
  'resting-heart-rate': phrase('Resting heart rate'),
  sleep: phrase('Asleep'),
  weight: phrase('Weight'),
  exercise: phrase('Exercise'),
  'stand-hours': phrase('Stand hours'),
  move: phrase('Move'),
  workout: phrase('Workout'),
  'other-samples': phrase('Other measurements'),
};

/** Values with a goal. */
const WITH_GOAL: ReadonlySet<PersonalFactName> = new Set(['exercise', 'stand-hours', 'move']);
/** A birthday without a year is in this one. */
const NO_YEAR = 1604;
const LONGEST_LABEL_CHARS = 60;
const LONGEST_VALUE_CHARS = 2000;
const MS_PER_SECOND = 1000;

export function personalKindWords(kind: PersonalKind, { translate }: Locale): string {
  return translate(KINDS[kind], {});
}

export function personalTraitWords(trait: PersonalTrait, { translate }: Locale): string {
  return translate(TRAITS[trait], {});
}

/** "Phone (Mobile)". Sources of Health are models of devices, and labels of contacts stay as they are. */
export function personalFactLabel({ name, label }: PersonalFact, { translate }: Locale): string {
  const words = translate(FACTS[name], {});
  return label === undefined
    ? words
    : translate('{name} ({label})', { name: words, label: productName(oneLine(label, LONGEST_LABEL_CHARS), translate) });
}

/** @param isDay the entry is about days without a time zone */
export function personalFactValue({ name, value }: PersonalFact, isDay: boolean, locale: Locale): string {
  const { translate, format } = locale;
  if (typeof value === 'string') return name === 'service' ? serviceWords(value, locale) : oneLine(value, LONGEST_VALUE_CHARS);
  if (typeof value !== 'number') return pairWords(name, value, locale);
  switch (name) {
    case 'created':
      return format.dateTime(new Date(value));
    case 'ends':
      return isDay ? format.day(new Date(value), true) : format.dateTime(new Date(value));
    case 'birthday':
      return birthdayWords(value, locale);
    case 'duration':
    case 'sleep':
    case 'workout':
      return value === 0 ? translate('{seconds} s', { seconds: 0 }) : durationWords(value * MS_PER_SECOND, locale);
    default:
      return amountWords(name, format.decimal(value), locale);
  }
}

/** Of calls: the ids of Apple's own services, and of an app its id. */
function serviceWords(service: string, { translate }: Locale): string {
  if (service === 'com.apple.Telephony') return translate('Phone', {});
  return service === 'com.apple.FaceTime' ? 'FaceTime' : oneLine(service, LONGEST_LABEL_CHARS);
}

function pairWords(name: PersonalFactName, [first, second]: readonly [number, number], locale: Locale): string {
  const { translate, format } = locale;
  if (name === 'size') return translate('{width} × {height} pixels', { width: format.count(first), height: format.count(second) });
  if (name === 'coordinates') return `${first.toFixed(5)}, ${second.toFixed(5)}`;
  if (WITH_GOAL.has(name)) {
    const goal = amountWords(name, format.decimal(second), locale);
    return translate('{value} of {goal}', { value: format.decimal(first), goal });
  }
  return amountWords(name, translate('{from} to {to}', { from: format.decimal(first), to: format.decimal(second) }), locale);
}

/** With the unit of the fact. */
function amountWords(name: PersonalFactName, amount: string, { translate }: Locale): string {
  switch (name) {
    case 'distance':
      return translate('{amount} m', { amount });
    case 'active-energy':
    case 'move':
      return translate('{amount} kcal', { amount });
    case 'heart-rate':
    case 'resting-heart-rate':
      return translate('{amount} per minute', { amount });
    case 'weight':
      return translate('{amount} kg', { amount });
    case 'exercise':
      return translate('{amount} min', { amount });
    case 'stand-hours':
      return translate('{amount} h', { amount });
    default:
      return amount;
  }
}

function birthdayWords(time: number, { format }: Locale): string {
  const date = new Date(time);
  const words = format.day(date, true);
  return date.getUTCFullYear() === NO_YEAR ? words.replace(/[,.]?\s*1604/, '') : words;
}
