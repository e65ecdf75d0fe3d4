/** Runs a job under a notification that says how far it is and has a Cancel button. */
import { ProgressLocation, type Progress as VscodeProgress } from 'vscode';
import type { OnProgress, Progress } from '../base/index.ts';
import { progressWords, type Locale } from '../view/index.ts';
import { signalOf } from './cancellation.ts';
import { Throttle } from './throttle.ts';
import { window } from './plain-window.ts';

/** How often people see new numbers. */
const UPDATE_EVERY_MS = 150;

export function withJobNotification<Result>(
  title: string,
  locale: Locale,
  work: (signal: AbortSignal, onProgress: OnProgress) => Promise<Result>,
): Promise<Result> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  const run = window.withProgress(options, async (notification, token) => {
    const report = percentReporter(notification);
    const throttle = new Throttle<Progress>(UPDATE_EVERY_MS, (progress) => report(progressWords(progress, locale), percentOf(progress)));
    try {
      return await work(signalOf(token), (progress) => throttle.push(progress));
    } finally {
      throttle.dispose();
    }
  });
  return Promise.resolve(run);
}

/** VS Code wants increments; a job says how far it is. The bar never goes back. */
export function percentReporter(
  notification: VscodeProgress<{ message?: string; increment?: number }>,
): (message: string, percent: number) => void {
  let shown = 0;
  return (message, percent) => {
    notification.report({ message, increment: Math.max(0, percent - shown) });
    shown = Math.max(shown, percent);
  };
}

function percentOf({ done, total, unit }: Progress): number {
  const whole = total ?? (unit === 'percent' ? 100 : 0);
  return whole > 0 ? Math.min(100, (done / whole) * 100) : 0;
}
