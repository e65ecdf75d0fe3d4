/** One Restore request from the first check until the phone's content is replaced. */
import { throwIfAborted, nextTurn } from '../../../base/index.ts';
import type { ClassKeys } from '../../../formats/index.ts';
import type { CatalogueReader, CatalogueRow } from '../catalogue/catalogue.ts';
import { isKnownDomain } from '../device-paths.ts';
import { BATCH_FILES } from '../host-drive.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import { requirePasscode } from '../passcode.ts';
import { weight } from '../progress-plan.ts';
import type { RequestNamed } from '../requests/agent-request.ts';
import type { RunContext } from '../run-context.ts';
import { isFile, placeOf, receiveRows } from './receive-rows.ts';
import { openSource, readSource, requireCompatible, unlockSource, type RestoreSource } from './restore-source.ts';
import { RestorePolicy } from './restore-policy.ts';
import type { RestoreRecord, RestoreTarget } from './restore-target.ts';
import { restoredApplications } from './restored-applications.ts';

/** The share of the progress that files have; the empty batch near the end stood at 97 % in a log. */
const FILES_SHARE = 0.97;
/** Other phones of the simulator want to be heard while a million rows are counted. */
const PAUSE_AFTER_MS = 10;

interface RestoreRun {
  readonly context: RunContext;
  readonly target: RestoreTarget;
  readonly request: RequestNamed<'Restore'>;
  readonly record: RestoreRecord;
}

type Check = 'reboot' | 'findMy' | 'version' | 'keybag' | 'space';

/** Throws MobileBackupError: the answer to the host. The phone's content changes in the last step and not before. */
export async function runRestore(run: RestoreRun): Promise<void> {
  const { context, request, record } = run;
  await requirePermission(run);
  const source = await readSource(context, record.source);
  await check(run, 'version', () => {
    requireCompatible(source, context.device.productVersion);
  });
  await check(run, 'keybag');
  const keys = await unlockSource(context, source, request.options.password);
  try {
    using catalogue = openSource(context, source, keys);
    await receiveEverything(run, source, catalogue, keys);
  } finally {
    keys?.wipe();
  }
  record.isDone = true;
  context.device.log.info(`restore: ${String(record.files)} files of ${String(record.bytes)} bytes are in place`);
}

async function requirePermission(run: RestoreRun): Promise<void> {
  const { context, target } = run;
  if (target.isLocked) throw new MobileBackupError(MBCode.deviceLocked, 'Device locked');
  if (context.behaviour.passcodeForBackup) await requirePasscode(context.device, context.drive.link, 'Restore');
  else await meet(run, 'mb2.passcode', 'Restore');
  await check(run, 'findMy', () => {
    if (target.isFindMyOn) throw new MobileBackupError(MBCode.findMyOn, 'Find My is on');
  });
  await check(run, 'reboot', () => {
    if (target.awaitsReboot) throw incompleteRestore();
  });
}

/** As a log of iOS 12 shows it. */
function incompleteRestore(): MobileBackupError {
  const posix = new MobileBackupError(17, 'File exists', { domain: 'NSPOSIXErrorDomain' });
  const cocoa = new MobileBackupError(516, 'A file with the same name already exists', { domain: 'NSCocoaErrorDomain', underlying: posix });
  const text = 'Failed to move the incomplete restore directory into place';
  return new MobileBackupError(MBCode.deviceWrite, text, { path: '/var/.backup.i', underlying: cocoa });
}

/** A check of the phone, at which a fault may strike first. */
async function check(run: RestoreRun, name: Check, own: () => void = () => undefined): Promise<void> {
  await meet(run, 'mb2.check', name);
  own();
}

async function meet({ context }: RestoreRun, point: string, argument: string): Promise<void> {
  const effect = await context.drive.link.meet(point, argument);
  if (effect?.kind === 'answer') throw effect.error;
}

async function receiveEverything(
  run: RestoreRun,
  source: RestoreSource,
  catalogue: CatalogueReader,
  keys: ClassKeys | undefined,
): Promise<void> {
  const { context, target, request, record } = run;
  const { drive, device } = context;
  const policy = new RestorePolicy(record.effective, record.applicationIds, context.behaviour);
  const { files, bytes } = await measure(catalogue, policy, record, drive.link.signal);
  await check(run, 'space', () => {
    requireSpace(target.freeBytes(), bytes);
  });
  if (record.effective.copyBackup && record.source !== device.udid) await drive.copy(record.source, device.udid);
  drive.plan.start(transferWeight(files, bytes) / FILES_SHARE);
  const spool = target.makeSpool();
  try {
    await receiveRows({ context, layout: source.layout, keys, spool, record }, taken(catalogue, policy));
    const { applications, installed } = restoredApplications({
      manifest: source.properties.applications,
      restoreApplications: target.takeRestoreApplications(),
      present: device.content.applications(),
      isWanted: (id) => policy.takesApplication(id),
      random: (purpose) => context.random(purpose),
    });
    record.installed = installed;
    const { content } = device;
    const isReplaced = policy.takesAll && record.effective.removeItemsNotRestored;
    const before = isReplaced ? {} : { before: { content, stays: policy.stays.bind(policy) } };
    target.putInPlace({ received: spool, applications, ...before }, keys === undefined ? undefined : request.options.password);
    record.entries = () => spool.files();
  } catch (error) {
    spool[Symbol.dispose]();
    throw error;
  }
}

function* taken(catalogue: CatalogueReader, policy: RestorePolicy): Generator<CatalogueRow> {
  for (const row of catalogue.rows()) {
    if (policy.takes(placeOf(row))) yield row;
  }
}

/** Files that are to come, and their bytes. Throws 205 for rows that no phone takes, before anything is fetched. */
async function measure(
  catalogue: CatalogueReader,
  policy: RestorePolicy,
  record: RestoreRecord,
  signal: AbortSignal,
): Promise<{ readonly files: number; readonly bytes: number }> {
  let [files, bytes, pausedAt] = [0, 0, performance.now()];
  for (const row of catalogue.rows()) {
    requirePlace(row);
    if (!policy.takes(placeOf(row))) record.leftOut++;
    else if (isFile(row)) {
      files++;
      bytes += row.record.size;
    }
    if (performance.now() - pausedAt < PAUSE_AFTER_MS) continue;
    await nextTurn();
    throwIfAborted(signal);
    pausedAt = performance.now();
  }
  return { files, bytes };
}

function requirePlace({ domain, record }: CatalogueRow): void {
  if (domain.includes('/')) throw new MobileBackupError(MBCode.corrupt, 'Domain name cannot contain a slash');
  if (!isKnownDomain(domain)) throw new MobileBackupError(MBCode.corrupt, 'Unknown domain name in file record');
  const segments = record.relativePath.split('/');
  if (record.relativePath.includes('\0') || segments.includes('..') || (segments.length > 1 && segments.includes(''))) {
    throw new MobileBackupError(MBCode.corrupt, 'Invalid relative path in file record');
  }
}

/** What the arithmetic counts beside the files is not known. */
function requireSpace(free: bigint, bytes: number): void {
  if (free >= BigInt(bytes)) return;
  const text = `Insufficient free disk space on device to restore (${String(free)} < ${String(bytes)})`;
  throw new MobileBackupError(MBCode.noSpace, text);
}

function transferWeight(files: number, bytes: number): number {
  const batches = Math.ceil(files / BATCH_FILES);
  return batches * weight.transfer(0, 0) + (weight.transfer(files, bytes) - weight.transfer(0, 0)) || 1;
}
