/** Plays the screen of a simulated phone that asks whether to trust this computer. */
import { l10n } from 'vscode';
import type { SimulatedDevice } from '../../simulated-device/index.ts';
import { window } from '../plain-window.ts';

export async function answerTrustDialog(device: SimulatedDevice): Promise<void> {
  const trust = l10n.t('Trust');
  const decline = l10n.t('Don’t Trust');
  const question = l10n.t('On the screen of “{name}”: Trust This Computer?', { name: device.name });
  const answer = await window.showInformationMessage(question, trust, decline);
  // Closing the notification is putting the phone down: the dialog stays where it is.
  if (answer !== undefined) device.trust = answer === trust ? 'accept' : 'decline';
}
