/** Plays the screens of simulated phones that ask their user something: the question stays until it is answered. */
import { l10n, type MessageItem } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import { deviceLabel } from '../../view/index.ts';
import type { PhoneAction, PhoneDescription, PhoneQuestion } from '../../simulated-device/index.ts';
import { window } from '../plain-window.ts';

/** What plays the phones. */
interface Phones {
  act(udid: string, action: PhoneAction): Promise<void>;
  find(udid: string): Promise<PhoneDescription | undefined>;
}

export class PhoneScreens {
  readonly #phones: Phones;
  /** Questions that are on the screen of this window. */
  readonly #open = new Set<string>();

  constructor(phones: Phones) {
    this.#phones = phones;
  }

  /** Shows the question of a phone, unless it is shown already. An answer that comes when the phone has put its question away counts for nothing. */
  async show(phone: PhoneDescription, question: PhoneQuestion): Promise<void> {
    const { udid } = phone;
    const key = `${question} ${udid}`;
    if (this.#open.has(key)) return;
    this.#open.add(key);
    try {
      const name = deviceLabel(phone);
      if (question === 'trust') await this.#answer(udid, await askForTrust(name));
      else await this.#askForPasscode(udid, name);
    } finally {
      this.#open.delete(key);
    }
  }

  /** A wrong passcode leaves the prompt on the phone, for a while. */
  async #askForPasscode(udid: string, name: string): Promise<void> {
    let isAgain = false;
    do {
      const answer = await askForPasscode(name, isAgain);
      await this.#answer(udid, answer);
      if (answer?.answer !== 'wrong') return;
      isAgain = true;
    } while ((await this.#phones.find(udid))?.isPasscodePromptShown === true);
  }

  /** A phone that was stopped meanwhile needs no answer any more. */
  async #answer(udid: string, action: PhoneAction | undefined): Promise<void> {
    try {
      if (action !== undefined) await this.#phones.act(udid, action);
    } catch (error) {
      if (!isCodedError(error, 'simulator-device-missing')) throw error;
    }
  }
}

/** A modal box, as on a phone: a notification would slip away after some seconds. Escape is Don’t Trust, which can be asked again. */
async function askForTrust(name: string): Promise<PhoneAction | undefined> {
  const trust: MessageItem = { title: l10n.t('Trust') };
  const decline: MessageItem = { title: l10n.t('Don’t Trust'), isCloseAffordance: true };
  const question = l10n.t('On the screen of “{name}”: Trust This Computer?', { name });
  const detail = l10n.t('You act as the user of this simulated device. Your computer can read its data only if the device trusts it.');
  const answer = await window.showInformationMessage(question, { modal: true, detail }, trust, decline);
  if (answer === undefined) return undefined;
  return { kind: 'trust', answer: answer.title === trust.title ? 'accept' : 'decline' };
}

/** Closing the box is Cancel on the phone, where a backup then fails as it does on a real one. */
async function askForPasscode(name: string, isAgain: boolean): Promise<Extract<PhoneAction, { kind: 'passcode' }> | undefined> {
  const right: MessageItem = { title: l10n.t('Enter Passcode') };
  const wrong: MessageItem = { title: l10n.t('Enter Wrong Passcode') };
  const cancel: MessageItem = { title: l10n.t('Cancel on the Device'), isCloseAffordance: true };
  const question = isAgain
    ? l10n.t('On the screen of “{name}”: Wrong passcode. Try again.', { name })
    : l10n.t('On the screen of “{name}”: Enter the passcode to continue.', { name });
  const detail = l10n.t('You act as the user of this simulated device. It takes its passcode from the button.');
  const answer = await window.showInformationMessage(question, { modal: true, detail }, right, wrong, cancel);
  if (answer === undefined) return undefined;
  return { kind: 'passcode', answer: answer.title === right.title ? 'right' : answer.title === wrong.title ? 'wrong' : 'cancel' };
}
