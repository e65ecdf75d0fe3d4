/** The person in front of this VS Code, as the words and formats of `view` want to know them. */
import { env, l10n } from 'vscode';
import { formatterFor, type Locale } from '../view/index.ts';

export function vscodeLocale(): Locale {
  return { format: formatterFor(env.language), translate: (template, values) => l10n.t(template, { ...values }) };
}
