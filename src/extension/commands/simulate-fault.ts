/** Simulate a Fault: a bad day of a phone made of software, when it comes, and how it is taken off again. */
import { QuickPickItemKind, ThemeIcon, l10n, type QuickPickItem } from 'vscode';
import { armedWords, deviceLabel, faultSettings, faultTitle, takesEffectAtOnce, type FaultSetting } from '../../view/index.ts';
import type { ArmedPhoneFault, FaultDefinition, FaultSettings, PhoneDescription } from '../../simulated-device/index.ts';
import type { App } from '../app.ts';
import { pickOwnPhone } from '../devices/pick-own-phone.ts';
import { failureOf } from '../failure-words.ts';
import { pickStep, typeStep } from '../steps.ts';

type FaultItem = QuickPickItem & ({ readonly fault: FaultDefinition } | { readonly takeOff: readonly ArmedPhoneFault[] } | object);
type SettingItem = QuickPickItem & ({ readonly arms: true } | { readonly setting: FaultSetting } | object);
type CheckFault = (id: string, settings: FaultSettings) => void;

export async function injectFault(app: App, target?: unknown): Promise<void> {
  const phone = await pickOwnPhone(app, target, { title: l10n.t('Simulate a fault of which device?') });
  if (phone === undefined) return;
  const { FAULTS, checkFault } = await import('../../simulated-device/index.ts');
  const title = l10n.t('Simulate which fault of {name}?', { name: deviceLabel(phone) });
  for (;;) {
    const items = faultItems(app, phone, FAULTS);
    const picked = await pickStep<FaultItem>(items, {
      title,
      placeHolder: l10n.t('Choose a fault'),
      canGoBack: false,
      active: firstFault(items),
    });
    if (picked === undefined || picked === 'back') return;
    if ('takeOff' in picked) {
      await takeOff(app, phone, picked.takeOff);
      return;
    }
    if (!('fault' in picked)) return;
    const settings = await askForSettings(app, picked.fault, checkFault);
    if (settings === 'back') continue;
    if (settings !== undefined) await arm(app, phone, picked.fault, settings);
    return;
  }
}

async function arm(app: App, phone: PhoneDescription, fault: FaultDefinition, settings: FaultSettings): Promise<void> {
  await app.simulated.arm(phone.udid, fault.id, settings);
  await app.devices.listNow();
  const words = { fault: fault.id, what: titleOf(app, fault) };
  // Said without waiting for an answer: the command has ended.
  void app.reporter.inform(
    takesEffectAtOnce(fault)
      ? l10n.t('{fault} is in effect: {what}', words)
      : l10n.t('{fault} is armed. It strikes when its moment comes: {what}', words),
  );
}

async function takeOff(app: App, phone: PhoneDescription, faults: readonly ArmedPhoneFault[]): Promise<void> {
  for (const { number } of faults) await app.simulated.disarm(phone.udid, number);
  const names = faults.map(({ id }) => id).join(', ');
  void app.reporter.inform(l10n.t('Removed: {names}. What they have already changed on the device stays changed.', { names }));
}

/** What is armed comes first, so that it is seen; what is active at the start is the first fault that is not. */
function faultItems(app: App, phone: PhoneDescription, faults: readonly FaultDefinition[]): FaultItem[] {
  const { locale } = app.reporter;
  const titleOfId = (id: string) => faults.filter((fault) => fault.id === id).map((fault) => titleOf(app, fault))[0];
  const armed = phone.faults.map((fault): FaultItem => ({
    label: l10n.t('Remove {fault}', { fault: fault.id }),
    iconPath: new ThemeIcon('circle-slash'),
    description: armedWords(fault, locale),
    detail: titleOfId(fault.id) ?? '',
    takeOff: [fault],
  }));
  const all: FaultItem = { label: l10n.t('Remove all faults'), iconPath: new ThemeIcon('clear-all'), takeOff: phone.faults };
  const separators = [l10n.t('On this device now'), l10n.t('All faults')].map((label) => ({ label, kind: QuickPickItemKind.Separator }));
  return [
    ...(armed.length === 0 ? [] : [...separators.slice(0, 1), ...armed, ...(armed.length > 1 ? [all] : []), ...separators.slice(1)]),
    ...faults.map((fault): FaultItem => ({ label: fault.id, iconPath: new ThemeIcon('beaker'), detail: titleOf(app, fault), fault })),
  ];
}

