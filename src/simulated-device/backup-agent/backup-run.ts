/** One Backup request from the first question to the last check, in the order that real phones' logs show. */
import { openCatalogue, type CatalogueWriter } from './catalogue/catalogue.ts';
import { encrypted } from './encryption/encrypted-content.ts';
import { beginEncryption } from './encryption/run-encryption.ts';
import { finishStatus, moveIntoPlace, removeLeftovers } from './finish-snapshot.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';
import { makeManifestPlist } from './manifest-plist.ts';
import { readPreviousBackup, type PreviousBackup } from './previous-backup.ts';
import { readPieces } from './read-pieces.ts';
import { unknownPayloads } from './resume.ts';
import { hostPaths, type RunContext } from './run-context.ts';
import { payloadsInSnapshot } from './send-files.ts';
import { sortedDifference } from './sorted-difference.ts';
import { writeStatus, type RunIdentity } from './status-file.ts';
import { uploadPayloads, type PayloadUpload } from './upload-payloads.ts';
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
  const run: RunIdentity = { uuid: previous.status?.uuid ?? newUuid(context), isFull: previous.isFull };
  using uploaded = await uploadPayloads(context, { previous, begun, run });
  const { files, found, manifest } = uploaded;
  await uploadManifests(context, { manifest, previous, run, begun });
  await writeStatus(context, run, 'new', 'moving');
  await moveIntoPlace(context, payloadsInSnapshot(files, found));
  await writeStatus(context, run, 'new', 'removing');
  await removeGone(context, previous, manifest.path);
  await finishStatus(context, run);
  device.agentMemory.forget(run.uuid);
  if (!drive.isDeceived) await verifyHost(context, begun.encryption?.classKeys);
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

interface Manifests extends PayloadUpload {
  readonly manifest: CatalogueWriter;
}

/** Manifest.plist, then the catalogue, both into Snapshot. */
async function uploadManifests(context: RunContext, { manifest, previous, run, begun: { encryption } }: Manifests): Promise<void> {
  const { drive, paths } = context;
  const { snapshotManifestPlist, catalogueName, snapshotCatalogue } = hostPaths(context);
  const properties = makeManifestPlist(context, { uuid: run.uuid, previous, encryption });
  const failureText = 'Error uploading manifest';
  await drive.uploadAlone(
    { subject: 'Manifest.plist', devicePath: paths.temporary(2), hostPath: snapshotManifestPlist, content: properties },
    failureText,
  );
  const plain = readPieces(manifest.path);
  const content = encryption?.catalogue === undefined ? plain : encrypted(encryption.catalogue.key, plain);
  await drive.uploadAlone({ subject: catalogueName, devicePath: paths.temporary(3), hostPath: snapshotCatalogue, content }, failureText);
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
