/** /iTunesRestore/RestoreApplications.plist on the phone: which applications it is to install, with their licences. */
import { isCodedError, type Log } from '../../base/index.ts';
import type { AfcClient } from '../../device-protocol/index.ts';
import { writeXmlPlist, type PlistDict } from '../../formats/index.ts';

const FOLDER = '/iTunesRestore';
const FILE = `${FOLDER}/RestoreApplications.plist`;
const PIECE_BYTES = 64 * 1024;
/** A device that no longer answers must not keep a failed restore from ending. */
const REMOVE_LIMIT_MS = 5000;

/** Must stand there before the request: the device reads it at the end of the restore, and takes it away. */
export async function putRestoreApplications(afc: AfcClient, applications: PlistDict, signal: AbortSignal): Promise<void> {
  await afc.makeDirectory(FOLDER, signal);
  const bytes = writeXmlPlist(applications);
  const handle = await afc.open(FILE, 'writeRead', signal);
  try {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) await afc.write(handle, bytes.subarray(at, at + PIECE_BYTES), signal);
  } finally {
    await afc.closeFile(handle, AbortSignal.timeout(REMOVE_LIMIT_MS));
  }
}

/** After a restore that failed. Never throws: the restore has another error to report. */
export async function removeRestoreApplications(afc: AfcClient, log: Log): Promise<void> {
  const limit = AbortSignal.timeout(REMOVE_LIMIT_MS);
  for (const path of [FILE, FOLDER]) {
    try {
      await afc.remove(path, limit);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      log.debug(`${path} was not removed: ${error.message}`);
    }
  }
}
