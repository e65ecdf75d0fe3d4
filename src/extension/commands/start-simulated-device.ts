/** Start Simulated Device: a phone made of software that behaves like one on a cable. */
import { QuickPickItemKind, ThemeIcon, l10n, type QuickPickItem } from 'vscode';
import type { PhoneChoice, PhoneDescription, PhoneOrder } from '../../simulated-device/index.ts';
import { joined, modelName, oneLine, systemWithVersion } from '../../view/index.ts';
import type { App } from '../app.ts';
import type { DeviceNode } from '../devices/device-tree.ts';
import type { RememberedPhone } from '../devices/last-phone.ts';
import { PHONE_STEPS, askForPassword, type PhoneDraft } from '../devices/phone-steps.ts';
import { pickStep, runSteps, type Step } from '../steps.ts';

/** Something to begin with: a phone that is complete, one that lacks only its password, or a model to go on with. */
type First = QuickPickItem & ({ readonly order: PhoneOrder; readonly isEncrypted: boolean } | { readonly choice: PhoneChoice } | object);

/** Of the button in the empty view, which goes with the view's first row, and the focus with it. */
const FROM_EMPTY_VIEW = 'view';

/** `target` may be the options of the device, from other code; a person is asked for them. */
export async function startSimulatedDevice(app: App, target?: unknown): Promise<void> {
  const given = optionsOf(target);
  const order = given ?? (await askForPhone(app));
  if (order === undefined) return;
  const phone = await app.simulated.start(order);
  // What starts at once needs no memory.
  if (given === undefined && order.preset !== undefined) await app.lastPhone.set(order);
  app.reporter.log.info(`started a simulated ${phone.productType}`);
  await app.devices.listNow();
  // A phone that is gone again by now has no row.
  if (target === FROM_EMPTY_VIEW) await app.deviceView.reveal(rowOf(phone), { select: true, focus: true }).then(undefined, () => undefined);
}

function rowOf({ udid }: PhoneDescription): DeviceNode {
  return { kind: 'device', udid };
}

async function askForPhone(app: App): Promise<PhoneOrder | undefined> {
  const { phoneChoices } = await import('../../simulated-device/index.ts');
  const choices = phoneChoices();
  const [recommended] = choices.presets;
  if (recommended === undefined) return undefined;
  const nothing: PhoneDraft = { choice: recommended, order: {}, isEncrypted: false };
  let isComplete = false;
  const first: Step<PhoneDraft> = {
    ask: async (_, place) => {
      const items = firstChoices(choices, recommended, app.lastPhone.get());
      const { title, canGoBack } = place;
      // How many questions follow is known only after this one.
      const picked = await pickStep<First>(items, { title, canGoBack, placeHolder: l10n.t('Choose a device') });
      if (picked === undefined || picked === 'back') return picked;
      isComplete = 'order' in picked;
      if ('order' in picked) return { ...nothing, order: picked.order, isEncrypted: picked.isEncrypted };
      return 'choice' in picked ? { ...nothing, choice: picked.choice, order: firstOrder(picked.choice) } : undefined;
    },
  };
  const password: Step<PhoneDraft> = { isNeeded: ({ isEncrypted }) => isComplete && isEncrypted, ask: askForPassword };
  const others = PHONE_STEPS.map(({ isNeeded, ask }) => ({
    isNeeded: (draft: PhoneDraft) => !isComplete && isNeeded?.(draft) !== false,
    ask,
  }));
  const draft = await runSteps({ title: l10n.t('Start a simulated device'), start: nothing, steps: [first, password, ...others] });
  return draft?.order;
}

function firstOrder({ preset, productVersion }: PhoneChoice): PhoneOrder {
  return { preset, productVersion };
}

interface Choices {
  readonly presets: readonly PhoneChoice[];
  readonly models: readonly PhoneChoice[];
}

/** What starts at once comes first, then the presets, then the models of each kind. */
function firstChoices({ presets, models }: Choices, recommended: PhoneChoice, last: RememberedPhone | undefined): First[] {
  const { name, productVersion: version } = recommended;
  const model = nameOfModel(recommended);
  return [
    {
      label: l10n.t('{name} (recommended)', { name }),
      iconPath: new ThemeIcon('vm'),
      detail: l10n.t('Starts at once: {model}, iOS {version}, trusts this computer', { model, version }),
      order: {},
      isEncrypted: false,
    },
    {
      label: l10n.t('{name}, not trusted yet', { name }),
      iconPath: new ThemeIcon('workspace-untrusted'),
      detail: l10n.t('Starts at once and asks before it trusts this computer'),
      order: { trust: 'ask' },
      isEncrypted: false,
    },
    ...(last === undefined ? [] : [lastChoice(last, [...presets, ...models])]),
    { label: l10n.t('Put together step by step'), kind: QuickPickItemKind.Separator },
    ...presets.map(presetItem),
    ...kinds(models).flatMap(({ kind, ofKind }) => [{ label: kind, kind: QuickPickItemKind.Separator }, ...ofKind.map(modelItem)]),
  ];
}

function lastChoice({ order, isEncrypted }: RememberedPhone, choices: readonly PhoneChoice[]): First {
  const choice = choices.find(({ preset }) => preset === (order.preset ?? 'iphone'));
  const version = order.productVersion ?? choice?.productVersion ?? '';
  return {
    label: l10n.t('As last time: {name}', { name: oneLine(order.name ?? choice?.name ?? '', 40) }),
    iconPath: new ThemeIcon('history'),
    detail: joined([
      choice === undefined ? undefined : nameOfModel(choice),
      version === '' ? '' : systemWithVersion(choice?.productType, version),
      isEncrypted ? l10n.t('Encrypted') : '',
      order.asksPasscode === true ? l10n.t('Has a passcode') : '',
    ]),
    order,
    isEncrypted,
  };
}

function presetItem(choice: PhoneChoice): First {
  const { productType, productVersion, preset } = choice;
  return {
    label: nameOfModel(choice),
    iconPath: new ThemeIcon('vm'),
    description: joined([systemWithVersion(productType, productVersion), preset]),
    choice,
  };
}

function modelItem(choice: PhoneChoice): First {
  const { productType, versions } = choice;
  const range = { first: versions.at(-1)?.productVersion ?? '', last: versions[0]?.productVersion ?? '' };
  const ran = range.first === range.last ? `iOS ${range.last}` : l10n.t('iOS {first} to {last}', range);
  return { label: nameOfModel(choice), iconPath: new ThemeIcon('vm-outline'), description: joined([ran, productType]), choice };
}

function nameOfModel({ marketingName }: PhoneChoice): string {
  return modelName(marketingName, (text) => l10n.t(text));
}

function kinds(models: readonly PhoneChoice[]): { readonly kind: string; readonly ofKind: readonly PhoneChoice[] }[] {
  const names = [...new Set(models.map(({ deviceClass }) => deviceClass))];
  return names.map((kind) => ({
    kind: kind === 'iPod' ? 'iPod touch' : kind,
    ofKind: models.filter(({ deviceClass }) => deviceClass === kind),
  }));
}

function optionsOf(target: unknown): PhoneOrder | undefined {
  if (typeof target !== 'object' || target === null || 'kind' in target) return undefined;
  return target;
}
