/** Sends payloads into Snapshot in batches, and writes the rows of the list of files on the way. */
import { createHash } from 'node:crypto';
import { fileIdOf, isDigestedDomain } from '../../formats/index.ts';
import type { PhoneFile } from '../content/phone-content.ts';
import type { UploadLog } from './agent-memory.ts';
import { BATCH_FILES, type DriveFile } from './host-drive.ts';
import type { CatalogueWriter } from './catalogue/catalogue.ts';
import type { Content, PayloadSealing, Sealable } from './encryption/payload-sealing.ts';
import type { PreviousBackup } from './previous-backup.ts';
import { troubleWith } from './read-trouble.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { FATE, identityOf, keptPayload, type ScanResult } from './scan.ts';

interface SendPlan {
  readonly files: Iterable<PhoneFile>;
  readonly scan: ScanResult;
  readonly previous: PreviousBackup;
  readonly manifest: CatalogueWriter;
  readonly log: UploadLog;
  readonly sealing: PayloadSealing;
  /** A file that changes while it is read counts as sent. */
  readonly ignoresChanges: boolean;
}

interface Waiting {
  readonly file: PhoneFile;
  readonly fileId: string;
  /** Its place in the walk. */
  readonly index: number;
}

/**
 * One batch at a time. A batch that the host has confirmed is noted in the log, so that it need not be sent again after an interruption.
 * A file that could not be read does not stop the others; where it fails the run, it does so at the end.
 * Returns the domains in which files changed while they were read.
 */
export async function sendFiles(context: RunContext, plan: SendPlan): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  let batch: Waiting[] = [];
  let next = 0;
  for (const file of plan.files) {
    const index = next++;
    const fate = plan.scan.fates[index];
    const fileId = fileIdOf(file.domain, file.relativePath);
    if (fate === FATE.send) {
      batch.push({ file, fileId, index });
      if (batch.length < BATCH_FILES) continue;
      await sendBatch(context, plan, batch, changed);
      batch = [];
    } else if (await isRowLeftOut(context, file)) continue;
    else if (fate === FATE.keep) plan.manifest.add(file, fileId, keptPayload(plan.previous.manifest, fileId));
    else if (fate === FATE.move) addMoved(plan, { file, fileId });
    else plan.manifest.add(file, fileId);
  }
  if (batch.length > 0) await sendBatch(context, plan, batch, changed);
  if (context.drive.failure !== undefined) throw context.drive.failure;
  return changed;
}

async function sendBatch(context: RunContext, plan: SendPlan, batch: readonly Waiting[], changed: Set<string>): Promise<void> {
  const { snapshotPayload } = hostPaths(context);
  const digests = batch.map(({ file }) => (isDigestedDomain(file.domain) ? createHash('sha1') : undefined));
  const files = batch.map(({ file, fileId }, place): DriveFile => {
    const digest = digests[place];
    return {
      subject: `${file.domain}/${file.relativePath}`,
      devicePath: context.paths.pathOf(file),
      hostPath: snapshotPayload(fileId),
      size: file.size,
      trouble: () => {
        const trouble = troubleWith(context, file);
        return trouble?.kind === 'changed' && plan.ignoresChanges ? undefined : trouble;
      },
      // Asked for when its turn comes, so that a batch does not hold 128 files.
      get content() {
        return plan.sealing.content({ file, fileId });
      },
      onData: digest && ((bytes) => digest.update(bytes)),
    };
  });
  const outcomes = await context.drive.uploadBatch(
    files,
    batch.reduce((bytes, { file }) => bytes + file.size, 0),
  );
  const keys = plan.sealing.rowKeys(batch);
  for (const [place, { file, fileId, index }] of batch.entries()) {
    if (outcomes[place] !== 'sent') plan.scan.fates[index] = FATE.absent;
    else plan.log.add(fileId, identityOf(file));
    if (outcomes[place] === 'changed') changed.add(file.domain);
    if (outcomes[place] === 'failed' || outcomes[place] === 'changed' || (await isRowLeftOut(context, file))) continue;
    const digest =
      digests[place] && (outcomes[place] === 'withheld' ? sha1(plan.sealing.content({ file, fileId })) : digests[place].digest());
    plan.manifest.add(file, fileId, { digest, encryptionKey: keys[place] });
  }
}

/** Asked only where a fault watches: a phone with a million files must not wait for each of its rows. */
function isRowLeftOut({ drive: { link } }: RunContext, { domain, relativePath }: PhoneFile): false | Promise<boolean> {
  return link.watches('row') && link.meet('row', `${domain}/${relativePath}`).then((effect) => effect?.kind === 'skip');
}

/** The row of a payload that an earlier, interrupted run has sent. */
function addMoved({ manifest, sealing }: SendPlan, item: Sealable): void {
  const [encryptionKey] = sealing.rowKeys([item]);
  const digest = isDigestedDomain(item.file.domain) ? sha1(sealing.content(item)) : undefined;
  manifest.add(item.file, item.fileId, { digest, encryptionKey });
}

function sha1(content: Content): Uint8Array {
  const digest = createHash('sha1');
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
