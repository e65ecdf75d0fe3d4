/** Makes a Manifest.db of any number of rows that looks like a large phone's: many small domains, few huge ones, deep folders, records of 520 bytes. */
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { encodeMBFile, isDigestedDomain, manifestSchema, writeBinaryPlist, dict, type MBFile } from '../../src/formats/index.ts';

export const DOMAINS = 1264;

/** A folder with a tenth of all rows directly in it, at the root of a domain. */
export const WIDE = { domain: 'AppDomain-com.example.wide', folder: '' };

/** A folder far below the root of its domain. */
export const DEEP = { domain: 'AppDomain-com.example.deep', folder: Array.from({ length: 40 }, (_, level) => `level ${level}`).join('/') };

interface Name {
  readonly domain: string;
  readonly relativePath: string;
  readonly isFolder: boolean;
}

/** Rows stand in the order of their domains, folders before what they hold, as a phone that walks through its files leaves them. */
export function makeCatalogue(path: string, rows: number): void {
  const schema = manifestSchema(17);
  using database = new DatabaseSync(path);
  // Names of payloads come in no order: their index must fit into memory while it is made.
  const forSpeed = ['PRAGMA synchronous=OFF', 'PRAGMA cache_size=-400000'];
  for (const sql of [...forSpeed, ...schema.pragmas, ...schema.tables, 'BEGIN']) database.exec(sql);
  const insert = database.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)');
  let left = rows;
  let index = 0;
  for (const { domain, relativePath, isFolder } of names(rows)) {
    if (left-- === 0) break;
    const fileID = createHash('sha1').update(`${domain}-${relativePath}`).digest('hex');
    insert.run(fileID, domain, relativePath, isFolder ? 2 : 1, recordOf(domain, relativePath, isFolder, index++));
  }
  for (const sql of ['COMMIT', ...schema.indexes, ...schema.closing]) database.exec(sql);
}

const SAMPLES = 100;

/** Folders that hold something: the widest, the deepest, the root of an ordinary domain, and others from everywhere. */
export function foldersOf(rows: number): { readonly domain: string; readonly folder: string }[] {
  const folders = [WIDE, DEEP, { domain: 'HomeDomain', folder: '' }];
  let index = 0;
  for (const { domain, relativePath, isFolder } of names(rows)) {
    if (index++ === rows) break;
    const slash = relativePath.lastIndexOf('/');
    if (!isFolder && slash > 0 && index % (rows / SAMPLES) < 4) folders.push({ domain, folder: relativePath.slice(0, slash) });
  }
  return folders;
}

function* names(rows: number): Generator<Name> {
  yield* wideFolder(rows / 10);
  yield* deepFolder(200);
  const others = DOMAINS - 2;
  const spent = Math.ceil(rows / 10) + 300;
  for (let domain = 0; domain < others; domain++) {
    // The camera roll and a few apps hold half of everything; the last domain takes what is left over.
    const share = domain === others - 1 ? rows : Math.ceil((rows - spent) / (domain < 4 ? 8 : 2 * (others - 4)));
    yield* ordinaryDomain(domain === 0 ? 'CameraRollDomain' : domain === 1 ? 'HomeDomain' : domainName(domain), share);
  }
}

function domainName(index: number): string {
  const kind = ['AppDomain', 'AppDomainGroup-group', 'AppDomainPlugin'][index % 3] ?? 'AppDomain';
  return `${kind}${index % 3 === 1 ? '.' : '-'}com.example.application${index}`;
}

function* wideFolder(count: number): Generator<Name> {
  yield { domain: WIDE.domain, relativePath: '', isFolder: true };
  for (let index = 0; index < count; index++) {
    yield { domain: WIDE.domain, relativePath: `IMG_${String((index * 7919) % 1_000_000).padStart(7, '0')}.HEIC`, isFolder: false };
  }
}

function* deepFolder(count: number): Generator<Name> {
  const segments = DEEP.folder.split('/');
  for (let depth = 0; depth <= segments.length; depth++) {
    yield { domain: DEEP.domain, relativePath: segments.slice(0, depth).join('/'), isFolder: true };
  }
  for (let index = 0; index < count; index++) {
    yield { domain: DEEP.domain, relativePath: `${DEEP.folder}/deep file ${index}.json`, isFolder: false };
  }
}

const TOP = [
  'Documents',
  'Library/Preferences',
  'Library/Application Support',
  'Library/Cookies',
  'Media/DCIM',
  'Media/PhotoData/Thumbnails',
];
const FILES_A_FOLDER = 4;

/** Small folders mostly: a real phone has more than twice as many folders as files; ours has a quarter. */
function* ordinaryDomain(domain: string, count: number): Generator<Name> {
  yield { domain, relativePath: '', isFolder: true };
  const made = new Set<string>();
  let left = count - 1;
  for (let folder = 0; left > 0; folder++) {
    const parent = `${TOP[folder % TOP.length] ?? ''}/${String((folder * 31) % 97).padStart(2, '0')}/container-${folder.toString(16).padStart(8, '0')}`;
    const segments = parent.split('/');
    for (let depth = 1; depth <= segments.length && left > 0; depth++) {
      const relativePath = segments.slice(0, depth).join('/');
      if (made.has(relativePath)) continue;
      made.add(relativePath);
      left--;
      yield { domain, relativePath, isFolder: true };
    }
    for (let file = 0; file < FILES_A_FOLDER && left > 0; file++, left--) {
      yield { domain, relativePath: `${parent}/item ${(file * 2_654_435_761) % 1000}-${file}.sqlite`, isFolder: false };
    }
  }
}

const EXTENDED_ATTRIBUTES = writeBinaryPlist(dict({ 'com.apple.metadata:kMDItemWhereFroms': new Uint8Array(40) }));

/** Encoding takes most of the time, so neighbours of a kind share a record: nobody here looks at more than its length and a few of its fields. */
const SHARED_BY = 4;
const latest = new Map<boolean, { readonly record: Uint8Array; left: number }>();

function recordOf(domain: string, relativePath: string, isFolder: boolean, index: number): Uint8Array {
  const shared = latest.get(isFolder);
  if (shared !== undefined && shared.left-- > 0) return shared.record;
  const record = encodeMBFile(newRecord(domain, relativePath, isFolder, index));
  latest.set(isFolder, { record, left: SHARED_BY - 1 });
  return record;
}

function newRecord(domain: string, relativePath: string, isFolder: boolean, index: number): MBFile {
  const hasKey = !isFolder && index % 3 !== 0;
  return {
    relativePath,
    mode: isFolder ? 0o40755 : 0o100644,
    inode: 1_152_921_500_000_000_000n + BigInt(index),
    userId: 501,
    groupId: 501,
    lastModified: 1_700_000_000 + index,
    lastStatusChange: 1_700_000_000 + index,
    birth: 1_690_000_000 + index,
    size: isFolder ? 0 : (index * 7919) % 5_000_000,
    protectionClass: isFolder ? 0 : 3,
    flags: 0,
    ...(hasKey ? { encryptionKey: new Uint8Array(44).fill(index % 251) } : {}),
    ...(!isFolder && isDigestedDomain(domain) ? { digest: new Uint8Array(20).fill(index % 241) } : {}),
    ...(!isFolder && index % 50 === 0 ? { extendedAttributes: EXTENDED_ATTRIBUTES } : {}),
  };
}
