/** What a simulated device stages of iCloud, as the page shows it. */
import type { CloudAccount, StagedCloud } from '../device-protocol/index.ts';
import type { CloudButton, CloudChoices, CloudFact, CloudStage } from './cloud-page.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { productName, systemWithVersion } from './product-name.ts';
import { phaseWords } from './progress-words.ts';
import { joined } from './tree-item.ts';

const GIGABYTE = 1_000_000_000;
/** Apple's plans, and one in which nothing fits. */
const QUOTAS: readonly number[] = [1_000_000, 5 * GIGABYTE, 50 * GIGABYTE, 200 * GIGABYTE, 2000 * GIGABYTE];

const ACCOUNTS: Readonly<Record<CloudAccount, string>> = {
  none: phrase('Not signed in'),
  'signed-in': phrase('Signed in'),
  'not-provisioned': phrase('Signed in, not set up for backups'),
};

export function stageWords(cloud: StagedCloud, locale: Locale, now: Date): CloudStage {
  const { format, translate } = locale;
  const { running, backups, apps } = cloud;
  const percent = running === undefined || running.total === 0 ? 0 : Math.floor((running.done / running.total) * 100);
  return {
    title: translate('Staged iCloud', {}),
    banner: translate('Staged: this device is simulated. No account, server or backup in iCloud is real.', {}),
    toggles: [
      { key: 'wifi', label: translate('Wi-Fi', {}), isOn: cloud.wifi },
      { key: 'power', label: translate('Power', {}), isOn: cloud.power },
      { key: 'locked', label: translate('Screen locked', {}), isOn: cloud.locked },
    ],
    choices: [accountChoices(cloud, locale), quotaChoices(cloud, locale), usedChoices(cloud, locale)],
    buttons: buttonsOf(cloud, locale),
    ...(running === undefined
      ? {}
      : { progress: { words: joined([phaseWords(running.phase, translate), format.percent(percent / 100)]), percent } }),
    facts: factsOf(cloud, locale, now),
    backupsTitle: translate('Backups in iCloud (staged)', {}),
    noBackups: translate('There are no backups in iCloud.', {}),
    backups: backups.map(({ id, deviceName, productType, productVersion, date, size, isOwn }) => ({
      id,
      title: joined([deviceName, isOwn ? translate('this device', {}) : undefined]),
      detail: joined([
        format.dateTime(date),
        format.bytes(size),
        productName(productType, translate),
        systemWithVersion(productType, productVersion),
      ]),
      deleteLabel: translate('Delete the backup of {name}', { name: deviceName }),
    })),
    appsTitle: translate('What the next backup includes', {}),
    apps: apps.map(({ id, name, size, isIncluded }) => ({ id, label: name, detail: format.bytes(size), isIncluded })),
  };
}

function buttonsOf({ running }: StagedCloud, { translate }: Locale): CloudButton[] {
  return running === undefined
    ? [{ action: 'back-up', label: translate('Back Up to iCloud Now (Staged)', {}) }]
    : [{ action: 'cancel', label: translate('Cancel Backup', {}) }];
}

function factsOf(
  { lastBackup, lastAttempt, nextSize, freeBytes, quota }: StagedCloud,
  { format, translate }: Locale,
  now: Date,
): CloudFact[] {
  const staged = translate('Staged', {});
  const failed = lastAttempt === undefined || lastAttempt.code === 0 ? undefined : lastAttempt;
  return [
    {
      label: translate('Last backup', {}),
      value: lastBackup === undefined ? translate('None yet', {}) : format.dateTime(lastBackup),
      source: staged,
    },
    ...(failed === undefined
      ? []
      : [
          {
            label: translate('Last attempt', {}),
            value: translate('Not completed: {description}', { description: failed.description }),
            source: joined([staged, format.age(failed.date, now)]),
          },
        ]),
    { label: translate('Size of the next backup', {}), value: format.bytes(nextSize), source: staged },
    {
      label: translate('Free space', {}),
      value: translate('{free} of {total}', { free: format.bytes(freeBytes), total: format.bytes(quota) }),
      source: staged,
    },
  ];
}

function accountChoices({ account }: StagedCloud, { translate }: Locale): CloudChoices {
  const accounts = Object.keys(ACCOUNTS) as CloudAccount[];
  return {
    key: 'account',
    label: translate('iCloud account', {}),
    options: accounts.map((value) => ({ value, label: translate(ACCOUNTS[value], {}), isChosen: value === account })),
  };
}

/** Another size that was staged elsewhere is among the choices. */
function quotaChoices({ quota }: StagedCloud, { format, translate }: Locale): CloudChoices {
  const sizes = [...new Set([...QUOTAS, quota])].sort((a, b) => a - b);
  return {
    key: 'quota',
    label: translate('Plan', {}),
    options: sizes.map((size) => ({ value: String(size), label: format.bytes(size), isChosen: size === quota })),
  };
}

/** By shares of the plan: nothing, half of it, nearly all of it. */
function usedChoices({ quota, otherBytes }: StagedCloud, { format, translate }: Locale): CloudChoices {
  const sizes = [...new Set([0, Math.floor(quota / 2), Math.max(0, quota - 1_000_000), otherBytes])].sort((a, b) => a - b);
  return {
    key: 'used',
    label: translate('Used by photos and files', {}),
    options: sizes.map((size) => ({ value: String(size), label: format.bytes(size), isChosen: size === otherBytes })),
  };
}
