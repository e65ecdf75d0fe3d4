/** The person in front of this VS Code, as the words and formats of `view` want to know them. */
import { env, l10n } from 'vscode';
import { formatterFor, type Reader } from '../view/index.ts';

export function vscodeReader(): Reader {
  return { format: formatterFor(env.language), translate: (template, values) => l10n.t(template, { ...values }) };
}
