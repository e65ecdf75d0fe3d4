/** Explain Last Failure: what went wrong last in this window, why, and what to do, with the device's own code. */
import { l10n } from 'vscode';
import { isCodedError } from '../../base/index.ts';
import { failureDocument } from '../../view/index.ts';
import type { App } from '../app.ts';
import { failureOf, logLinesOf } from '../failure-words.ts';

export async function explainLastFailure(app: App): Promise<void> {
  const { lastFailure, locale } = app.reporter;
  if (lastFailure === undefined) {
    await app.reporter.inform(l10n.t('Nothing has failed in this window.'));
    return;
  }
  const { error, at } = lastFailure;
  const facts = {
    ...failureOf(error, locale.translate),
    at: locale.format.exactDateTime(at),
    data: isCodedError(error) ? error.data : {},
    log: logLinesOf(error),
  };
  await app.deviceDocuments.show(l10n.t('Last Failure'), failureDocument(facts, locale.translate));
}
