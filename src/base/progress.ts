/** The one shape of progress reports for long work. */

export interface Progress<Phase extends string = string> {
  readonly phase: Phase;
  readonly done: number;
  /** Absent while nobody can know it. */
  readonly total?: number;
  /** `seconds`: what is left of a time that runs out, without a total. */
  readonly unit: 'files' | 'bytes' | 'items' | 'percent' | 'seconds';
  /** Bytes worked through so far, where something else is counted and single ones take long. */
  readonly bytes?: number;
  /** What is being worked on: a file name, a domain. Untrusted text. */
  readonly item?: string;
}

export type OnProgress<Phase extends string = string> = (progress: Progress<Phase>) => void;
