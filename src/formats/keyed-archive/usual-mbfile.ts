/** Reads an MBFile blob of the form that devices write, field by field without building the objects around it. */
import type { MBFile } from './mbfile.ts';
import { SmallArchive, unusual } from './small-archive.ts';

/**
 * A catalogue has up to a million blobs, and the general reader spends its time on objects that nobody asks for.
 * @returns undefined for a blob that has another form than `SmallArchive` knows, or a key that is not known here
 */
export function decodeUsualMBFile(blob: Uint8Array): MBFile | undefined {
  try {
    return readFields(new SmallArchive(blob));
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

type Field = keyof MBFile | 'class';

const fieldOfKey: Readonly<Record<string, Field>> = {
  RelativePath: 'relativePath',
  Mode: 'mode',
  InodeNumber: 'inode',
  UserID: 'userId',
  GroupID: 'groupId',
  LastModified: 'lastModified',
  LastStatusChange: 'lastStatusChange',
  Birth: 'birth',
  Size: 'size',
  ProtectionClass: 'protectionClass',
  Flags: 'flags',
  EncryptionKey: 'encryptionKey',
  Digest: 'digest',
  ExtendedAttributes: 'extendedAttributes',
  Target: 'target',
  $class: 'class',
};

interface KnownKey {
  readonly bytes: Uint8Array;
  readonly field: Field;
}

/** By length and first character, which differ for all keys. */
const knownKeys: readonly (KnownKey | undefined)[] = (() => {
  const table: (KnownKey | undefined)[] = new Array<undefined>(32 * 128).fill(undefined);
  for (const [key, field] of Object.entries(fieldOfKey)) {
    const bytes = new TextEncoder().encode(key);
    table[bytes.length * 128 + (bytes[0] ?? 0)] = { bytes, field };
  }
  return table;
})();

function readFields(archive: SmallArchive): MBFile {
  const count = archive.open(archive.findRoot(), 0xd0);
  const keys = archive.content;
  archive.need(keys, 2 * count);
  const file = emptyFile();
  let hasPath = false;
  for (let i = 0; i < count; i++) {
    const field = fieldAt(archive, archive.offsetOf(archive.byte(keys + i)));
    if (field === 'relativePath') hasPath = true;
    readField(archive, file, field, archive.offsetOf(archive.byte(keys + count + i)));
  }
  if (Number.isNaN(file.mode) || Number.isNaN(file.size) || !hasPath) throw unusual;
  return file;
}

/** The field whose name stands there. @throws unusual */
export function fieldAt(archive: SmallArchive, at: number): Field {
  const length = archive.open(at, 0x50);
  const start = archive.content;
  const known = length < 32 ? knownKeys[length * 128 + (archive.byte(start) & 0x7f)] : undefined;
  if (known === undefined || !archive.matches(start, known.bytes)) throw unusual;
  return known.field;
}

/** One case for each field, because storing by a computed name is markedly slower. */
function readField(archive: SmallArchive, file: MBFile, field: Field, at: number): void {
  switch (field) {
    case 'class':
      return;
    case 'relativePath':
      file.relativePath = archive.text(archive.follow(at));
      return;
    case 'target':
      file.target = archive.text(archive.follow(at));
      return;
    case 'encryptionKey':
      file.encryptionKey = archive.data(archive.follow(at));
      return;
    case 'digest':
      file.digest = archive.data(archive.follow(at));
      return;
    case 'extendedAttributes':
      file.extendedAttributes = archive.data(archive.follow(at));
      return;
    case 'inode':
      file.inode = archive.bigInteger(at);
      return;
    case 'userId':
      file.userId = archive.integer(at) | 0;
      return;
    case 'groupId':
      file.groupId = archive.integer(at) | 0;
      return;
    case 'mode':
      file.mode = archive.integer(at);
      return;
    case 'lastModified':
      file.lastModified = archive.integer(at);
      return;
    case 'lastStatusChange':
      file.lastStatusChange = archive.integer(at);
      return;
    case 'birth':
      file.birth = archive.integer(at);
      return;
    case 'size':
      file.size = archive.integer(at);
      return;
    case 'protectionClass':
      file.protectionClass = archive.integer(at);
      return;
    case 'flags':
      file.flags = archive.integer(at);
  }
}

/** Mode and size must be found, and are NaN until then; other numbers are 0 when a blob does not have them. */
function emptyFile(): MBFile {
  return {
    relativePath: '',
    mode: NaN,
    inode: 0n,
    userId: 0,
    groupId: 0,
    lastModified: 0,
    lastStatusChange: 0,
    birth: 0,
    size: NaN,
    protectionClass: 0,
    flags: 0,
  };
}
