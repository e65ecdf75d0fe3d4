/** The door of base: what every room may use. Knows nothing about phones. */
export { CancelledError, abortable, throwIfAborted } from './abort.ts';
export { Breather } from './breather.ts';
export { ByteQueue } from './byte-queue.ts';
export { DisposableList, toDisposable, type Disposable } from './disposable.ts';
export { CodedError, assertNever, isCodedError, systemErrorCode, type BaseErrorCode } from './errors.ts';
export { Emitter, type Event } from './event.ts';
export { Fifo } from './fifo.ts';
export { nullLog, type Log } from './log.ts';
export { nextTurn } from './next-turn.ts';
export type { OnProgress, Progress } from './progress.ts';
export { compareVersions, majorOf } from './version.ts';
