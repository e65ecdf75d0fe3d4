/** Which domains a contract is about, and what its globs mean there. */
import type { ContractTarget } from './contract.ts';

export interface ContractScope {
  /** What a glob without a domain is relative to; undefined for a whole device. */
  readonly home: string | undefined;
  readonly appId: string | undefined;
}

const APP = 'AppDomain-';
/** A glob that begins with a domain: of apps, groups and extensions with their ids, or of the system. */
const DOMAIN = /^(?:AppDomain(?:Group|Plugin)?-[^/]+|[A-Z][A-Za-z0-9]*Domain(?:-[^/]+)?)\//;

export function scopeOf(target: ContractTarget): ContractScope {
  return target.kind === 'app' ? { home: APP + target.id, appId: target.id } : { home: undefined, appId: undefined };
}

/** A glob of a contract as one for `domain/relativePath`. No path ends with a slash: one at the end of a glob stands for all below a folder. */
export function scopedGlob(glob: string, { home }: ContractScope): string {
  const plain = glob.replace(/^\.?\//, '').replace(/(?<=[^\\]\/)$/, '**');
  return home === undefined || DOMAIN.test(plain) ? plain : `${escaped(home)}/${plain}`;
}

/** A path of a backup as somebody writes it in this contract: without the domain of the app. */
export function shownPath(domain: string, relativePath: string, { home }: ContractScope): string {
  return domain === home ? relativePath : `${domain}/${relativePath}`;
}

/** The domain that a glob begins with, if it does. */
export function domainOfGlob(glob: string): string | undefined {
  return DOMAIN.exec(glob.replace(/^\.?\//, ''))?.[0].slice(0, -1);
}

/** Sets of one sign read better than backslashes, which texts in quotes would double. */
function escaped(text: string): string {
  return text.replace(/[*?[{]/g, '[$&]').replaceAll('\\', '\\\\');
}

/** Whether a glob can fit a path that begins with a domain: it names one, or leaves open which. */
export function canNameDomain(glob: string): boolean {
  const plain = scopedGlob(glob, { home: undefined, appId: undefined });
  const [first = '', ...others] = plain.split('/');
  if (others.length === 0) return first.includes('**');
  return /[*?[{\\]/.test(first) || DOMAIN.test(plain);
}

/** A path as a glob that fits only it. */
export function globOfPath(path: string): string {
  return escaped(path);
}
