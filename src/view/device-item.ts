/** A device as rows of the Devices view: its state in an icon, a few words and one sentence. */
import { jobHeadline } from './backup-job.ts';
import { deviceFacts } from './device-facts.ts';
import { copyAnswer } from './copy-answer.ts';
import { promptTime, promptWords } from './device-prompt.ts';
import type { DeviceCondition, DevicePrompt, DeviceState } from './device-state.ts';
import { oneLine, phrase, type Translate } from './phrase.ts';
import { productName, systemWithVersion } from './product-name.ts';
import type { Locale } from './locale.ts';
import { deviceRunWords } from './run-elsewhere.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';
import { markedLabel } from './twins.ts';

const CONDITIONS: Readonly<Record<DeviceCondition, { icon: string; color?: string; words: string }>> = {
  reading: { icon: 'loading~spin', words: phrase('Reading…') },
  ready: { icon: 'device-mobile', words: '' },
  'not-trusted': {
    icon: 'workspace-untrusted',
    color: 'list.warningForeground',
    words: phrase('Not trusted: choose “Trust This Computer”'),
  },
  'trust-pending': { icon: 'workspace-unknown', color: 'list.warningForeground', words: phrase('Tap Trust on the device') },
  'trust-declined': { icon: 'workspace-untrusted', color: 'list.warningForeground', words: phrase('Trust was declined') },
  locked: { icon: 'lock', color: 'list.warningForeground', words: phrase('Locked: unlock it to continue') },
  error: { icon: 'warning', color: 'list.warningForeground', words: phrase('Cannot be read') },
};

const PROMPT_ICONS: Readonly<Record<DevicePrompt['kind'], string>> = { trust: 'workspace-unknown', passcode: 'lock', unlock: 'lock' };

/** The row of a device. `closedDescription`: what it says while the rows below it cannot be seen, the answer about its copies above all. */
export function deviceItem(state: DeviceState, locale: Locale, now = new Date()): TreeItemView & { readonly closedDescription: string } {
  const { translate } = locale;
  const label = deviceLabel(state);
  const words = stateWords(state, locale, now);
  const facts = deviceFacts(state, locale, now);
  const answer = copyAnswer(state, locale, now);
  // First, for a narrow row shows no more than its beginning.
  const kind = state.simulated ? translate('Simulated', {}) : undefined;
  const about = joined([kind, productOf(state, translate), systemOf(state), connectionOf(state, locale)]);
  const icon = iconOf(state);
  const said = joined(state.prompt === undefined ? [kind, words] : [words, kind]);
  return {
    // VS Code opens a row only when it first sees its id: one that had nothing below it comes back as a new one.
    id: facts.length === 0 ? `${state.udid}/bare` : state.udid,
    label,
    // What has to be done within minutes comes before everything else.
    description: words === '' ? about : said,
    closedDescription: words !== '' ? said : answer === undefined ? about : joined([kind, answer.label, answer.description]),
    ...icon,
    contextValue: contextValue('device', flagsOf(state)),
    tooltip: [
      label,
      about,
      words,
      answer === undefined ? '' : joined([answer.label, answer.description], ': '),
      translate('UDID: {udid}', { udid: state.udid }),
      state.address === undefined ? '' : translate('For other programs: {line}', { line: programLine(state.address) }),
      state.errorMessage ?? '',
    ].filter((line) => line !== ''),
    accessibleLabel: joined([...new Set([label, about, words, ...facts.map((fact) => fact.accessibleLabel)])], ', '),
  };
}

/** What stands before the command of any program that uses usbmuxd, so that it sees a simulated device. */
export function programLine(address: string): string {
  return `USBMUXD_SOCKET_ADDRESS=${address}`;
}

/** The name of a device in a sentence. */
export function deviceLabel(state: Pick<DeviceState, 'name' | 'productType' | 'udid' | 'mark'>): string {
  return markedLabel(deviceName(state), state.mark);
}

/** The name of a device, or its model, or its UDID. */
export function deviceName(state: Pick<DeviceState, 'name' | 'productType' | 'udid'>): string {
  const name = oneLine(state.name ?? '', 80);
  if (name !== '') return name;
  return state.productType === undefined ? state.udid : productName(state.productType);
}

function stateWords(state: DeviceState, locale: Locale, now: Date): string {
  const { translate } = locale;
  if (state.prompt !== undefined) return joined([promptTime(state.prompt, locale, now), promptWords(state.prompt, locale)]);
  if (state.job !== undefined) {
    const headline = jobHeadline(state.job, locale);
    return state.job.kind === 'restore' ? joined([translate('Restoring', {}), headline]) : headline;
  }
  if (state.elsewhere !== undefined) return deviceRunWords(state.elsewhere, locale);
  if (state.condition === 'error' && state.errorReason !== undefined) return oneLine(state.errorReason, 80);
  const { words } = CONDITIONS[state.condition];
  return words === '' ? '' : translate(words, {});
}

function iconOf(state: DeviceState): Pick<TreeItemView, 'icon' | 'iconColor'> {
  if (state.prompt !== undefined) return { icon: PROMPT_ICONS[state.prompt.kind], iconColor: 'list.warningForeground' };
  if (state.job !== undefined) return { icon: 'sync~spin' };
  if (state.elsewhere !== undefined) return { icon: 'sync' };
  const { icon, color } = CONDITIONS[state.condition];
  if (state.simulated && state.condition === 'ready') return { icon: 'vm' };
  return color === undefined ? { icon } : { icon, iconColor: color };
}

function flagsOf(state: DeviceState): Record<string, boolean> {
  const trusted = state.condition === 'ready';
  return {
    cloud: state.cloudEnabled === true,
    encrypted: state.encrypted === true,
    error: state.condition === 'error',
    locked: state.condition === 'locked',
    own: state.own === true,
    [state.connection]: true,
    paired: trusted,
    prompted: state.prompt !== undefined,
    restoring: state.job?.kind === 'restore',
    running: state.job !== undefined,
    simulated: state.simulated,
    unpaired: state.condition === 'not-trusted' || state.condition === 'trust-declined' || state.condition === 'trust-pending',
  };
}

function productOf({ productType }: DeviceState, translate: Translate): string | undefined {
  return productType === undefined ? undefined : oneLine(productName(productType, translate), 40);
}

function systemOf({ productType, productVersion }: DeviceState): string | undefined {
  return productVersion === undefined ? undefined : systemWithVersion(productType, productVersion);
}

/** A simulated phone has no cable. */
function connectionOf(state: DeviceState, { translate }: Locale): string | undefined {
  if (state.connection === 'network') return translate('Network', {});
  return state.simulated ? undefined : translate('USB', {});
}
