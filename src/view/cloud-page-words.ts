/** What the page about iCloud Backup says of a device: every value with its source and age, and nothing that nobody can know. */
import type { CloudBackupConditions } from '../backup/index.ts';
import type { CloudCondition, StagedCloud } from '../device-protocol/index.ts';
import type { CloudConditionRow, CloudFact, CloudPage } from './cloud-page.ts';
import { cloudSettingsPath } from './cloud-words.ts';
import { deviceLabel } from './device-item.ts';
import type { DeviceState } from './device-state.ts';
import type { Locale } from './locale.ts';
import { phrase, type Translate } from './phrase.ts';
import { productName, systemWithVersion } from './product-name.ts';
import { stageWords } from './cloud-stage-words.ts';
import { cloudConditionWords, nextCloudBackupWords } from './staged-cloud-words.ts';
import { joined } from './tree-item.ts';

/** What is known of iCloud Backup of a device, and from where. */
export interface KnownCloud {
  readonly state: DeviceState;
  /** What the device says; absent while it says nothing. */
  readonly said?: Pick<CloudBackupConditions, 'enabled' | 'lastBackup' | 'hasPower' | 'isLocked' | 'readAt'>;
  /** Why the device says nothing. */
  readonly problem?: string;
  /** The date of an iCloud backup in the newest computer backup that can be read. */
  readonly inBackup?: { readonly lastCloudBackup: Date; readonly backupDate: Date | undefined };
  /** Of a simulated device. */
  readonly staged?: StagedCloud;
}

/** In the order in which the first that is missing is named. */
const LABELS: Readonly<Record<CloudCondition, string>> = {
  account: phrase('An iCloud account'),
  switch: phrase('iCloud Backup is on'),
  power: phrase('Connected to power'),
  wifi: phrase('Connected to Wi-Fi'),
  locked: phrase('The screen is locked'),
  space: phrase('Enough space in iCloud'),
};

/** Everything that the page shows. */
export function cloudPage(known: KnownCloud, locale: Locale, now = new Date()): CloudPage {
  const { translate } = locale;
  const { state, said, staged } = known;
  const name = deviceLabel(state);
  const conditions = (Object.keys(LABELS) as CloudCondition[]).map((condition) => conditionRow(condition, known, translate));
  return {
    kind: 'cloud',
    title: translate('iCloud Backup of {name}', { name }),
    lead: leadOf(state, translate),
    ...(known.problem === undefined ? {} : { problem: known.problem }),
    factsTitle: translate('What is known', {}),
    facts: [switchFact(known, locale, now), lastFact(known, locale, now), sizeFact(translate)],
    buttons: [
      ...(said?.enabled === true ? [{ action: 'turn-off' as const, label: translate('Turn Off iCloud Backup', {}) }] : []),
      ...(said !== undefined && said.enabled !== true
        ? [{ action: 'turn-on' as const, label: translate('Turn On iCloud Backup', {}) }]
        : []),
      { action: 'compare', label: translate('Computer or iCloud?', {}) },
      { action: 'refresh', label: translate('Refresh', {}) },
    ],
    settings: translate('On the {device}: {path}', {
      device: kindOf(state.productType, translate),
      path: cloudSettingsPath(state.productVersion, translate),
    }),
    conditionsTitle: translate('The automatic backup, once a day', {}),
    conditions,
    blocked: staged === undefined ? blockedWords(conditions, translate) : nextCloudBackupWords(staged, locale),
    limitsTitle: translate('What no computer can do', {}),
    limits: [
      translate('Start an iCloud backup, or see how far one is', {}),
      translate('See how large iCloud backups are and what they contain', {}),
      translate('List or delete iCloud backups', {}),
      translate('See the plan and how much space is left in iCloud', {}),
    ],
    ...(staged === undefined ? {} : { stage: stageWords(staged, locale, now) }),
  };
}

/** As Apple calls it, without its generation. */
function kindOf(productType: string | undefined, translate: Translate): string {
  if (productType?.startsWith('iPod') === true) return 'iPod touch';
  return ['iPhone', 'iPad'].find((kind) => productType?.startsWith(kind) === true) ?? translate('device', {});
}

