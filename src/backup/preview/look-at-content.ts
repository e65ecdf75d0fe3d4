/** Makes the preview of one stored file, inside of the thread: what it is, whether it can be trusted, and the part that was asked for. */
import { FormatError } from '../../formats/index.ts';
import type { PayloadContent } from '../read/stored/payload-content.ts';
import { cachedBytes } from './cached-bytes.ts';
import { judgePreview } from './judge-preview.ts';
import { lookAtBytes } from './look-at-bytes.ts';
import type { FileJob, PreviewLook } from './preview-job.ts';

/** @throws FormatError 'key-unwrap-failed'; BackupError 'range-invalid'; system errors of reading */
export function lookAtContent(stored: PayloadContent, job: FileJob): PreviewLook {
  const { keyFailure } = stored;
  if (keyFailure !== undefined) {
    throw new FormatError('key-unwrap-failed', 'the key of the file does not open', { data: { ...keyFailure } });
  }
  const before = stored.state();
  const bytes = cachedBytes({ length: stored.visibleBytes, read: (position, length) => stored.plainAt(position, length) });
  const trust = judgePreview(stored, job.fault, job.readAll);
  const look = lookAtBytes(bytes, job.part);
  const hasChanged = stored.state() !== before || stored.bytesNow !== job.content.bytes;
  return { ...look, trust: hasChanged ? { state: 'changed' } : trust };
}
