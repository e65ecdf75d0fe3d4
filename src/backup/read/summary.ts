/** Puts together what a backup says about itself, each fact from the best file that has it, and what keeps it from being opened. */
import { basename } from 'node:path';
import { boolAt, dateAt, dictAt, parseUdid, stringAt, type ManifestProperties, type PlistDict } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import { journalPathsOf, readJournalHeader } from '../folder/journal-layout.ts';
import type { BackupSummary, FolderHint, SummaryField, SummarySource } from './backup.ts';
import { viewFolder, type BackupFolder } from './backup-folder.ts';
import { eraOf, probeCatalogue, type CatalogueProbe } from './catalogue/catalogue-probe.ts';
import { dictionaryOf, readPlists, valueOf, type PlistReadings, type Reading } from './plist-reading.ts';

/** A folder with everything that headers and property lists tell; the catalogue has not been opened. */
export interface InspectedFolder {
  readonly folder: BackupFolder;
  readonly plists: PlistReadings;
  readonly probe: CatalogueProbe;
  readonly summary: BackupSummary;
}

export async function inspectFolder(path: string, options: { hint?: FolderHint; asItIs?: boolean } = {}): Promise<InspectedFolder> {
  const folder = viewFolder(path, options);
  const plists = readPlists(folder);
  const probe = await probeCatalogue(folder);
  const summary = summarise(folder, plists, probe);
  return { folder, plists, probe, summary: options.hint === undefined ? summary : { ...summary, hint: options.hint } };
}

/** A copy of the summary that knows, from the rows of the catalogue, whether files are encrypted. */
export function withEncryption(summary: BackupSummary, encrypted: boolean): BackupSummary {
  if (summary.encrypted === encrypted) return summary;
  return { ...summary, encrypted, sources: { ...summary.sources, encrypted: 'Manifest.db' } };
}

function summarise(folder: BackupFolder, plists: PlistReadings, probe: CatalogueProbe): BackupSummary {
  const status = valueOf(plists['Status.plist']);
  const manifest = plists['Manifest.plist'];
  const facts = collectFacts(folder, plists, probe);
  const { encrypted, ...others } = facts.values;
  const info = dictionaryOf(plists['Info.plist']);
  const infoDate = info && dateAt(info, 'Last Backup Date');
  return {
    path: folder.path,
    era: eraOf(probe, encrypted),
    encrypted,
    ...others,
    ...(infoDate === undefined ? {} : { infoDate }),
    ...(status === undefined ? {} : { snapshotState: status.snapshotState }),
    isFinished: status?.snapshotState === 'finished' && manifest.state === 'read' && hasCatalogue(probe),
    throughJournal: folder.throughJournal,
    plists: {
      'Manifest.plist': manifest.state,
      'Status.plist': plists['Status.plist'].state,
      'Info.plist': plists['Info.plist'].state,
    },
    sources: facts.sources,
  };
}

interface Facts {
  values: { -readonly [Field in SummaryField]?: Exclude<BackupSummary[Field], undefined> };
  sources: Partial<Record<SummaryField, SummarySource>>;
}

