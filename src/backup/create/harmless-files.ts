/** Files that a phone fails to read on every run, and that no backup misses. */

/** The catalogue of the FileProvider, since iOS 17. */
const HARMLESS = ['/Library/Application Support/FileProvider/backup/backup_manifest.db'];

/** `sourcePath` on the phone. */
export function isHarmlessGap(sourcePath: string): boolean {
  return HARMLESS.some((end) => sourcePath.endsWith(end));
}
