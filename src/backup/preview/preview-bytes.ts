/** Previews bytes that somebody has already, such as a BLOB of a database. */
import { throwIfAborted } from '../../base/index.ts';
import type { BytesLook, BytesRun } from './preview-job.ts';
import { previewPart, type PreviewBytesOptions } from './preview-options.ts';
import { runPreview } from './run-preview.ts';

/**
 * As `previewFile`, of bytes. Nothing is said of where they come from, and so of how far they can be trusted. @throws BackupError 'range-invalid', 'preview-limit';
 * CancelledError
 *
 * @example
 * ```ts
 * const { type, content } = await previewBytes(Buffer.from('{"a": 1}'), { as: 'tree' });
 * console.log(type, content.kind);
 * ```
 */
export async function previewBytes(bytes: Uint8Array, options: PreviewBytesOptions = {}): Promise<BytesLook> {
  throwIfAborted(options.signal);
  const part = previewPart(options, []);
  // A copy of these bytes alone: a view would take all of the buffer behind it along.
  return await runPreview<BytesRun>(options, () => ({ job: { bytes: Uint8Array.from(bytes), part } }));
}
