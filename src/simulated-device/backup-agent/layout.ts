/** The layout of a backup on the host: its files and folders, by the kind of its list of files. */
import type { CatalogueKind } from './catalogue/catalogue.ts';

/** Paths as the host is told them; all begin with the name of the backup's folder. */
export interface BackupLayout {
  readonly root: string;
  readonly snapshot: string;
  readonly status: string;
  readonly info: string;
  readonly manifestPlist: string;
  readonly snapshotManifestPlist: string;
  /** Manifest.db or Manifest.mbdb. */
  readonly catalogueName: string;
  readonly catalogue: string;
  readonly snapshotCatalogue: string;
  /** The index of iOS 4, which every run removes. */
  readonly oldIndex: string;
  /** Folders for payloads inside of the root and of Snapshot: 00 to ff, or none where all payloads lie side by side. */
  readonly payloadFolders: readonly string[];
  readonly payload: (fileId: string) => string;
  readonly snapshotPayload: (fileId: string) => string;
}

const PREFIXES: readonly string[] = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/** `root` is the UDID, or the source that a host names. */
export function backupLayout(kind: CatalogueKind, root: string): BackupLayout {
  const snapshot = `${root}/Snapshot`;
  const catalogueName = kind === 'mbdb' ? 'Manifest.mbdb' : 'Manifest.db';
  const nameOf = (fileId: string) => (kind === 'mbdb' ? fileId : `${fileId.slice(0, 2)}/${fileId}`);
  return {
    root,
    snapshot,
    status: `${root}/Status.plist`,
    info: `${root}/Info.plist`,
    manifestPlist: `${root}/Manifest.plist`,
    snapshotManifestPlist: `${snapshot}/Manifest.plist`,
    catalogueName,
    catalogue: `${root}/${catalogueName}`,
    snapshotCatalogue: `${snapshot}/${catalogueName}`,
    oldIndex: `${root}/Manifest.mbdx`,
    payloadFolders: kind === 'mbdb' ? [] : PREFIXES,
    payload: (fileId) => `${root}/${nameOf(fileId)}`,
    snapshotPayload: (fileId) => `${snapshot}/${nameOf(fileId)}`,
  };
}
