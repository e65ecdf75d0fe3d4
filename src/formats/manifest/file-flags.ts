/** The `flags` column of Manifest.db: the kind of item in a row (measured on a real iOS 14.3 backup). */
export const FLAG_FILE = 1;
export const FLAG_DIRECTORY = 2;
export const FLAG_SYMLINK = 4;

const FILE_TYPE = 0xf000;

/** The flags for this st_mode. 0 if it is neither a regular file nor a directory nor a symbolic link. */
export function flagsOfMode(mode: number): number {
  switch (mode & FILE_TYPE) {
    case 0x8000:
      return FLAG_FILE;
    case 0x4000:
      return FLAG_DIRECTORY;
    case 0xa000:
      return FLAG_SYMLINK;
    default:
      return 0;
  }
}
