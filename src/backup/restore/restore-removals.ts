/** What a restore takes away from a phone, told before anybody starts: by the options, the phone's system, and what the backup holds. */
import { isCodedError, majorOf } from '../../base/index.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { openBackup } from '../read/open-backup.ts';
import type { RestoreChoices } from './restore-choices.ts';

/** What a restore removes from a device. */
export type RemovalCode =
  | 'nothing-removed' // what the backup does not hold stays
  | 'not-in-backup' // whatever the backup does not hold goes
  | 'domain-trimmed' // … of one domain, though told to leave it
  | 'domain-emptied' // one domain goes as a whole: the backup holds nothing of it
  | 'system-unknown' // the phone's system is not known, and newer ones remove more
  | 'setup-again'; // Setup Assistant runs again

/** One thing that a restore removes from a device. */
export interface RestoreRemoval {
  readonly code: RemovalCode;
  readonly domain?: string | undefined;
  /** Rests on single reports, not on documents or logs. */
  readonly isAssumed: boolean;
  /** For logs, in English. */
  readonly message: string;
}

/** What is known about a restore, in order to predict what it removes. */
export interface RemovalFacts {
  readonly choices?: RestoreChoices | undefined;
  /** Of the phone; undefined when it is not known. */
  readonly productVersion?: string | undefined;
  /** Domains of which the backup has content; undefined if that is not known. */
  readonly domains?: ReadonlySet<string> | undefined;
}

/** Since iOS 27 a restore with system files clears these, whatever it is told (single reports). */
const CLEARED_DOMAINS: readonly string[] = ['CameraRollDomain', 'HomeDomain', 'KeyboardDomain'];
const CLEARS_SINCE = 27;
/** What every backup holds and nobody wants to lose: where it is missing, a restore that removes would take all of it. */
const PERSONAL_DOMAINS: readonly string[] = ['CameraRollDomain', 'HomeDomain'];

/** What a restore removes, in the order in which a person should read it. Never empty. */
export function foreseeRemovals({ choices = {}, productVersion, domains }: RemovalFacts): readonly RestoreRemoval[] {
  const major = productVersion === undefined ? undefined : majorOf(productVersion);
  const clears = choices.system === true && major !== undefined && major >= CLEARS_SINCE;
  const isLost = (domain: string) => domains !== undefined && !domains.has(domain);
  const removals: RestoreRemoval[] = [];
  if (choices.remove === true) removals.push(removal('not-in-backup', 'everything that is not in the backup is removed from the device'));
  for (const domain of CLEARED_DOMAINS) {
    const goes = clears || (choices.remove === true && PERSONAL_DOMAINS.includes(domain));
    if (isLost(domain) && goes) {
      removals.push(removal('domain-emptied', `the backup has nothing in ${domain}, so it is emptied`, { domain, isAssumed: clears }));
    } else if (clears && choices.remove !== true) {
      removals.push(removal('domain-trimmed', `everything in ${domain} that is not in the backup is removed`, { domain, isAssumed: true }));
    }
  }
  if (choices.system === true && major === undefined) {
    removals.push(
      removal('system-unknown', 'the iOS version of the device is not known, and iOS 27 and later remove more', { isAssumed: true }),
    );
  }
  if (removals.length === 0) removals.push(removal('nothing-removed', 'everything that is not in the backup stays on the device'));
  if (major !== undefined && major >= CLEARS_SINCE) {
    removals.push(removal('setup-again', 'Setup Assistant runs again on the device', { isAssumed: true }));
  }
  return removals;
}

/** The domains that a restore would empty and that nobody has agreed to lose. */
export function unconfirmedLosses(removals: readonly RestoreRemoval[], mayEmpty: readonly string[] = []): string[] {
  const emptied = removals.flatMap(({ code, domain }) => (code === 'domain-emptied' && domain !== undefined ? [domain] : []));
  return emptied.filter((domain) => !mayEmpty.includes(domain));
}

/** Undefined when the backup cannot be opened. Throws CancelledError. */
export async function domainsOf(
  path: string,
  keys: BackupKeys | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string> | undefined> {
  try {
    await using backup = await openBackup(path, { keys, signal });
    const domains = await backup.domains(signal);
    return new Set(domains.filter(({ files }) => files > 0).map(({ domain }) => domain));
  } catch (error) {
    if (isCodedError(error, 'cancelled') || !isCodedError(error)) throw error;
    return undefined;
  }
}

function removal(
  code: RemovalCode,
  message: string,
  more: { readonly domain?: string; readonly isAssumed?: boolean } = {},
): RestoreRemoval {
  return { code, message, isAssumed: false, ...more };
}
