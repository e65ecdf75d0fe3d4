/** Backups below their devices, and previous versions below the backups that they are versions of. */
import type { BackupState } from './backup-item.ts';
import type { Locale } from './locale.ts';
import { oneLine } from './phrase.ts';
import { productName } from './product-name.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';
import { markedLabel, twinMarks } from './twins.ts';

export interface BackupOwner {
  /** UDID, or the path of a backup that does not say whose it is. */
  readonly id: string;
  readonly label: string;
  readonly backups: readonly OwnedBackup[];
}

/** A backup with its previous versions, newest first. */
interface OwnedBackup extends BackupState {
  readonly versions: readonly BackupState[];
}

/** Groups by device, devices by name, backups newest first. */
export function groupByOwner(backups: readonly BackupState[], language?: string): BackupOwner[] {
  const groups = Map.groupBy(backups, (backup) => backup.udid ?? backup.path);
  const named = [...groups].map(([id, members]) => ({
    id,
    label: ownerLabel(members),
    backups: withVersions(members),
  }));
  const marks = twinMarks(named);
  const owners = named.map((owner) => ({ ...owner, label: markedLabel(owner.label, marks.get(owner.id)) }));
  const collator = new Intl.Collator(language, { numeric: true });
  return owners.sort((a, b) => collator.compare(a.label, b.label) || collator.compare(a.id, b.id));
}

/** Versions below what they are versions of; one whose backup is gone stays where it can be seen. */
function withVersions(members: readonly BackupState[]): OwnedBackup[] {
  const paths = new Set(members.map(({ path }) => path));
  const isBelow = ({ versionOf }: BackupState) => versionOf !== undefined && paths.has(versionOf);
  const versions = Map.groupBy(members.filter(isBelow), ({ versionOf }) => versionOf);
  const tops = members.filter((backup) => !isBelow(backup));
  return withPlaces(tops)
    .toSorted(newestFirst)
    .map((backup) => ({ ...backup, versions: withPlaces(versions.get(backup.path) ?? []).toSorted(newestFirst) }));
}

/** Backups of the same minute look alike, as copies do: those say where they lie. */
function withPlaces(backups: readonly BackupState[]): BackupState[] {
  const minutes = Map.groupBy(backups, ({ date }) => (date === undefined ? undefined : Math.floor(date.getTime() / 60_000)));
  return [...minutes.values()].flatMap((twins) => {
    if (twins.length < 2) return twins;
    const places = distinctPlaces(twins.map(({ path }) => path));
    return twins.map((backup, index) => ({ ...backup, place: places[index] ?? backup.path }));
  });
}

/** The last parts of paths, as many as tell them apart. */
function distinctPlaces(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]/).filter((part) => part !== ''));
  const most = Math.max(...parts.map(({ length }) => length));
  for (let count = 1; count < most; count++) {
    const places = parts.map((each) => each.slice(-count).join('/'));
    if (new Set(places).size === places.length) return places;
  }
  return [...paths];
}

export function ownerItem(owner: BackupOwner, { format, translate }: Locale): TreeItemView {
  const [newest] = owner.backups;
  const product = newest?.productType === undefined ? undefined : oneLine(productName(newest.productType, translate), 40);
  const count =
    owner.backups.length === 1 ? translate('1 backup', {}) : translate('{count} backups', { count: format.count(owner.backups.length) });
  const kept = owner.backups.reduce((sum, { versions }) => sum + versions.length, 0);
  const versions =
    kept === 0
      ? undefined
      : kept === 1
        ? translate('1 previous version', {})
        : translate('{count} previous versions', { count: format.count(kept) });
  return {
    id: `owner/${owner.id}`,
    label: owner.label,
    description: joined([product === owner.label ? undefined : product, owner.backups.length === 1 ? undefined : count, versions]),
    icon: 'device-mobile',
    contextValue: contextValue('owner', {}),
    tooltip: [owner.label, joined([product, count, versions])],
    accessibleLabel: joined([owner.label, product, count, versions], ', '),
  };
}

function ownerLabel(backups: readonly BackupState[]): string {
  const named = backups.toSorted(newestFirst).find((backup) => (backup.deviceName ?? '') !== '');
  if (named?.deviceName !== undefined) return oneLine(named.deviceName, 80);
  const [first] = backups;
  return first?.udid ?? first?.path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}

/** For sorting; what has no date comes last. */
export function newestFirst(a: Pick<BackupState, 'date'>, b: Pick<BackupState, 'date'>): number {
  return (b.date?.getTime() ?? 0) - (a.date?.getTime() ?? 0);
}
