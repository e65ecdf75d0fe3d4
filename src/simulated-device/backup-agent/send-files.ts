/** Sending payloads into Snapshot in batches, and writing the catalogue's rows on the way. */
import { createHash } from 'node:crypto';
import { fileIdOf, isDigestedDomain } from '../../formats/index.ts';
import type { PhoneFile } from '../content/phone-content.ts';
import type { UploadLog } from './agent-memory.ts';
import { BATCH_FILES, type DriveFile } from './host-drive.ts';
import type { CatalogueWriter } from './catalogue/catalogue.ts';
import type { PreviousBackup } from './previous-backup.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { FATE, identityOf, keptPayload, type ScanResult } from './scan.ts';

export interface SendPlan {
  readonly files: Iterable<PhoneFile>;
  readonly scan: ScanResult;
  readonly previous: PreviousBackup;
  readonly manifest: CatalogueWriter;
  readonly log: UploadLog;
}

interface Waiting {
  readonly file: PhoneFile;
  readonly fileId: string;
}

/** One batch at a time. A batch that the host has confirmed is noted in the log, so that it need not be sent again after an interruption. */
export async function sendFiles(context: RunContext, plan: SendPlan): Promise<void> {
  let batch: Waiting[] = [];
  let index = 0;
  for (const file of plan.files) {
    const fate = plan.scan.fates[index++];
    const fileId = fileIdOf(file.domain, file.relativePath);
    if (fate === FATE.send) {
      batch.push({ file, fileId });
      if (batch.length < BATCH_FILES) continue;
      await sendBatch(context, plan, batch);
      batch = [];
    } else if (fate === FATE.keep) plan.manifest.add(file, fileId, keptPayload(plan.previous.manifest, fileId));
    else if (fate === FATE.move) plan.manifest.add(file, fileId, { digest: digestOf(file) });
    else plan.manifest.add(file, fileId);
  }
  if (batch.length > 0) await sendBatch(context, plan, batch);
}

async function sendBatch(context: RunContext, plan: SendPlan, batch: readonly Waiting[]): Promise<void> {
  const { snapshotPayload } = hostPaths(context);
  const digests = batch.map(({ file }) => (isDigestedDomain(file.domain) ? createHash('sha1') : undefined));
  const files = batch.map(({ file, fileId }, place): DriveFile => {
    const digest = digests[place];
    return {
      subject: `${file.domain}/${file.relativePath}`,
      devicePath: context.paths.pathOf(file),
      hostPath: snapshotPayload(fileId),
      // Asked for when its turn comes, so that a batch does not hold 128 files.
      get content() {
        return file.read();
      },
      onData: digest && ((bytes) => digest.update(bytes)),
    };
  });
  await context.drive.uploadBatch(
    files,
    batch.reduce((bytes, { file }) => bytes + file.size, 0),
  );
  for (const [place, { file, fileId }] of batch.entries()) {
    plan.manifest.add(file, fileId, { digest: digests[place]?.digest() });
    plan.log.add(fileId, identityOf(file));
  }
}

function digestOf(file: PhoneFile): Uint8Array | undefined {
  if (!isDigestedDomain(file.domain)) return undefined;
  const digest = createHash('sha1');
  const content = file.read();
  for (const piece of content instanceof Uint8Array ? [content] : content) digest.update(piece);
  return digest.digest();
}

/** The payloads that lie in Snapshot after sending. */
export function* payloadsInSnapshot(files: Iterable<PhoneFile>, { fates }: ScanResult): Generator<string> {
  let index = 0;
  for (const file of files) {
    const fate = fates[index++];
    if (fate === FATE.send || fate === FATE.move) yield fileIdOf(file.domain, file.relativePath);
  }
}
