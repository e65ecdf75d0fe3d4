/** Turns what a device says of its passcode prompt into events, each once for each time that the prompt comes or goes. */
import type { BackupEvent } from './backup-event.ts';
import type { NotificationWatcher } from './watch-notifications.ts';

const PASSCODE_NEEDED = 'Enter the passcode on the device; it waits about 3 minutes.';

export interface PromptedRun {
  readonly onEvent: (event: BackupEvent) => void;
  /** Somebody pressed Cancel on the device. */
  readonly onCancelledOnDevice: () => void;
}

export function promptWatcher({ onEvent, onCancelledOnDevice }: PromptedRun, enter: (isWaiting: boolean) => void): NotificationWatcher {
  let isShown = false;
  return {
    onCancelledOnDevice,
    onBlind() {
      onEvent({ kind: 'prompt', code: 'prompts-unseen', message: 'Prompts of the device cannot be seen from here; watch its screen.' });
    },
    onPasscodePrompt(shown) {
      if (shown === isShown) return;
      isShown = shown;
      enter(shown);
      if (shown) onEvent({ kind: 'prompt', code: 'passcode-needed', message: PASSCODE_NEEDED });
      else onEvent({ kind: 'prompt', code: 'passcode-prompt-gone', message: 'The passcode prompt has gone from the device.' });
    },
  };
}
