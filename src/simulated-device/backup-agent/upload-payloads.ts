/** The first half of a run: scan, free space, directories, payloads into Snapshot. Done again if files changed while they were read. */
import type { PhoneFile } from '../content/phone-content.ts';
import { createCatalogue, type CatalogueWriter } from './catalogue/catalogue.ts';
import { IN_THE_CLEAR } from './encryption/payload-sealing.ts';
import type { BegunEncryption } from './encryption/run-encryption.ts';
import { filesToBackUp } from './files-to-back-up.ts';
import { requireFreeSpace } from './free-space.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';
import type { PreviousBackup } from './previous-backup.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { runWeight } from './run-plan.ts';
import { scan, type ScanResult } from './scan.ts';
import { sendFiles } from './send-files.ts';
import { writeStatus, type RunIdentity } from './status-file.ts';

export interface PayloadUpload {
  readonly previous: PreviousBackup;
  readonly begun: BegunEncryption;
  readonly run: RunIdentity;
}

interface UploadedPayloads extends Disposable {
  readonly files: Iterable<PhoneFile>;
  readonly found: ScanResult;
  /** Finished. */
  readonly manifest: CatalogueWriter;
}

/** Once more at most, and then changes are ignored (iOS 26.1; a log of iOS 5 shows three); where nothing is retried they are ignored at once. */
export async function uploadPayloads(context: RunContext, upload: PayloadUpload): Promise<UploadedPayloads> {
  const { previous, begun, run } = upload;
  const { device } = context;
  const { encryption, alreadySent } = begun;
  const log = device.agentMemory.begin(run.uuid, encryption && { secret: encryption.secret, keybag: encryption.keybag });
  for (const [fileId, identity] of alreadySent ?? []) log.add(fileId, identity);
  const files = filesToBackUp(context, encryption);
  const attempt = async (walked: Iterable<PhoneFile>, sent: PreviousBackup['alreadySent'], isLast: boolean) => {
    const found = await prepare(context, upload, walked, { sent, isRetry: isLast });
    const manifest = createCatalogue(
      context.workspace.path(`${isLast ? 'retry-' : ''}${hostPaths(context).catalogueName}`),
      context.behaviour,
    );
    try {
      const sealing = encryption ?? IN_THE_CLEAR;
      const ignoresChanges = isLast || !context.behaviour.retriesChangedFiles;
      const changed = await sendFiles(context, { files: walked, scan: found, previous, manifest, log, sealing, ignoresChanges });
      return { changed, uploaded: { files: walked, found, manifest, [Symbol.dispose]: () => manifest[Symbol.dispose]() } };
    } catch (error) {
      manifest[Symbol.dispose]();
      throw error;
    }
  };
  const first = await attempt(files, alreadySent, false);
  if (first.changed.size === 0) return finished(first.uploaded);
  first.uploaded[Symbol.dispose]();
  device.log.info(`backup: retrying (attempt 1 of 1, modified domains: ${[...first.changed].join(', ')})`);
  const again = withDomainsOf(files, filesToBackUp(context, encryption), first.changed);
  return finished((await attempt(again, log.toMap(), true)).uploaded);
}

function finished(uploaded: UploadedPayloads): UploadedPayloads {
  uploaded.manifest.finish();
  return uploaded;
}

interface Preparation {
  readonly sent: PreviousBackup['alreadySent'];
  readonly isRetry: boolean;
}

async function prepare(
  context: RunContext,
  { previous, run }: PayloadUpload,
  files: Iterable<PhoneFile>,
  { sent, isRetry }: Preparation,
): Promise<ScanResult> {
  const { device, drive } = context;
  await takeSnapshot(context, previous.isFull);
  const found = await scan(files, { ...previous, alreadySent: sent }, drive.link.signal);
  device.log.info(`backup: ${previous.isFull ? 'full' : 'incremental'}, ${found.sendFiles} files of ${found.sendBytes} bytes to send`);
  const weight = runWeight(found, hostPaths(context));
  if (isRetry) drive.plan.goOn(weight);
  else drive.plan.start(weight);
  await requireFreeSpace(drive, found.sendBytes);
  await createDirectories(context);
  await writeStatus(context, run, previous.status?.backupState ?? 'empty', 'uploading');
  return found;
}

/** The snapshot of the file system from which files are read. One that an aborted run has left behind is in the way until a restart. */
async function takeSnapshot({ device, drive }: RunContext, isFull: boolean): Promise<void> {
  if (device.agentMemory.hasStaleSnapshot) {
    throw new MobileBackupError(MBCode.exists, 'Failed to create snapshot: File exists (17)', { path: '/private/var' });
  }
  const effect = await drive.link.meet('mb2.scan', isFull ? 'full' : 'incremental');
  if (effect?.kind === 'answer') throw effect.error;
}

/** On every run, 514 in all since iOS 10; a phone takes the folders from an unordered set. */
async function createDirectories(context: RunContext): Promise<void> {
  const { root, snapshot, payloadFolders } = hostPaths(context);
  for (const folder of [root, snapshot]) {
    await context.drive.createDirectory(folder);
    for (const prefix of shuffled(payloadFolders, context)) await context.drive.createDirectory(`${folder}/${prefix}`);
  }
}

function shuffled(items: readonly string[], context: RunContext): string[] {
  const random = context.random('order of directories');
  return items
    .map((item) => ({ item, place: random.uint32() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Both are in order of domains; those that are named are taken from `later`. */
function withDomainsOf(earlier: Iterable<PhoneFile>, later: Iterable<PhoneFile>, domains: ReadonlySet<string>): Iterable<PhoneFile> {
  return {
    *[Symbol.iterator]() {
      const fresh = later[Symbol.iterator]();
      let next = fresh.next();
      const upTo = function* (domain: string | undefined) {
        for (; !next.done && (domain === undefined || next.value.domain <= domain); next = fresh.next()) {
          if (domains.has(next.value.domain)) yield next.value;
        }
      };
      let last: string | undefined;
      for (const file of earlier) {
        if (file.domain !== last) yield* upTo(file.domain);
        last = file.domain;
        if (!domains.has(file.domain)) yield file;
      }
      yield* upTo(undefined);
    },
  };
}
