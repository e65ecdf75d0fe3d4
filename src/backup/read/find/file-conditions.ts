/** What a list of files can be asked for besides names and places: conditions on each file, and the order of the list. Plain data. */
/** `least` is included, `below` is not. */
export interface NumberRange {
  readonly least?: number;
  readonly below?: number;
}

/** One of these must be true. */
export interface FileTypes {
  readonly kinds?: readonly ('file' | 'directory' | 'symlink')[];
  /** What is behind the last dot of a file's name, in small letters. */
  readonly extensions?: readonly string[];
}

/** All given conditions must be true. A size is only that of a file; what a record does not tell fits no condition. */
export interface FileConditions {
  /** Parts of the path, searched for as `search` is. */
  readonly texts?: readonly string[];
  /** Patterns (read/glob.ts) for the name, or with a slash for the end of the path; capital and small letters are alike. */
  readonly globs?: readonly string[];
  /** Each of them must be true. */
  readonly types?: readonly FileTypes[];
  /** Protection classes; one of them. */
  readonly classes?: readonly number[];
  /** Bytes. */
  readonly size?: NumberRange;
  /** Milliseconds since 1970. */
  readonly modified?: NumberRange;
  /** One of these files. */
  readonly fileIDs?: readonly string[];
}

/** What a list can be ordered by. */
export type SortKey = 'path' | 'name' | 'type' | 'size' | 'modified' | 'class';

/** What is alike stays in the order of paths, and what has no such value comes last, both also if `descending`. */
export interface FileOrder {
  readonly by: SortKey;
  readonly descending?: boolean;
}
