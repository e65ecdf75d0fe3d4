/** How long a run waits for a device and for the person with it before it asks again, says so, or gives up. All in milliseconds. */
export interface WaitLimits {
  /** For the first word of the backup service, which is due at once; then it is asked again after `pauseMs`. */
  readonly firstMessageMs: number;
  readonly pauseMs: number;
  /** For somebody to unlock a device that starts no session while it is locked. */
  readonly unlockMs: number;
  /** For another host to give the sync lock back. */
  readonly syncLockMs: number;
  /** After so long without a byte the silence is told, and lockdownd is asked whether the device is still there. */
  readonly quietMs: number;
  /** For lockdownd's answer to that. */
  readonly signOfLifeMs: number;
  /** Nothing has come for so long: the link counts as dead, whatever lockdownd says. Phones prepare for up to twenty minutes. */
  readonly silenceMs: number;
}

export const DEFAULT_WAIT_LIMITS: WaitLimits = {
  firstMessageMs: 30_000,
  pauseMs: 5_000,
  unlockMs: 60_000,
  syncLockMs: 10_000,
  quietMs: 90_000,
  signOfLifeMs: 15_000,
  silenceMs: 30 * 60_000,
};
