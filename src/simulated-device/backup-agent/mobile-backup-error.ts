/** Errors as the agent reports them to the host: a number of MBErrorDomain, a text, and the chain of causes. */
import { DeviceLinkStatus } from '../../device-protocol/index.ts';

/** MBErrorDomain as far as this agent uses it. */
export const MBCode = {
  internal: 1,
  multiple: 2,
  exists: 3,
  notFound: 4,
  notADirectory: 5,
  isADirectory: 6,
  tooManyLinks: 7,
  invalid: 11,
  busy: 14,
  encryptionRequired: 22,
  cloudRestoreRunning: 25,
  inputOutput: 100,
  driveRead: 103,
  driveWrite: 104,
  deviceWrite: 102,
  noSpace: 105,
  deviceFull: 106,
  incompatible: 203,
  noBackup: 204,
  corrupt: 205,
  invalidPassword: 207,
  deviceLocked: 208,
  keyMissing: 209,
  findMyOn: 211,
  setupUnfinished: 212,
} as const;

interface ErrorContext {
  readonly path?: string | undefined;
  readonly underlying?: MobileBackupError | undefined;
  /** The domain of the number, where it is not the agent's own. */
  readonly domain?: string | undefined;
}

/** Ends a run with an answer to the host; it never leaves the agent. */
export class MobileBackupError extends Error {
  readonly mbCode: number;
  readonly path: string | undefined;
  readonly underlying: MobileBackupError | undefined;
  readonly #domain: string;

  constructor(mbCode: number, text: string, { path, underlying, domain = 'MBErrorDomain' }: ErrorContext = {}) {
    super(text);
    this.name = 'MobileBackupError';
    this.mbCode = mbCode;
    this.path = path;
    this.underlying = underlying;
    this.#domain = domain;
  }

  /** As a phone writes it: `<text> at path "…" (MBErrorDomain/n). Underlying error: ….` */
  describe(): string {
    const where = this.path === undefined ? '' : ` at path "${this.path}"`;
    const own = `${this.message}${where} (${this.#domain}/${this.mbCode})`;
    return this.underlying === undefined ? own : `${own}. Underlying error: ${this.underlying.describe().replace(/\.$/, '')}.`;
  }
}

const CODE_OF_STATUS: Readonly<Record<number, number>> = {
  [DeviceLinkStatus.failed]: MBCode.internal,
  [DeviceLinkStatus.notFound]: MBCode.notFound,
  [DeviceLinkStatus.exists]: MBCode.exists,
  [DeviceLinkStatus.notADirectory]: MBCode.notADirectory,
  [DeviceLinkStatus.isADirectory]: MBCode.isADirectory,
  [DeviceLinkStatus.tooManyLinks]: MBCode.tooManyLinks,
  [DeviceLinkStatus.inputOutput]: MBCode.inputOutput,
  [DeviceLinkStatus.multiStatus]: MBCode.multiple,
};

/** What a status of the host counts as; undefined for a number that DeviceLink does not know. Only −6, −7, −11 and −13 stand in logs, the rest is assumed. */
export function mbCodeOfStatus(code: number): number | undefined {
  return CODE_OF_STATUS[code];
}

export function fromHostStatus(code: number, text: string | undefined, path?: string): MobileBackupError {
  return new MobileBackupError(mbCodeOfStatus(code) ?? MBCode.inputOutput, text ?? 'Drive returned an error', { path });
}

/** A failed read from the host: 103, but 205 when the file is missing or makes no sense. */
export function driveReadError(text: string, underlying: MobileBackupError): MobileBackupError {
  const corrupt = underlying.mbCode === MBCode.notFound || underlying.mbCode === MBCode.invalid;
  return new MobileBackupError(corrupt ? MBCode.corrupt : MBCode.driveRead, text, { underlying });
}

/** A failed write on the host: 104, but 205 when something exists that should not or the other way round. */
export function driveWriteError(text: string, underlying: MobileBackupError): MobileBackupError {
  const corrupt = underlying.mbCode === MBCode.notFound || underlying.mbCode === MBCode.exists;
  return new MobileBackupError(corrupt ? MBCode.corrupt : MBCode.driveWrite, text, { underlying });
}

/** The agent ends the session without an answer: the host has gone, or has sent what no agent would go on with. */
export class SessionEnded extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SessionEnded';
  }
}
