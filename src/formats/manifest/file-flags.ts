/** The `flags` column of Manifest.db: what kind of thing a row stands for (measured on a real iOS 14.3 backup). */
export const FLAG_FILE = 1;
export const FLAG_DIRECTORY = 2;
export const FLAG_SYMLINK = 4;
