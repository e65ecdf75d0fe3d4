/** Computer or iCloud? Both ways to back up a device, side by side, with what is known of this one. */
import type { MethodsPage } from './cloud-page.ts';
import type { KnownCloud } from './cloud-page-words.ts';
import { deviceLabel } from './device-item.ts';
import type { Locale } from './locale.ts';
import type { Translate } from './phrase.ts';
import { joined } from './tree-item.ts';
import { VERDICT_WORDS } from './verdict-words.ts';

export function methodsPage(known: KnownCloud, locale: Locale, now = new Date()): MethodsPage {
  const { translate } = locale;
  const { state } = known;
  return {
    kind: 'methods',
    title: translate('Computer or iCloud?', {}),
    lead: translate('Two ways to back up {name}. You can use both.', { name: deviceLabel(state) }),
    columns: [translate('Question', {}), translate('On this computer', {}), 'iCloud'],
    rows: [
      { label: translate('Now', {}), computer: computerNow(known, locale, now), cloud: cloudNow(known, locale, now) },
      ...generalRows(state.encrypted, translate),
    ],
    advice: adviceFor(known, translate),
    buttons: [
      { action: 'back-up-here', label: translate('Back Up Now', {}) },
      { action: 'open-cloud', label: translate('iCloud Backup', {}) },
    ],
  };
}

function generalRows(encrypted: boolean | undefined, translate: Translate): MethodsPage['rows'] {
  return [
    {
      label: translate('What it contains', {}),
      computer: translate(
        'Settings, messages, photos that are on the device, and app data. Health, saved passwords, call and web history only if it is encrypted.',
        {},
      ),
      cloud: translate(
        'The same, without what iCloud has already: contacts, calendars, notes, iCloud Photos, Messages in iCloud, and Health from iOS 12 on.',
        {},
      ),
    },
    {
      label: translate('Never in it', {}),
      computer: translate('Apps themselves, synced music, Apple Pay, Face ID and Touch ID, mail', {}),
      cloud: translate('The same', {}),
    },
    {
      label: translate('Who can read it', {}),
      computer:
        encrypted === true
          ? translate('Whoever has the folder and the backup password', {})
          : translate('Whoever can open the folder, unless it is encrypted', {}),
      cloud: translate('Your devices with your account. Apple holds keys unless Advanced Data Protection is on.', {}),
    },
    {
      label: translate('Encrypted', {}),
      computer:
        encrypted === undefined
          ? translate('If a backup password is set', {})
          : encrypted
            ? translate('Yes, the next backup is encrypted', {})
            : translate('No, not before a backup password is set', {}),
      cloud: translate('Always', {}),
    },
    {
      label: translate('Space', {}),
      computer: translate('As much as the disk of this computer has', {}),
      cloud: translate('5 GB without paying, shared with everything else in iCloud', {}),
    },
    {
      label: translate('What it needs', {}),
      computer: translate('A cable or the same network, trust, and someone who starts it', {}),
      cloud: translate('Wi-Fi, power, and a locked screen. It then starts by itself once a day.', {}),
    },
    {
      label: translate('What iOS Backup Lab sees', {}),
      computer: translate('Everything: it makes, checks, browses, and restores it', {}),
      cloud: translate('Whether it is on, and sometimes the date of the last one', {}),
    },
  ];
}

function computerNow({ state: { copy } }: KnownCloud, { format, translate }: Locale, now: Date): string {
  if (copy === undefined) return translate('Not looked for yet', {});
  if (copy === 'none') return translate('No backup found', {});
  const verdict = copy.check === undefined ? translate('Not checked', {}) : translate(VERDICT_WORDS[copy.check.verdict].short, {});
  return joined([verdict, copy.date === undefined ? undefined : format.age(copy.date, now)]);
}

function cloudNow({ said, inBackup, staged }: KnownCloud, { format, translate }: Locale, now: Date): string {
  const last = said?.lastBackup ?? inBackup?.lastCloudBackup;
  const state = said?.enabled === undefined ? translate('Not known', {}) : said.enabled ? translate('On', {}) : translate('Off', {});
  return joined([
    state,
    last === undefined ? undefined : translate('last {age}', { age: format.age(last, now) }),
    staged === undefined ? undefined : translate('staged', {}),
  ]);
}

function adviceFor({ state, said }: KnownCloud, translate: Translate): string {
  const hasCopy = state.copy !== undefined && state.copy !== 'none';
  if (hasCopy && said?.enabled === true) return translate('Both are in use. If one is lost, the other one is still there.', {});
  if (hasCopy) return translate('This device has a backup on this computer. iCloud Backup can be its second one.', {});
  if (said?.enabled === true) {
    return translate('Only iCloud is known to be in use. A backup on this computer can be checked and browsed.', {});
  }
  return translate('Neither is known to be in use. Back up now, so that nothing is lost.', {});
}
