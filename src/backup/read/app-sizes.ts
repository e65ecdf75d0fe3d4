/** The sizes of domains put together by app: an app has a container of its own, and one for each of its extensions. */
import type { DomainCount } from './backup.ts';
import type { AppDomains, AppSize, DomainSize } from './sizes.ts';

const APP = 'AppDomain-';
const GROUP = 'AppDomainGroup-';
const PLUGIN = 'AppDomainPlugin-';

/**
 * The largest first. An extension counts for the app whose bundle id begins its own: Apple demands that of every extension. Which app a group belongs
 * to no backup says for sure, so each group stands for itself. `names` has the apps that Info.plist knows.
 */
export function sizesByApp(domains: readonly DomainSize[], names: ReadonlyMap<string, string>): AppSize[] {
  const sizes = owners(domains, names).map(([owner, own]) => appSize(owner, own, names));
  return sizes.sort((one, other) => other.bytes - one.bytes || (one.id < other.id ? -1 : 1));
}

/** Rows of any kind put together by the app, group or part of the system that their domains belong to. */
export function byOwner<Row extends { readonly domain: string }>(
  rows: readonly Row[],
  names: ReadonlyMap<string, string>,
): { readonly owner: Pick<AppSize, 'kind' | 'id' | 'name'>; readonly domains: readonly Row[] }[] {
  return owners(rows, names).map(([owner, domains]) => ({ owner: { ...owner, ...nameOf(owner, names) }, domains }));
}

/** In the order of the first domain of each. */
export function domainsByApp(domains: readonly DomainCount[], names: ReadonlyMap<string, string>): AppDomains[] {
  return owners(domains, names).map(([owner, own]) => ({
    ...owner,
    ...nameOf(owner, names),
    domains: own.map(({ domain }) => domain),
    items: own.reduce((sum, { files, directories, symlinks }) => sum + files + directories + symlinks, 0),
  }));
}

function owners<Row extends { readonly domain: string }>(rows: readonly Row[], names: ReadonlyMap<string, string>): [Owner, Row[]][] {
  const apps = new Set([...names.keys(), ...rows.flatMap(({ domain }) => (domain.startsWith(APP) ? [domain.slice(APP.length)] : []))]);
  const groups = Map.groupBy(rows, ({ domain }) => {
    const owner = ownerOf(domain, apps);
    return `${owner.kind} ${owner.id}`;
  });
  return [...groups.values()].map((own) => [ownerOf(own[0]?.domain ?? '', apps), own]);
}

function nameOf({ kind, id }: Owner, names: ReadonlyMap<string, string>): Pick<AppSize, 'name'> {
  const name = kind === 'app' ? names.get(id) : undefined;
  return name === undefined || name === '' ? {} : { name };
}

type Owner = Pick<AppSize, 'kind' | 'id'>;

function ownerOf(domain: string, apps: ReadonlySet<string>): Owner {
  if (domain.startsWith(PLUGIN)) return { kind: 'app', id: appOfExtension(domain.slice(PLUGIN.length), apps) };
  if (domain.startsWith(GROUP)) return { kind: 'group', id: domain.slice(GROUP.length) };
  if (domain.startsWith(APP)) return { kind: 'app', id: domain.slice(APP.length) };
  return { kind: 'system', id: domain };
}

/** The longest bundle id that begins it; itself if its app is not known. */
function appOfExtension(extension: string, apps: ReadonlySet<string>): string {
  for (let dot = extension.lastIndexOf('.'); dot > 0; dot = extension.lastIndexOf('.', dot - 1)) {
    const id = extension.slice(0, dot);
    if (apps.has(id)) return id;
  }
  return extension;
}

function appSize(owner: Owner, domains: readonly DomainSize[], names: ReadonlyMap<string, string>): AppSize {
  const sum = (field: 'files' | 'bytes' | 'unknown' | 'storedBytes' | 'missing') =>
    domains.reduce((all, each) => all + (each[field] ?? 0), 0);
  const unknown = sum('unknown');
  const missing = sum('missing');
  return {
    ...owner,
    ...nameOf(owner, names),
    files: sum('files'),
    bytes: sum('bytes'),
    ...(unknown === 0 ? {} : { unknown }),
    ...(domains.some(({ storedBytes }) => storedBytes !== undefined) ? { storedBytes: sum('storedBytes') } : {}),
    ...(missing === 0 ? {} : { missing }),
    domains: domains.toSorted((one, other) => other.bytes - one.bytes),
  };
}
