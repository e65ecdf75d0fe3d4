/** The few numbers of an MBFile blob that a list is ordered and filtered by, read without making anything: a list may be of a million. */
import { SmallArchive, unusual } from './small-archive.ts';
import { fieldAt } from './usual-mbfile.ts';

/** As `MBFile` has them. */
export interface FileNumbers {
  mode: number;
  size: number;
  lastModified: number;
  protectionClass: number;
}

/**
 * Reads them into `numbers`. False for a blob that `decodeUsualMBFile` does not read either: what it takes is looked at here as closely, so that
 * both agree on which blobs are good.
 */
export function readUsualNumbers(blob: Uint8Array, numbers: FileNumbers): boolean {
  try {
    readNumbers(new SmallArchive(blob), numbers);
    return true;
  } catch (error) {
    if (error === unusual) return false;
    throw error;
  }
}

function readNumbers(archive: SmallArchive, numbers: FileNumbers): void {
  numbers.mode = numbers.size = Number.NaN;
  numbers.lastModified = numbers.protectionClass = 0;
  const count = archive.open(archive.findRoot(), 0xd0);
  const keys = archive.content;
  archive.need(keys, 2 * count);
  let hasPath = false;
  for (let i = 0; i < count; i++) {
    const field = fieldAt(archive, archive.offsetOf(archive.byte(keys + i)));
    const at = archive.offsetOf(archive.byte(keys + count + i));
    switch (field) {
      case 'class':
        break;
      case 'relativePath':
        hasPath = true;
        archive.textBytes(archive.follow(at));
        break;
      case 'target':
        archive.textBytes(archive.follow(at));
        break;
      case 'encryptionKey':
      case 'digest':
      case 'extendedAttributes':
        archive.dataBytes(archive.follow(at));
        break;
      case 'inode':
        archive.checkInteger(at);
        break;
      case 'mode':
        numbers.mode = archive.integer(at);
        break;
      case 'size':
        numbers.size = archive.integer(at);
        break;
      case 'lastModified':
        numbers.lastModified = archive.integer(at);
        break;
      case 'protectionClass':
        numbers.protectionClass = archive.integer(at);
        break;
      default:
        archive.integer(at);
    }
  }
  if (Number.isNaN(numbers.mode) || Number.isNaN(numbers.size) || !hasPath) throw unusual;
}
