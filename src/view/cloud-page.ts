/** The page about iCloud Backup of a device as data, and the messages between it and the extension. Every text is in the reader's language already. */
import type { StagedCloudChanges } from '../device-protocol/index.ts';

/** A value with where it comes from and how old it is. */
export interface CloudFact {
  readonly label: string;
  readonly value: string;
  readonly source: string;
}

/** A condition of the automatic backup, as far as anybody knows. */
export interface CloudConditionRow {
  readonly label: string;
  readonly state: 'met' | 'missing' | 'unknown';
  readonly words: string;
}

/** A button: what it does, and what it is called. */
export interface CloudButton {
  readonly action: CloudAction;
  readonly label: string;
}

/** What a simulated device stages. */
export interface CloudStage {
  readonly title: string;
  /** That none of it is real. */
  readonly banner: string;
  readonly toggles: readonly { readonly key: CloudToggle; readonly label: string; readonly isOn: boolean }[];
  readonly choices: readonly CloudChoices[];
  readonly buttons: readonly CloudButton[];
  readonly progress?: { readonly words: string; readonly percent: number };
  readonly facts: readonly CloudFact[];
  readonly backupsTitle: string;
  readonly noBackups: string;
  readonly backups: readonly { readonly id: string; readonly title: string; readonly detail: string; readonly deleteLabel: string }[];
  readonly appsTitle: string;
  readonly apps: readonly { readonly id: string; readonly label: string; readonly detail: string; readonly isIncluded: boolean }[];
}

/** One of several values that can be staged. */
export interface CloudChoices {
  readonly key: CloudChoice;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly isChosen: boolean }[];
}

/** The page about one device. */
export interface CloudPage {
  readonly kind: 'cloud';
  readonly title: string;
  readonly lead: string;
  /** Why less is known than could be. */
  readonly problem?: string;
  readonly factsTitle: string;
  readonly facts: readonly CloudFact[];
  readonly buttons: readonly CloudButton[];
  readonly settings: string;
  readonly conditionsTitle: string;
  readonly conditions: readonly CloudConditionRow[];
  /** What blocks the automatic backup first. */
  readonly blocked: string;
  readonly limitsTitle: string;
  readonly limits: readonly string[];
  readonly stage?: CloudStage;
}

/** Both ways to back up a device, side by side. */
export interface MethodsPage {
  readonly kind: 'methods';
  readonly title: string;
  readonly lead: string;
  readonly columns: readonly [about: string, computer: string, cloud: string];
  readonly rows: readonly { readonly label: string; readonly computer: string; readonly cloud: string }[];
  readonly advice: string;
  readonly buttons: readonly CloudButton[];
}

/** What a button of the page asks for. */
export type CloudAction = 'turn-on' | 'turn-off' | 'refresh' | 'back-up' | 'cancel' | 'compare' | 'open-cloud' | 'back-up-here';
type CloudToggle = 'wifi' | 'power' | 'locked';
type CloudChoice = 'account' | 'quota' | 'used';

/** From the page to the extension. */
export type CloudPageRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'violation'; readonly directive: string }
  | { readonly kind: 'do'; readonly action: CloudAction }
  | { readonly kind: 'toggle'; readonly key: CloudToggle; readonly isOn: boolean }
  | { readonly kind: 'choose'; readonly key: CloudChoice; readonly value: string }
  | { readonly kind: 'app'; readonly id: string; readonly isIncluded: boolean }
  | { readonly kind: 'delete'; readonly id: string };

/** What a page keeps while its window is reloaded: which of the pages it is. */
export interface CloudPageState {
  readonly kind: 'cloud' | 'methods';
  readonly udid: string;
}

/** From the extension to the page. */
export interface CloudPageShown {
  readonly kind: 'show';
  readonly state: CloudPageState;
  readonly page: CloudPage | MethodsPage;
}

const ACTIONS: Readonly<Record<CloudAction, true>> = {
  'turn-on': true,
  'turn-off': true,
  refresh: true,
  'back-up': true,
  cancel: true,
  compare: true,
  'open-cloud': true,
  'back-up-here': true,
};
const TOGGLES: Readonly<Record<CloudToggle, true>> = { wifi: true, power: true, locked: true };
const CHOICES: Readonly<Record<CloudChoice, true>> = { account: true, quota: true, used: true };
const LONGEST_ID_CHARS = 300;

type Fields = Readonly<Record<string, unknown>>;

const CHECKS: Readonly<Record<CloudPageRequest['kind'], (fields: Fields) => boolean>> = {
  ready: () => true,
  violation: ({ directive }) => isText(directive),
  do: ({ action }) => isKey(ACTIONS, action),
  toggle: ({ key, isOn }) => isKey(TOGGLES, key) && typeof isOn === 'boolean',
  choose: ({ key, value }) => isKey(CHOICES, key) && isText(value),
  app: ({ id, isIncluded }) => isText(id) && typeof isIncluded === 'boolean',
  delete: ({ id }) => isText(id),
};

/** The message, or undefined if it is not one of ours. */
export function checkedCloudRequest(value: unknown): CloudPageRequest | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind } = value;
  return isKey(CHECKS, kind) && CHECKS[kind](value) ? (value as CloudPageRequest) : undefined;
}

/** What a value of a list stages. One that is not in the list changes nothing. */
export function stagedChoice(key: CloudChoice, value: string): StagedCloudChanges {
  if (key === 'account') return value === 'none' || value === 'signed-in' || value === 'not-provisioned' ? { account: value } : {};
  const bytes = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(bytes) || bytes < 0) return {};
  return key === 'quota' ? { quota: bytes } : { otherBytes: bytes };
}

/** What is to be shown, or undefined. The page trusts its own extension. */
export function checkedCloudShown(value: unknown): CloudPageShown | undefined {
  const isOurs = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'show' && 'page' in value;
  return isOurs ? (value as CloudPageShown) : undefined;
}

/** The saved state of a page, or undefined if it is not one of ours. */
export function checkedCloudState(value: unknown): CloudPageState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, udid } = value as Fields;
  const isOurs = (kind === 'cloud' || kind === 'methods') && typeof udid === 'string' && isText(udid) && udid !== '';
  return isOurs ? { kind, udid } : undefined;
}

function isKey<Key extends string>(table: Readonly<Record<Key, unknown>>, value: unknown): value is Key {
  return typeof value === 'string' && Object.hasOwn(table, value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_ID_CHARS;
}