function leadOf({ productType, productVersion, simulated }: DeviceState, translate: Translate): string {
  return joined([
    simulated ? translate('Simulated', {}) : undefined,
    productType === undefined ? undefined : productName(productType, translate),
    productVersion === undefined ? undefined : systemWithVersion(productType, productVersion),
  ]);
}

function switchFact({ said }: KnownCloud, { format, translate }: Locale, now: Date): CloudFact {
  const label = translate('iCloud Backup', {});
  if (said === undefined) return { label, value: translate('Not known', {}), source: translate('The device does not say.', {}) };
  const source = translate('From the device, {age}', { age: format.age(said.readAt, now) });
  if (said.enabled === undefined) return { label, value: translate('Not reported by the device', {}), source };
  return { label, value: said.enabled ? translate('On', {}) : translate('Off', {}), source };
}

/** The device rarely says it; a backup on this computer has the date of its own time. */
function lastFact({ said, inBackup }: KnownCloud, { format, translate }: Locale, now: Date): CloudFact {
  const label = translate('Last iCloud backup', {});
  if (said?.lastBackup !== undefined) {
    return {
      label,
      value: format.dateTime(said.lastBackup),
      source: translate('From the device, {age}', { age: format.age(said.readAt, now) }),
    };
  }
  if (inBackup !== undefined) {
    const { lastCloudBackup, backupDate } = inBackup;
    const source =
      backupDate === undefined
        ? translate('From a backup on this computer', {})
        : translate('From the backup on this computer of {date}', { date: format.dateTime(backupDate) });
    return { label, value: format.dateTime(lastCloudBackup), source };
  }
  return {
    label,
    value: translate('Not known', {}),
    source: translate('Neither the device nor a readable backup on this computer says.', {}),
  };
}

function sizeFact(translate: Translate): CloudFact {
  return {
    label: translate('Size in iCloud', {}),
    value: translate('Not visible to computers', {}),
    source: translate('Look at the device.', {}),
  };
}

function conditionRow(condition: CloudCondition, known: KnownCloud, translate: Translate): CloudConditionRow {
  const label = translate(LABELS[condition], {});
  const isMet = known.staged === undefined ? isKnownToBeMet(condition, known) : isStaged(condition, known.staged);
  if (isMet === undefined) return { label, state: 'unknown', words: translate('Not visible to computers', {}) };
  const staged = translate('Staged', {});
  const source = known.staged === undefined ? translate('From the device', {}) : staged;
  return isMet
    ? { label, state: 'met', words: source }
    : { label, state: 'missing', words: joined([cloudConditionWords(condition, translate), source]) };
}

function isKnownToBeMet(condition: CloudCondition, { said, state }: KnownCloud): boolean | undefined {
  switch (condition) {
    case 'switch':
      return said?.enabled;
    case 'power':
      return said?.hasPower;
    case 'locked':
      return said?.isLocked;
    case 'wifi':
      // A device on a cable does not say whether it is on Wi-Fi as well.
      return said !== undefined && state.connection === 'network' ? true : undefined;
    case 'account':
    case 'space':
      return undefined;
  }
}

function isStaged(condition: CloudCondition, staged: StagedCloud): boolean {
  switch (condition) {
    case 'account':
      return staged.account === 'signed-in';
    case 'switch':
      return staged.isOn;
    case 'power':
      return staged.power;
    case 'wifi':
      return staged.wifi;
    case 'locked':
      return staged.locked;
    case 'space':
      return hasRoom(staged);
  }
}

/** As the device counts: its own backup makes room for the next one. Below nothing is left of a plan that became too small. */
function hasRoom({ quota, otherBytes, backups, nextSize }: StagedCloud): boolean {
  const others = backups.filter(({ isOwn }) => !isOwn).reduce((sum, { size }) => sum + size, 0);
  return nextSize <= quota - otherBytes - others;
}

function blockedWords(conditions: readonly CloudConditionRow[], translate: Translate): string {
  const first = conditions.find(({ state }) => state === 'missing');
  if (first !== undefined) return translate('The first that is missing: {condition}', { condition: first.label });
  const isAnyKnown = conditions.some(({ state }) => state === 'met');
  return isAnyKnown
    ? translate('Nothing that a computer can see keeps the backup from starting.', {})
    : translate('Whether something keeps the backup from starting is not known.', {});
}
