/** Makes a symbolic link of a backup in the target, if it leads nowhere but into its own domain. */
import { randomUUID } from 'node:crypto';
import { lutimesSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { systemErrorCode } from '../../base/index.ts';
import { OWN_PREFIX, diskName } from './disk-name.ts';
import { staysInside } from './link-target.ts';
import type { ConflictPolicy, NameRules } from './report.ts';
import { decide, type Decision } from './existing-entries.ts';
import type { PlannedEntry } from './tree-plan.ts';

interface LinkContext {
  /** Path of the folder in front of `/NAME`. */
  readonly prefix: string;
  readonly policy: ConflictPolicy;
  readonly rules: NameRules;
  /** Unix seconds. */
  readonly modified: number;
}

/** Systems that make no links, or only for administrators. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL']);

export function makeLink(entry: PlannedEntry, context: LinkContext): Decision | { readonly kind: 'left-out' } {
  const text = linkText(entry, context.rules);
  if (text === undefined) return { kind: 'left-out' };
  const decision = decideLink(entry, text, context);
  if (decision.kind !== 'write') return decision;
  const place = `${context.prefix}/${decision.name}`;
  const first = decision.replaces ? `${context.prefix}/${OWN_PREFIX}${randomUUID()}.part` : place;
  try {
    symlinkSync(text, first);
  } catch (error) {
    if (NO_LINKS.has(systemErrorCode(error) ?? '')) return { kind: 'left-out' };
    throw error;
  }
  lutimesSync(first, context.modified, context.modified);
  if (first !== place) putInPlace(first, place);
  return decision;
}

/** Whether a link that is wanted meets something; see `decide`. */
export function decideLink(entry: PlannedEntry, text: string, { prefix, policy }: Pick<LinkContext, 'prefix' | 'policy'>): Decision {
  if (entry.folder.state === 'made') return { kind: 'write', name: entry.given.disk, replaces: false };
  return decide(
    {
      folder: prefix,
      name: entry.given.disk,
      mayHaveLog: false,
      isOurs: (status, path) => status.isSymbolicLink() && readlinkSync(path) === text,
    },
    policy,
  );
}

/** With the names that its segments have on the disk; undefined for a link that is not to be made. */
export function linkText({ record, folder }: PlannedEntry, rules: NameRules): string | undefined {
  const target = record?.target;
  const depth = folder.path.split('/').length - 1;
  if (target === undefined || folder.isMoved || !staysInside(target, depth)) return undefined;
  const isStep = (segment: string) => segment === '' || segment === '.' || segment === '..';
  return target
    .split('/')
    .map((segment) => (isStep(segment) ? segment : diskName(segment, rules)))
    .join('/');
}

function putInPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    unlinkSync(from);
    throw error;
  }
}
