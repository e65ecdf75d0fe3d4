/** VS Code's way of cancelling as the rooms' own. */
import type { CancellationToken } from 'vscode';

/** A signal that fires when `token` does. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
