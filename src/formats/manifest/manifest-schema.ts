/** The SQL by which a device creates Manifest.db. */

export interface ManifestSchema {
  /** Before the first table. */
  readonly pragmas: readonly string[];
  readonly tables: readonly string[];
  readonly indexes: readonly string[];
  /** After the rows: leaves one complete file that is marked as WAL (header bytes 18 and 19 are 2), as devices leave it. */
  readonly closing: readonly string[];
}

/**
 * The schema of Manifest.db. The tables are the same since iOS 10. Columns and header were taken from a real iOS 14.3 backup. iOS 27 has other
 * indexes (published observation). Readers must not rely on the names of indexes.
 */
export function manifestSchema(iosMajor: number): ManifestSchema {
  return {
    pragmas: ['PRAGMA page_size=4096', 'PRAGMA auto_vacuum=2', 'PRAGMA user_version=2'],
    tables: [
      'CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)',
      'CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB)',
    ],
    indexes: [
      ...(iosMajor < 27 ? ['CREATE INDEX FilesDomainIdx ON Files(domain)'] : []),
      'CREATE INDEX FilesRelativePathIdx ON Files(relativePath)',
      'CREATE INDEX FilesFlagsIdx ON Files(flags)',
      ...(iosMajor >= 27 ? ['CREATE INDEX FilesDomainsRelativePathIdx ON Files(domain, relativePath)'] : []),
    ],
    closing: ['PRAGMA journal_mode=WAL', 'PRAGMA wal_checkpoint(TRUNCATE)'],
  };
}
