/** How a run went, as the history of a backup keeps it: small, and without the names of files. */

/** A phase of a run, in the order in which they came; one that comes again is listed again. */
export interface RecordedPhase {
  readonly phase: string;
  readonly ms: number;
}

/** Something that happened during a run that a person had to do, or that was tried again. */
export interface RecordedEvent {
  readonly kind: 'prompt' | 'retry';
  readonly code: string;
  /** Milliseconds since the run began. */
  readonly atMs: number;
}

/** How a run went. */
export interface RunRecord {
  readonly durationMs: number;
  /** The device sent every file, not only what changed; absent if it did not come so far. */
  readonly full?: boolean;
  readonly filesReceived: number;
  readonly bytesReceived: number;
  readonly phases: readonly RecordedPhase[];
  /** Milliseconds since the run began, and bytes received until then: for a curve. At most 64 points. */
  readonly curve: readonly (readonly [ms: number, bytes: number])[];
  /** The first ones. */
  readonly events: readonly RecordedEvent[];
  /** Files that the device could not read, those included that it never can. */
  readonly fileErrors: number;
}
