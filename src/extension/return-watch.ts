/** Looks again when somebody comes back to the window, who may have changed something in a file manager or a terminal. Knows no VS Code. */
import type { Disposable, Event } from '../base/index.ts';

interface ReturnWatchOptions {
  /** The window gets or loses the focus. */
  readonly onDidChangeFocus: Event<{ readonly focused: boolean }>;
  /** Whether what is looked at can be seen. */
  readonly isVisible: () => boolean;
  readonly look: () => void;
}

/** Until disposed. */
export function watchReturns({ onDidChangeFocus, isVisible, look }: ReturnWatchOptions): Disposable {
  return onDidChangeFocus(({ focused }) => {
    if (focused && isVisible()) look();
  });
}
