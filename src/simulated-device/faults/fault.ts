/** What a fault is: where in a conversation it can strike, when, and what happens then. */
import type { PlistValue } from '../../formats/index.ts';
import type { MobileBackupError } from '../backup-agent/mobile-backup-error.ts';
import type { SeededRandom } from '../content/seeded-random.ts';
import type { FaultedDevice } from './faulted-device.ts';
import type { LockdownRefusal } from '../lockdown/lockdown-reply.ts';

/** What any place that has a link to the host can be struck by. */
export type LinkEffect =
  /** The cable is pulled: no goodbye, and a reset where `reset` says so. */
  | { readonly kind: 'cut'; readonly reset?: boolean }
  /** The device closes the connection politely. */
  | { readonly kind: 'end' }
  /** Nothing of what the device says reaches the host any more, and the connection stays open. */
  | { readonly kind: 'silence' }
  /** The device takes its time, by its own clock. */
  | { readonly kind: 'delay'; readonly seconds: number }
  /** From here on the next `first` bytes (all, without it) come in segments of `bytes`. */
  | { readonly kind: 'segments'; readonly bytes: number; readonly first?: number }
  /** From here on the device holds back what it sends until it has nothing more to say for now, and sends it in one piece. */
  | { readonly kind: 'glue' }
  /** The device closes the connection politely once it has said nothing on it for so long, by its own clock. */
  | { readonly kind: 'idle-limit'; readonly seconds: number }
  /** Something happens on the phone or to its cable; the conversation goes on afterwards. `signal` fires when the host or the cable has gone. */
  | { readonly kind: 'act'; readonly act: (signal: AbortSignal | undefined) => void | Promise<void> };

/** What only some places understand; a fault that gives one stands only at those (`POINTS`). */
export type PlaceEffect =
  /** usbmuxd's answer to Connect. */
  | { readonly kind: 'mux-result'; readonly result: number }
  /** lockdownd refuses by that name. */
  | { readonly kind: 'lockdown-error'; readonly error: LockdownRefusal }
  /** lockdownd's value; undefined = it has none. */
  | { readonly kind: 'value'; readonly value: PlistValue | undefined }
  | { readonly kind: 'afc-status'; readonly status: number }
  /** The operation ends with this answer. */
  | { readonly kind: 'answer'; readonly error: MobileBackupError }
  /** Goes over the wire in place of the message that was due. */
  | { readonly kind: 'message'; readonly items: readonly PlistValue[] }
  /** Bytes in place of the message, frame and all. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  /** One more message of the device before the one that was due; its answer changes nothing. */
  | { readonly kind: 'aside'; readonly items: readonly PlistValue[] }
  /** Another percentage in the message that was due. */
  | { readonly kind: 'progress'; readonly percent: number }
  /** What was due is not done. */
  | { readonly kind: 'skip' }
  /** A file on its way to the host. Members that are absent change nothing. */
  | {
      readonly kind: 'file';
      readonly hostPath?: string;
      /** Raw bytes in front of the file's names. */
      readonly before?: Uint8Array;
      /** Only the first so many bytes are sent. */
      readonly cutTo?: number;
      /** Other bytes of the same number; the digest is that of the right ones. */
      readonly garble?: boolean;
      /** Ends with this code and text in place of SUCCESS, and the catalogue gets no row. */
      readonly error?: { readonly code: number; readonly text: string };
      /** Nothing is sent, and the catalogue gets a row as if it had been. */
      readonly isWithheld?: boolean;
      /** The run ends with this answer once the batch is over, or once all files are. */
      readonly fails?: { readonly code: number; readonly text: string; readonly after: 'batch' | 'all' };
    };

export type FaultEffect = LinkEffect | PlaceEffect;

/** What the device must have sent, and how long the connection must have lasted by the device's clock. */
export interface After {
  readonly bytes?: number;
  readonly seconds?: number;
  readonly messages?: number;
}

/** When a fault strikes; everything that is said must be true at once. */
export interface FaultTrigger {
  /** A point of `POINTS`: `dl.UploadFiles`, `lockdown.StartService(com.apple.mobilebackup2)`, `dl.MoveItems#2` (the second). */
  readonly at?: string;
  /** Counted from the beginning of the connection that the point is on; as text `30s`, `bytes=1048576`, `messages=3`, joined by `+`. */
  readonly after?: After | string;
  /** A glob over what the point is about: `domain/relativePath` of a file, a path of AFC, a service. */
  readonly on?: string;
  /** Chance of each occasion, 0 to 1, from the device's seed. */
  readonly p?: number;
  /** How often at most; what the fault says when absent. */
  readonly times?: number;
}

type FaultParameters = Readonly<Record<string, string | number>>;

/** A trigger, and values for the parameters of the fault. */
export type FaultSettings = FaultTrigger & Readonly<Record<string, unknown>>;

/** One occasion on which an armed fault strikes. */
export interface FaultOccasion {
  readonly device: FaultedDevice;
  /** The point's name, and what it is about. */
  readonly point: string;
  readonly argument: string;
  /** Counts the times that this fault has struck, from 1. */
  readonly time: number;
  readonly random: SeededRandom;
  readonly number: (parameter: string) => number;
  readonly text: (parameter: string) => string;
  /** Lives as long as the armed fault. */
  readonly memory: Map<string, unknown>;
  /** Does something after so many seconds of the device's clock, unless the simulator is closed before. */
  readonly later: (seconds: number, work: () => void) => void;
}

/** A fault of the catalogue: what goes wrong, and where and when by default. */
export interface FaultDefinition {
  readonly id: string;
  /** One sentence: what happens on the wire or on the phone. */
  readonly title: string;
  /** How sure it is that a real phone does this: seen in a log, read in the source of a client, or assumed. */
  readonly evidence: 'observed' | 'read' | 'assumed';
  /** Point → what happens there, in order. Without `at` it strikes at every point named here. */
  readonly strikes: Readonly<Record<string, (occasion: FaultOccasion) => FaultEffect | readonly FaultEffect[] | undefined>>;
  /** Defaults for the settings: a glob for the argument, and what must have been transferred before. Another `at` removes both. */
  readonly on?: string;
  readonly after?: After;
  /** How often; without it, whenever the trigger is met. */
  readonly times?: number;
  /** Names with their default values. */
  readonly parameters?: FaultParameters;
  /** The words that a parameter takes, where any other makes no sense. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** What happens once, when the fault is armed, such as putting files on the phone or setting a switch. */
  arm?(occasion: Omit<FaultOccasion, 'point' | 'argument' | 'time'>): void;
}

/** A fault on a device. */
export interface ArmedFault {
  readonly id: string;
  /** How often it has struck. */
  readonly struck: number;
  disarm(): void;
}
