/** Plays the screen of a simulated phone that asks whether to trust this computer: the question stays until it is answered. */
import { l10n, type MessageItem } from 'vscode';
import type { SimulatedDevice } from '../../simulated-device/index.ts';
import { window } from '../plain-window.ts';

export class TrustDialogs {
  /** Phones whose question is on the screen of this window. */
  readonly #open = new Set<string>();

  /** Shows the question of a phone, unless it is shown already. An answer that comes when the phone has put its question away counts for nothing. */
  async show(device: SimulatedDevice): Promise<void> {
    const { udid } = device;
    if (this.#open.has(udid)) return;
    this.#open.add(udid);
    try {
      const answer = await ask(device.name);
      if (answer !== undefined) device.answerTrustDialog(answer);
    } finally {
      this.#open.delete(udid);
    }
  }
}

/** A modal box, as on a phone: a notification would slip away after some seconds. Escape is Don’t Trust, which can be asked again. */
async function ask(name: string): Promise<'accept' | 'decline' | undefined> {
  const trust: MessageItem = { title: l10n.t('Trust') };
  const decline: MessageItem = { title: l10n.t('Don’t Trust'), isCloseAffordance: true };
  const question = l10n.t('On the screen of “{name}”: Trust This Computer?', { name });
  const detail = l10n.t('You act as the user of this simulated device. Your computer can read its data only if the device trusts it.');
  const answer = await window.showInformationMessage(question, { modal: true, detail }, trust, decline);
  if (answer === undefined) return undefined;
  return answer.title === trust.title ? 'accept' : 'decline';
}