function titleOf({ reporter }: App, fault: FaultDefinition): string {
  return faultTitle(fault, reporter.locale.translate);
}

function firstFault(items: readonly FaultItem[]): FaultItem | undefined {
  return items.find((item) => 'fault' in item);
}

/** Enter arms the fault as it is; everything below that can be changed first. `back`: another fault. */
async function askForSettings(app: App, fault: FaultDefinition, check: CheckFault): Promise<FaultSettings | 'back' | undefined> {
  const title = `${fault.id}: ${titleOf(app, fault)}`;
  let settings: FaultSettings = {};
  for (;;) {
    const items = settingItems(app, fault, settings);
    const placeHolder = l10n.t('Press Enter to simulate it, or choose what to change');
    const picked = await pickStep<SettingItem>(items, { title, placeHolder, canGoBack: true });
    if (picked === undefined || picked === 'back') return picked;
    if ('arms' in picked) return settings;
    if (!('setting' in picked)) return undefined;
    const changed = await askForSetting(picked.setting, { title, settings, problemOf: problemOf(app, fault, check) });
    if (changed === undefined) return undefined;
    if (changed !== 'back') settings = changed;
  }
}

function settingItems(app: App, fault: FaultDefinition, settings: FaultSettings): SettingItem[] {
  const all = faultSettings(fault, settings, app.reporter.locale);
  return [
    { label: l10n.t('Simulate it'), iconPath: new ThemeIcon('beaker'), detail: titleOf(app, fault), arms: true },
    ...(all.length === 0 ? [] : [{ label: l10n.t('Change first'), kind: QuickPickItemKind.Separator }]),
    ...all.map((setting): SettingItem => {
      const { label, value, isSet } = setting;
      return {
        label,
        iconPath: new ThemeIcon(isSet ? 'edit' : 'gear'),
        description: isSet ? value : l10n.t('{value} (as usual)', { value }),
        setting,
      };
    }),
  ];
}

interface SettingQuestion {
  readonly title: string;
  readonly settings: FaultSettings;
  readonly problemOf: (settings: FaultSettings) => string | undefined;
}

async function askForSetting(setting: FaultSetting, question: SettingQuestion): Promise<FaultSettings | 'back' | undefined> {
  const { title, settings } = question;
  const { key, prompt, choices, isSet, value, label } = setting;
  const place = { title: `${title} · ${label}`, canGoBack: true };
  if (choices !== undefined) {
    const picked = await pickStep(
      choices.map((word) => ({ label: word })),
      { ...place, placeHolder: prompt },
    );
    return picked === undefined || picked === 'back' ? picked : { ...settings, [key]: picked.label };
  }
  const typed = await typeStep({
    ...place,
    prompt,
    value: isSet ? value : '',
    problemOf: (text) => question.problemOf(withSetting(settings, key, text)),
  });
  return typed === undefined || typed === 'back' ? typed : withSetting(settings, key, typed.text);
}

/** Nothing typed is as usual. */
function withSetting(settings: FaultSettings, key: string, text: string): FaultSettings {
  const others = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== key));
  return text.trim() === '' ? others : { ...others, [key]: text.trim() };
}

/** The words of the error that arming would end with. */
function problemOf({ reporter }: App, { id }: FaultDefinition, check: CheckFault): (settings: FaultSettings) => string | undefined {
  return (settings) => {
    try {
      check(id, settings);
      return undefined;
    } catch (error) {
      return failureOf(error, reporter.locale.translate).message;
    }
  };
}
