/** One Backup request from the first question to the last check, in the order that real phones' logs show. */
import type { PhoneFile } from '../content/phone-content.ts';
import { createCatalogue, openCatalogue } from './catalogue/catalogue.ts';
import { encrypted } from './encryption/encrypted-content.ts';
import { IN_THE_CLEAR } from './encryption/payload-sealing.ts';
import { beginEncryption, type BegunEncryption } from './encryption/run-encryption.ts';
import { filesToBackUp } from './files-to-back-up.ts';
import { finishStatus, moveIntoPlace, removeLeftovers } from './finish-snapshot.ts';
import { requireFreeSpace } from './free-space.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { makeManifestPlist } from './manifest-plist.ts';
import { readPreviousBackup, type PreviousBackup } from './previous-backup.ts';
import { readPieces } from './read-pieces.ts';
import { unknownPayloads } from './resume.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { runWeight } from './run-plan.ts';
import { scan, type ScanResult } from './scan.ts';
import { payloadsInSnapshot, sendFiles } from './send-files.ts';
import { sortedDifference } from './sorted-difference.ts';
import { writeStatus, type RunIdentity } from './status-file.ts';
import { verifyHost } from './verify-host.ts';

/** Throws MobileBackupError: the answer to the host. Nothing but Snapshot and Status.plist changes before everything has been sent. */
export async function runBackup(context: RunContext, forceFull: boolean): Promise<void> {
  const { device, drive } = context;
  await askAside(context);
  if (device.backupPassword.isRequired && !device.backupPassword.isSet) {
    throw new MobileBackupError(MBCode.invalidPassword, 'No backup password set when required by device management');
  }
  using previous = await readPreviousBackup(context, forceFull);
  using begun = await beginEncryption(context, previous);
  const { encryption, alreadySent } = begun;
  const effect = await drive.link.meet('mb2.scan', previous.isFull ? 'full' : 'incremental');
  if (effect?.kind === 'answer') throw effect.error;
  const files = filesToBackUp(context, encryption);
  const found = await scan(files, { ...previous, alreadySent });
  device.log.info(`backup: ${previous.isFull ? 'full' : 'incremental'}, ${found.sendFiles} files of ${found.sendBytes} bytes to send`);
  drive.plan.start(runWeight(found, hostPaths(context)));
  await requireFreeSpace(drive, found.sendBytes);
  await createDirectories(context);
  const run: RunIdentity = { uuid: previous.status?.uuid ?? newUuid(context), isFull: previous.isFull };
  await writeStatus(context, run, previous.status?.backupState ?? 'empty', 'uploading');
  const catalogue = await sendEverything(context, { files, found, previous, run, begun });
  await writeStatus(context, run, 'new', 'moving');
  await moveIntoPlace(context, payloadsInSnapshot(files, found));
  await writeStatus(context, run, 'new', 'removing');
  await removeGone(context, previous, catalogue);
  await finishStatus(context, run);
  device.agentMemory.forget(run.uuid);
  if (!drive.isDeceived) await verifyHost(context, encryption?.classKeys);
  if (previous.putAside !== undefined) await drive.remove([previous.putAside], 'Error removing old backup');
}

/** A fault may have the phone ask for one more file of the host, whose coming or missing changes nothing. */
async function askAside({ drive }: RunContext): Promise<void> {
  const effect = await drive.link.meet('mb2.previous', 'Backup');
  if (effect?.kind === 'value' && typeof effect.value === 'string') await drive.download(effect.value, () => undefined);
}

/** A backup's name for life. Two runs of one seed at the same moment of the phone's clock make the same backup. */
function newUuid(context: RunContext): string {
  const { content } = context.device;
  return context.random(`backup of revision ${content.revision} at ${context.device.now().toISOString()}`).uuid();
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

interface Everything {
  readonly files: Iterable<PhoneFile>;
  readonly found: ScanResult;
  readonly previous: PreviousBackup;
  readonly run: RunIdentity;
  readonly begun: BegunEncryption;
}

/** Payloads, then Manifest.plist, then the catalogue, all into Snapshot. Returns where the catalogue lies in the workspace. */
async function sendEverything(context: RunContext, { files, found, previous, run, begun }: Everything): Promise<string> {
  const { drive, device, workspace, paths, behaviour } = context;
  const { snapshotManifestPlist, catalogueName, snapshotCatalogue } = hostPaths(context);
  using manifest = createCatalogue(workspace.path(catalogueName), behaviour);
  const { encryption, alreadySent } = begun;
  const log = device.agentMemory.begin(run.uuid, encryption && { secret: encryption.secret, keybag: encryption.keybag });
  for (const [fileId, identity] of alreadySent ?? []) log.add(fileId, identity);
  await sendFiles(context, { files, scan: found, previous, manifest, log, sealing: encryption ?? IN_THE_CLEAR });
  manifest.finish();
  const properties = makeManifestPlist(context, { uuid: run.uuid, previous, encryption });
  const failureText = 'Error uploading manifest';
  await drive.uploadAlone(
    { subject: 'Manifest.plist', devicePath: paths.temporary(2), hostPath: snapshotManifestPlist, content: properties },
    failureText,
  );
  const plain = readPieces(manifest.path);
  const content = encryption?.catalogue === undefined ? plain : encrypted(encryption.catalogue.key, plain);
  await drive.uploadAlone({ subject: catalogueName, devicePath: paths.temporary(3), hostPath: snapshotCatalogue, content }, failureText);
  return manifest.path;
}

async function removeGone(context: RunContext, previous: PreviousBackup, catalogue: string): Promise<void> {
  if (previous.manifest === undefined && previous.isSealedOtherwise !== true) {
    await removeLeftovers(context, []);
    return;
  }
  using present = openCatalogue(catalogue, context.behaviour.catalogue);
  if (previous.manifest === undefined) {
    // The old catalogue could not be read: what the new one does not name is of the old backup.
    await removeLeftovers(context, await unknownPayloads(context, present));
    return;
  }
  await removeLeftovers(context, sortedDifference(previous.manifest.fileIds(), present.fileIds()));
}