/** The device's own words come first; the host's (Info.plist) where those are missing; the name of the folder last. */
function collectFacts(folder: BackupFolder, plists: PlistReadings, probe: CatalogueProbe): Facts {
  const facts: Facts = { values: {}, sources: {} };
  const offer = <Field extends SummaryField>(field: Field, source: SummarySource, value: Facts['values'][Field]) => {
    if (value === undefined || facts.values[field] !== undefined) return;
    facts.values[field] = value;
    facts.sources[field] = source;
  };
  const manifest = dictionaryOf(plists['Manifest.plist']);
  const lockdown = manifest && dictAt(manifest, 'Lockdown');
  const info = dictionaryOf(plists['Info.plist']);
  const text = (dict: PlistDict | undefined, key: string) => nonEmpty(dict && stringAt(dict, key));
  offer('udid', 'Manifest.plist', text(lockdown, 'UniqueDeviceID'));
  offer('udid', 'Info.plist', text(info, 'Target Identifier') ?? text(info, 'Unique Identifier'));
  offer('udid', 'folder name', udidOfName(basename(folder.path)));
  for (const [field, device, host] of NAMES_OF_FACTS) {
    offer(field, 'Manifest.plist', text(lockdown, device));
    offer(field, 'Info.plist', text(info, host));
  }
  offer('date', 'Status.plist', valueOf(plists['Status.plist'])?.date);
  offer('date', 'Manifest.plist', manifest && dateAt(manifest, 'Date'));
  offer('date', 'Info.plist', info && dateAt(info, 'Last Backup Date'));
  const encryption = encryptionOf(manifest, probe);
  if (encryption !== undefined) offer('encrypted', encryption.source, encryption.value);
  return facts;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

const NAMES_OF_FACTS = [
  ['deviceName', 'DeviceName', 'Device Name'],
  ['productType', 'ProductType', 'Product Type'],
  ['productVersion', 'ProductVersion', 'Product Version'],
  ['buildVersion', 'BuildVersion', 'Build Version'],
] as const;

/** The UDID in a folder's name; archived copies carry a date behind it (`UDID-20240601-123456`). */
export function udidOfName(name: string): string | undefined {
  return parseUdid(name.replace(/-\d{8}-\d{6}$/, ''));
}

/** A catalogue that is no SQLite file, with a key for it beside it, is encrypted whatever IsEncrypted says. */
function encryptionOf(manifest: PlistDict | undefined, probe: CatalogueProbe): { value: boolean; source: SummarySource } | undefined {
  if (manifest === undefined) return undefined;
  if (probe.kind === 'opaque' && manifest.has('ManifestKey')) return { value: true, source: 'Manifest.plist' };
  const value = boolAt(manifest, 'IsEncrypted');
  return value === undefined ? undefined : { value, source: 'Manifest.plist' };
}

function hasCatalogue(probe: CatalogueProbe): boolean {
  return !['missing', 'empty', 'not-a-file', 'unopenable'].includes(probe.kind);
}

/** Why the list of files cannot be had, as far as headers show it; undefined when there is no reason. `hasKeys`: the backup is unlocked. */
export function obstacleOf({ folder, plists, probe, summary }: InspectedFolder, hasKeys = false): BackupError | undefined {
  switch (probe.kind) {
    case 'mbdb':
      return undefined;
    case 'not-mbdb':
      return unreadable(probe.path, 'not-mbdb', { bytes: probe.bytes, firstBytes: probe.firstBytes });
    case 'sqlite':
      if (probe.bytes >= probe.expectedBytes || probe.logBytes > 0) return undefined;
      return unreadable(probe.path, 'cut-off', { bytes: probe.bytes, expectedBytes: probe.expectedBytes });
    case 'opaque':
      if (hasKeys && summary.encrypted === true) return undefined;
      return opaqueObstacle(probe, plists['Manifest.plist'], summary.encrypted);
    case 'empty':
    case 'not-a-file':
      return unreadable(probe.path, probe.kind, {});
    case 'unopenable':
      return unreadable(probe.path, 'unopenable', { systemCode: probe.systemCode });
    case 'older':
      return new BackupError('too-old', `a catalogue of the era ${probe.era}`, { data: { path: folder.path, era: probe.era } });
    case 'missing':
      if (isUnfinishedFirst(folder.path)) {
        return new BackupError('backup-unfinished', 'the first run has not come to its end', {
          data: { path: folder.path, isFirst: true },
        });
      }
      return new BackupError('catalogue-missing', 'no Manifest.db', { data: { path: folder.path, plists: summary.plists } });
  }
}

/** Our own run began with nothing in the folder, and was interrupted, or is still at work: nothing is missing that was ever there. */
function isUnfinishedFirst(path: string): boolean {
  return readJournalHeader(journalPathsOf(path))?.lastGood === 'none';
}

function opaqueObstacle(
  probe: CatalogueProbe & { kind: 'opaque' },
  manifest: Reading<ManifestProperties>,
  encrypted: boolean | undefined,
): BackupError {
  const evidence = { bytes: probe.bytes, firstBytes: probe.firstBytes };
  if (encrypted === true) {
    return new BackupError('backup-encrypted', 'Manifest.db is encrypted', { data: { path: probe.path, ...evidence } });
  }
  if (encrypted === false) return unreadable(probe.path, 'not-sqlite', evidence);
  // Only Manifest.plist could tell an encrypted catalogue from a damaged one.
  return plistUnreadable(manifest, { catalogue: evidence });
}

export function plistUnreadable(manifest: Reading<ManifestProperties>, evidence: Record<string, unknown> = {}): BackupError {
  const reason = manifest.state === 'unreadable' ? manifest.reason : manifest.state;
  const data = { file: 'Manifest.plist', state: manifest.state, reason, ...evidence };
  return new BackupError('plist-unreadable', `Manifest.plist: ${reason}`, { data });
}

/**
 * | reason | meaning |
 * |---|---|
 * | `empty`, `not-a-file`, `unopenable` | nothing can be read |
 * | `not-sqlite`, `not-mbdb` | does not begin as a catalogue of its name does; of an encrypted one: not even after decryption |
 * | `cut-off` | shorter than its own header says |
 * | `no-key`, `bad-key` | encrypted, and Manifest.plist has no key for it, or one that does not open although the password is right |
 * | `not-block-aligned`, `bad-padding` | encrypted, and changed or cut off since |
 * | `damaged`, `schema` | cannot be read to its end, or holds something else |
 * | `too-large` | a catalogue larger than any phone writes: its file, its names or its schema |
 */
type UnreadableReason =
  | 'empty'
  | 'not-a-file'
  | 'unopenable'
  | 'not-sqlite'
  | 'not-mbdb'
  | 'cut-off'
  | 'no-key'
  | 'bad-key'
  | 'not-block-aligned'
  | 'bad-padding'
  | 'damaged'
  | 'schema'
  | 'too-large';

export function unreadable(path: string, reason: UnreadableReason, evidence: Record<string, unknown>, cause?: unknown): BackupError {
  return new BackupError('catalogue-unreadable', `${basename(path)}: ${reason}`, { data: { path, reason, ...evidence }, cause });
}
