/** Turns what a device says of its passcode prompt into events, each once for each time that the prompt comes or goes. */
import type { BackupEvent } from './backup-event.ts';
import { PROMPT_SECONDS } from './passcode-countdown.ts';
import type { NotificationWatcher } from './watch-notifications.ts';

export interface PromptedRun {
  readonly onEvent: (event: BackupEvent) => void;
  /** Somebody pressed Cancel on the device, which is about synchronising; absent where the device goes on all the same. */
  readonly onCancelledOnDevice?: () => void;
  /** What to say when the prompt comes. */
  readonly passcodeNeeded?: string;
  /** False if no event is wanted when prompts cannot be detected. */
  readonly reportsUnseenPrompts?: boolean;
}

/** `enter` hears whether the prompt is on the screen. */
export function promptWatcher(run: PromptedRun, enter: (isWaiting: boolean) => void): NotificationWatcher {
  const { onEvent, onCancelledOnDevice = () => undefined, passcodeNeeded, reportsUnseenPrompts = true } = run;
  let isShown = false;
  return {
    onCancelledOnDevice,
    onBlind() {
      if (!reportsUnseenPrompts) return;
      onEvent({ kind: 'prompt', code: 'prompts-unseen', message: 'Prompts on the device cannot be detected. Watch its screen.' });
    },
    onPasscodePrompt(shown) {
      if (shown === isShown) return;
      isShown = shown;
      enter(shown);
      const needed = passcodeNeeded ?? 'Enter the passcode on the device. It waits about 3 minutes.';
      if (shown) onEvent({ kind: 'prompt', code: 'passcode-needed', message: needed, secondsLeft: PROMPT_SECONDS });
      else onEvent({ kind: 'prompt', code: 'passcode-prompt-gone', message: 'The device no longer asks for the passcode.' });
    },
  };
}
