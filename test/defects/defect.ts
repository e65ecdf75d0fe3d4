/** What a planted defect is. */

export interface Defect {
  readonly id: string;
  readonly room: string;
  /** What is wrong then, in one sentence. */
  readonly what: string;
  /** The file that is changed. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The suite and its files that must fail. */
  readonly suite: 'unit' | 'faults' | 'conversation' | 'interop' | 'vscode' | 'ui';
  /** Absent for suite vscode, which is chosen by `grep` alone. */
  readonly files?: readonly string[];
  readonly grep?: string;
  /** Where the file and its tests are in an older checkout. */
  readonly before?: string;
  readonly filesBefore?: readonly string[];
}
