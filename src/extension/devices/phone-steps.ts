/** Puts a simulated phone together with a person, question by question. */
import { ThemeIcon, l10n, type QuickPickItem } from 'vscode';
import type { PhoneChoice, PhoneOrder } from '../../simulated-device/index.ts';
import { systemWithVersion } from '../../view/index.ts';
import { pickStep, typeStep, type Step, type StepPlace } from '../steps.ts';

/** What has been answered so far. */
export interface PhoneDraft {
  readonly choice: PhoneChoice;
  readonly order: PhoneOrder;
  readonly isEncrypted: boolean;
}

/** A passcode, the content and the rest of a phone are one item each, which adds to its options. */
type Choice = QuickPickItem & { readonly adds: Partial<PhoneOrder> };

export const PHONE_STEPS: readonly Step<PhoneDraft>[] = [
  { isNeeded: ({ choice }) => choice.versions.length > 1, ask: askForVersion },
  { ask: askForName },
  { ask: (draft, place) => add(draft, place, l10n.t('Choose whether it has a passcode'), passcodeChoices(draft)) },
  { ask: askForEncryption },
  { isNeeded: ({ isEncrypted }) => isEncrypted, ask: askForPassword },
  { ask: (draft, place) => add(draft, place, l10n.t('Choose what is on it'), contentChoices()) },
  { ask: (draft, place) => add(draft, place, l10n.t('Choose how it behaves'), behaviourChoices()) },
];

/** The backup password of a phone that is to be encrypted. A phone made of software has nothing to lose, so once is enough. */
export async function askForPassword(draft: PhoneDraft, place: StepPlace): Promise<PhoneDraft | 'back' | undefined> {
  const typed = await typeStep({
    ...place,
    prompt: l10n.t('Enter the backup password that is set on the simulated device.'),
    placeHolder: l10n.t('Backup password'),
    password: true,
    problemOf: (text) => (text === '' ? l10n.t('Enter the password first.') : undefined),
  });
  if (typed === undefined || typed === 'back') return typed;
  return { ...draft, order: { ...draft.order, backupPassword: typed.text } };
}

async function askForVersion(draft: PhoneDraft, place: StepPlace): Promise<PhoneDraft | 'back' | undefined> {
  const { versions, productVersion: standard, productType } = draft.choice;
  const items = versions.map(({ productVersion, asksPasscode }) => ({
    label: systemWithVersion(productType, productVersion),
    description: asksPasscode ? l10n.t('Asks for the passcode before a backup') : '',
    productVersion,
  }));
  const active = items.find(({ productVersion }) => productVersion === standard);
  const picked = await pickStep(items, { ...place, placeHolder: l10n.t('Choose a version that this model ran'), active });
  if (picked === undefined || picked === 'back') return picked;
  return { ...draft, order: { ...draft.order, productVersion: picked.productVersion } };
}

async function askForName(draft: PhoneDraft, place: StepPlace): Promise<PhoneDraft | 'back' | undefined> {
  const typed = await typeStep({
    ...place,
    prompt: l10n.t('Enter the name of the device.'),
    value: draft.order.name ?? draft.choice.name,
    problemOf: (text) => (text.trim() === '' ? l10n.t('Enter a name first.') : undefined),
  });
  if (typed === undefined || typed === 'back') return typed;
  return { ...draft, order: { ...draft.order, name: typed.text.trim() } };
}

async function askForEncryption(draft: PhoneDraft, place: StepPlace): Promise<PhoneDraft | 'back' | undefined> {
  const items = [
    { label: l10n.t('Not encrypted'), iconPath: new ThemeIcon('unlock'), isEncrypted: false },
    {
      label: l10n.t('Encrypted…'),
      iconPath: new ThemeIcon('key'),
      detail: l10n.t('A backup password is set on the device from the start'),
      isEncrypted: true,
    },
  ];
  const picked = await pickStep(items, { ...place, placeHolder: l10n.t('Choose whether it encrypts its backups') });
  return picked === undefined || picked === 'back' ? picked : { ...draft, isEncrypted: picked.isEncrypted };
}

async function add(
  draft: PhoneDraft,
  place: StepPlace,
  placeHolder: string,
  items: readonly Choice[],
): Promise<PhoneDraft | 'back' | undefined> {
  const picked = await pickStep(items, { ...place, placeHolder });
  return picked === undefined || picked === 'back' ? picked : { ...draft, order: { ...draft.order, ...picked.adds } };
}

function passcodeChoices({ choice, order }: PhoneDraft): Choice[] {
  const asks = choice.versions.find(({ productVersion }) => productVersion === order.productVersion)?.asksPasscode === true;
  return [
    { label: l10n.t('No passcode'), iconPath: new ThemeIcon('unlock'), adds: { passcodeSet: false } },
    {
      label: l10n.t('Has a passcode'),
      iconPath: new ThemeIcon('lock'),
      detail: asks
        ? l10n.t('Asks for it before each backup, and you answer as its user')
        : l10n.t('This version does not ask for it before a backup'),
      adds: { passcodeSet: true, asksPasscode: true },
    },
  ];
}

function contentChoices(): Choice[] {
  return [
    {
      label: l10n.t('Small'),
      iconPath: new ThemeIcon('file'),
      detail: l10n.t('About 500 files: made-up messages, photos, apps, and settings'),
      adds: {},
    },
    {
      label: l10n.t('Larger'),
      iconPath: new ThemeIcon('files'),
      detail: l10n.t('200 files of 5 MB each (1 GB in all) of filler'),
      adds: { bulk: { count: 200, size: 5_000_000 } },
    },
    {
      label: l10n.t('Many files'),
      iconPath: new ThemeIcon('list-tree'),
      detail: l10n.t('10,000 files of 4 KB each (40 MB in all) of filler'),
      adds: { bulk: { count: 10_000, size: 4_000 } },
    },
    {
      label: l10n.t('Very many files'),
      iconPath: new ThemeIcon('list-flat'),
      detail: l10n.t('100,000 files of 1 KB each (100 MB in all) of filler'),
      adds: { bulk: { count: 100_000, size: 1_000 } },
    },
  ];
}

function behaviourChoices(): Choice[] {
  return [
    {
      label: l10n.t('Trusts this computer'),
      iconPath: new ThemeIcon('check'),
      detail: l10n.t('Ready to back up at once'),
      adds: { trust: 'accept' },
    },
    {
      label: l10n.t('Asks before it trusts'),
      iconPath: new ThemeIcon('workspace-untrusted'),
      detail: l10n.t('Choose “Trust This Computer”, then answer as the user of the phone'),
      adds: { trust: 'ask' },
    },
    {
      label: l10n.t('Never trusts'),
      iconPath: new ThemeIcon('circle-slash'),
      detail: l10n.t('Each request is declined as if its user tapped Don’t Trust'),
      adds: { trust: 'decline' },
    },
    {
      label: l10n.t('Is locked'),
      iconPath: new ThemeIcon('lock'),
      detail: l10n.t('Shows what happens when nobody unlocks the phone'),
      adds: { locked: true, passcodeSet: true },
    },
  ];
}
