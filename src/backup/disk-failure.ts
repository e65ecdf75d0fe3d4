/** Failures of this computer's disk, in the codes of this room. */
import { systemErrorCode } from '../base/index.ts';
import { BackupError, type BackupErrorCode } from './errors.ts';

const CODE_OF_SYSTEM_ERROR: Readonly<Record<string, BackupErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'folder-unwritable',
  EPERM: 'folder-unwritable',
  EROFS: 'folder-unwritable',
};

/** What a device brings about by asking for the impossible; no failure of the disk. */
const MISTAKES_OF_THE_DEVICE = new Set(['ENOENT', 'EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'ELOOP', 'ENAMETOOLONG', 'EINVAL', 'EILSEQ']);

/** True for a failure that no device can have caused. */
export function isDiskFailure(error: unknown): boolean {
  const systemCode = systemErrorCode(error);
  return systemCode !== undefined && !MISTAKES_OF_THE_DEVICE.has(systemCode);
}

/** The error to show for a failure while writing; what is no system error comes back unchanged. */
export function diskFailure(error: unknown, path: string): unknown {
  const systemCode = systemErrorCode(error);
  if (systemCode === undefined) return error;
  return new BackupError(CODE_OF_SYSTEM_ERROR[systemCode] ?? 'file-io', `writing failed: ${systemCode}`, {
    data: { path, systemCode },
    cause: error,
  });
}

/** An error as the system would have thrown it, for what only this program finds out. */
export function systemError(
  code: 'EINVAL' | 'EISDIR' | 'ELOOP' | 'ENAMETOOLONG' | 'ENOENT' | 'ENOTDIR',
  syscall: string,
  path: string,
): Error {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
}
