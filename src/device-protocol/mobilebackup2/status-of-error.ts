/** System errors of the host's disk as DeviceLink statuses. */
import { getSystemErrorMap } from 'node:util';
import { systemErrorCode } from '../../base/index.ts';
import { DeviceLinkStatus } from './host-message.ts';

const STATUS_OF_SYSTEM_ERROR: Readonly<Record<string, number>> = {
  ENOENT: DeviceLinkStatus.notFound,
  EEXIST: DeviceLinkStatus.exists,
  ENOTDIR: DeviceLinkStatus.notADirectory,
  EISDIR: DeviceLinkStatus.isADirectory,
  ELOOP: DeviceLinkStatus.tooManyLinks,
  EIO: DeviceLinkStatus.inputOutput,
  ENOSPC: DeviceLinkStatus.noSpace,
  EDQUOT: DeviceLinkStatus.noSpace,
};

export interface StatusFailure {
  readonly code: number;
  readonly text: string;
}

/** What to answer for a system error; undefined for anything else, which is nothing that a device could act on. */
export function statusOfError(error: unknown): StatusFailure | undefined {
  const code = systemErrorCode(error);
  if (code === undefined) return undefined;
  return { code: STATUS_OF_SYSTEM_ERROR[code] ?? DeviceLinkStatus.failed, text: textOf(code) };
}

/** The system's words, begun with a capital as `strerror` does: the device repeats them in its own message. */
function textOf(systemCode: string): string {
  for (const [name, text] of getSystemErrorMap().values()) {
    if (name === systemCode) return text.charAt(0).toUpperCase() + text.slice(1);
  }
  return systemCode;
}
