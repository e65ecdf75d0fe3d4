/** Lays folders of this computer into the containers of an app on a simulated phone, as the app would have left them there. */
import { constants } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isCodedError, systemErrorCode, throwIfAborted } from '../../base/index.ts';
import {
  isUnchanged,
  listAppFolder,
  sameStamp,
  stampOf,
  unreadable,
  type AppFolderListing,
  type ContainerKind,
  type FolderEntry,
  type LeftOutCounts,
} from '../content/app-folder.ts';
import type { ContainerClass, PhoneApplication } from '../content/phone-content.ts';
import { TYPE_DIRECTORY, TYPE_FILE, TYPE_SYMLINK } from '../content/phone-entry.ts';
import { SeededRandom } from '../content/seeded-random.ts';
import type { SpooledAttributes, SpooledFiles } from '../content/spooled-files.ts';
import { SimulatorError } from '../errors.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** An app for a simulated phone, whose files are folders of this computer. */
export interface AppOnPhone {
  /** Its bundle ID. */
  readonly id: string;
  /** Becomes the container of the app; one that was copied from a device or from Simulator works as it is. */
  readonly folder: string;
  /** Folders for the containers that the app shares with others, by the ID of the group. */
  readonly groups?: readonly { readonly id: string; readonly folder: string }[];
  /** What the app excludes from backups; a directory stays out with everything in it. */
  readonly isExcluded?: (domain: string, relativePath: string) => boolean;
  /** 1 complete, 2 completeUnlessOpen, 3 untilFirstUnlock (as iOS does unless an app says otherwise), 4 none. */
  readonly protectionOf?: (domain: string, relativePath: string) => 1 | 2 | 3 | 4;
}

/** What came onto the phone. */
export interface LaidApp {
  readonly files: number;
  readonly bytes: number;
  readonly leftOut: LeftOutCounts;
}

interface Container {
  readonly kind: ContainerKind;
  readonly id: string;
  readonly domain: string;
  readonly folder: string;
}

/** Letters, digits, hyphens and periods, as Apple wants them; some old ones have an underscore. */
const VALID_ID = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9_-])?$/;
const MOBILE_ID = 501;
const USUAL_PROTECTION = 3;
const PIECE_BYTES = 256 * 1024;
/** What the disk keeps for others. */
const KEPT_FREE_BYTES = 64n * 1024n * 1024n;

/**
 * Copies what a phone would back up of the app into the phone, which then has the app: of its container Documents and Library without
 * Library/Caches, of a group's everything but Library/Caches and tmp. What the phone had of the app before is replaced. Later changes to the
 * folders do not reach the phone. `phone.content` is another object afterwards.
 * @throws SimulatorError 'simulator-app-id-malformed', 'simulator-app-folder-missing', 'simulator-app-folder-foreign',
 * 'simulator-app-folder-large', 'simulator-app-file-unreadable', 'simulator-app-file-changed'; CancelledError. The phone is then as it was.
 *
 * @example
 * ```ts
 * await using simulator = await startSimulator();
 * const [phone] = simulator.devices;
 * if (phone !== undefined) await layApp(phone, { id: 'com.example.myapp', folder: 'Fixtures/Container' });
 * ```
 */
export async function layApp(phone: SimulatedDevice, app: AppOnPhone, options: { readonly signal?: AbortSignal } = {}): Promise<LaidApp> {
  const { signal } = options;
  throwIfAborted(signal);
  const containers = containersOf(app);
  const listings: AppFolderListing[] = [];
  for (const { kind, folder, domain } of containers) {
    const isExcluded = (path: string) => app.isExcluded?.(domain, path) ?? false;
    listings.push(await listAppFolder(folder, { kind, isExcluded, signal }));
  }
  await requireSpace(app, listings);
  const received = phone.storage.makeSpool();
  try {
    for (const [place, container] of containers.entries()) {
      const root = { ...attributesOf(TYPE_DIRECTORY | 0o755, phone.now().getTime() / 1000), protectionClass: 0 };
      received.add(container.domain, '', root);
      for (const entry of listings[place]?.entries ?? []) await copyEntry(received, container.domain, entry, { app, phone, signal });
    }
    // A database that its app writes to meanwhile would come with a log of another moment.
    for (const entry of listings.flatMap(({ entries }) => entries)) if (!(await isUnchanged(entry))) throw changed(entry);
    throwIfAborted(signal);
  } catch (error) {
    received[Symbol.dispose]();
    throw error;
  }
  const domains = new Set(containers.map(({ domain }) => domain));
  const { content } = phone;
  const applications = withContainers(content.applications(), containers, phone.seed);
  phone.storage.putInPlace({ received, applications, before: { content, stays: ({ domain }) => !domains.has(domain) } });
  return countsOf(listings);
}

/** @throws SimulatorError 'simulator-app-id-malformed' */
function containersOf({ id, folder, groups = [] }: AppOnPhone): Container[] {
  const all: Container[] = [
    { kind: 'app', id, domain: `AppDomain-${id}`, folder },
    ...groups.map((group) => ({ kind: 'group' as const, ...group, domain: `AppDomainGroup-${group.id}` })),
  ];
  for (const { id: one } of all) {
    if (!VALID_ID.test(one) || one.includes('..')) {
      throw new SimulatorError('simulator-app-id-malformed', `${JSON.stringify(one)} is no bundle id`, { data: { app: one } });
    }
  }
  return all;
}

