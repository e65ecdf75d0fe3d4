/** The sizes of domains put together by app: an app has a container of its own, and one for each of its extensions. */
import type { AppSize, DomainSize } from './sizes.ts';

const APP = 'AppDomain-';
const GROUP = 'AppDomainGroup-';
const PLUGIN = 'AppDomainPlugin-';

/**
 * The largest first. An extension counts for the app whose bundle id begins its own: Apple demands that of every extension. Which app a group belongs
 * to no backup says for sure, so each group stands for itself. `names` has the apps that Info.plist knows.
 */
export function sizesByApp(domains: readonly DomainSize[], names: ReadonlyMap<string, string>): AppSize[] {
  const sizes = byOwner(domains, names).map(({ owner, domains: own }) => appSize(owner, own));
  return sizes.sort((one, other) => other.bytes - one.bytes || (one.id < other.id ? -1 : 1));
}

/** Whose files a domain holds. */
type DomainOwner = Pick<AppSize, 'kind' | 'id' | 'name'>;

/** Domains put together by the app they belong to, as `sizesByApp` does. */
export function byOwner<Domain extends { readonly domain: string }>(
  domains: readonly Domain[],
  names: ReadonlyMap<string, string>,
): { readonly owner: DomainOwner; readonly domains: readonly Domain[] }[] {
  const apps = new Set([...names.keys(), ...domains.flatMap(({ domain }) => (domain.startsWith(APP) ? [domain.slice(APP.length)] : []))]);
  const groups = Map.groupBy(domains, ({ domain }) => {
    const owner = ownerOf(domain, apps);
    return `${owner.kind} ${owner.id}`;
  });
  return [...groups.values()].map((own) => {
    const owner = ownerOf(own[0]?.domain ?? '', apps);
    const name = owner.kind === 'app' ? names.get(owner.id) : undefined;
    return { owner: { ...owner, ...(name === undefined || name === '' ? {} : { name }) }, domains: own };
  });
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

function appSize(owner: DomainOwner, domains: readonly DomainSize[]): AppSize {
  const sum = (field: 'files' | 'bytes' | 'unknown' | 'storedBytes' | 'missing') =>
    domains.reduce((all, each) => all + (each[field] ?? 0), 0);
  const unknown = sum('unknown');
  const missing = sum('missing');
  return {
    ...owner,
    files: sum('files'),
    bytes: sum('bytes'),
    ...(unknown === 0 ? {} : { unknown }),
    ...(domains.some(({ storedBytes }) => storedBytes !== undefined) ? { storedBytes: sum('storedBytes') } : {}),
    ...(missing === 0 ? {} : { missing }),
    domains: domains.toSorted((one, other) => other.bytes - one.bytes),
  };
}