/** The copy lies in the folder for temporary files. */
async function requireSpace({ folder }: AppOnPhone, listings: readonly AppFolderListing[]): Promise<void> {
  const bytes = listings.reduce((sum, listing) => sum + listing.bytes, 0n);
  const free = await statfs(tmpdir(), { bigint: true }).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
  if (free === undefined || bytes + KEPT_FREE_BYTES <= free) return;
  throw tooLarge(folder, { needed: Number(bytes), available: Number(free) });
}

function tooLarge(path: string, room: { readonly needed: number; readonly available: number }): SimulatorError {
  return new SimulatorError('simulator-app-folder-large', `no space for a copy of ${path}`, { data: { path, ...room } });
}

interface Copying {
  readonly app: AppOnPhone;
  readonly phone: SimulatedDevice;
  readonly signal: AbortSignal | undefined;
}

async function copyEntry(received: SpooledFiles, domain: string, entry: FolderEntry, { app, phone, signal }: Copying): Promise<void> {
  const { relativePath, kind, stamp, target } = entry;
  // A phone whose clock stands still has no files of the future, and no day of this computer.
  const modified = Math.min(Number(stamp.modifiedNs / 1_000_000_000n), Math.floor(phone.now().getTime() / 1000));
  if (kind === 'directory') {
    received.add(domain, relativePath, { ...attributesOf(TYPE_DIRECTORY | 0o755, modified), protectionClass: 0 });
  } else if (kind === 'symlink') {
    const link = { ...attributesOf(TYPE_SYMLINK | 0o755, modified), protectionClass: 0, ...(target === undefined ? {} : { target }) };
    received.add(domain, relativePath, link);
  } else {
    const offset = received.length;
    await copyContent(received, entry, signal);
    const protectionClass = app.protectionOf?.(domain, relativePath) ?? USUAL_PROTECTION;
    const attributes = { ...attributesOf(TYPE_FILE | 0o644, modified), protectionClass };
    received.add(domain, relativePath, attributes, { offset, length: received.length - offset });
  }
}

async function copyContent(received: SpooledFiles, entry: FolderEntry, signal: AbortSignal | undefined): Promise<void> {
  const { path, stamp } = entry;
  try {
    // Not what has meanwhile taken the place of the file: a link would lead out of the folder, and a pipe would never answer.
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!sameStamp(stampOf(await file.stat({ bigint: true })), stamp)) throw changed(entry);
    const piece = Buffer.allocUnsafeSlow(Math.max(1, Math.min(PIECE_BYTES, Number(stamp.size))));
    for (;;) {
      throwIfAborted(signal);
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) return;
      received.write(piece.subarray(0, bytesRead));
    }
  } catch (error) {
    if (isCodedError(error)) throw error;
    if (systemErrorCode(error) === 'ENOSPC') throw tooLarge(path, { needed: Number(stamp.size), available: 0 });
    throw (await isUnchanged(entry)) ? unreadable(path, error) : changed(entry);
  }
}

function changed({ path }: FolderEntry): SimulatorError {
  return new SimulatorError('simulator-app-file-changed', `${path} changed while it was copied`, { data: { path } });
}

function attributesOf(mode: number, seconds: number): Omit<SpooledAttributes, 'protectionClass'> {
  const when = Math.floor(seconds);
  return { mode, userId: MOBILE_ID, groupId: MOBILE_ID, lastModified: when, lastStatusChange: when, birth: when, flags: 0 };
}

const CLASSES: Readonly<Record<ContainerKind, ContainerClass>> = { app: 'Data/Application', group: 'Shared/AppGroup' };
const PLACES: Readonly<Record<ContainerKind, string>> = {
  app: '/var/mobile/Containers/Data/Application',
  group: '/var/mobile/Containers/Shared/AppGroup',
};

/** As an app that was installed from Xcode: without a licence of the App Store. */
function withContainers(present: readonly PhoneApplication[], containers: readonly Container[], seed: number): PhoneApplication[] {
  const isThere = ({ kind, id }: Container) => present.some((one) => one.id === id && one.containerClass === CLASSES[kind]);
  const added = containers
    .filter((container) => !isThere(container))
    .map(({ kind, id }): PhoneApplication => {
      const random = new SeededRandom(seed, `application ${id}`);
      const name = id.slice(id.lastIndexOf('.') + 1);
      const dataPath = `${PLACES[kind]}/${random.uuid()}`;
      const bundlePath = `/private/var/containers/Bundle/Application/${random.uuid()}/${name}.app`;
      return {
        ...{ id, name, version: '1', shortVersion: '1.0', origin: 'user', containerClass: CLASSES[kind], dataPath },
        ...(kind === 'app' ? { bundlePath } : {}),
        icon: () => undefined,
      };
    });
  return [...present, ...added];
}

function countsOf(listings: readonly AppFolderListing[]): LaidApp {
  const sum = (of: (listing: AppFolderListing) => number) => listings.reduce((total, listing) => total + of(listing), 0);
  return {
    files: sum(({ entries }) => entries.filter(({ kind }) => kind === 'file').length),
    bytes: sum(({ bytes }) => Number(bytes)),
    leftOut: {
      neverBackedUp: sum(({ leftOut }) => leftOut.neverBackedUp),
      excluded: sum(({ leftOut }) => leftOut.excluded),
      special: sum(({ leftOut }) => leftOut.special),
    },
  };
}
