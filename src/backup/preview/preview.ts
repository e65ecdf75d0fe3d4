/** What a preview of one file is: plain data that can be sent to a page or printed as JSON. Text in it comes from a backup and must not be trusted. */
import type { CompanionSuffix } from '../read/stored/content-job.ts';

/** The ways to show content that can be asked for; `auto` chooses by what the bytes are. `plist`: a keyed archive as the property list that it is. */
export type PreviewForm = 'auto' | 'text' | 'hex' | 'tree' | 'plist';

/** Encodings of text. The last one is never recognized, only asked for: any bytes are text in it. */
export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What one file looks like, and how far that can be trusted. */
export interface Preview {
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  /** What the bytes are, whatever the name says: `text`, `json`, `plist`, `keyed-archive`, `sqlite`, `jpeg`, `mp4` …, `empty` or `unknown`. */
  readonly type: string;
  /** Bytes of content, decrypted. */
  readonly bytes: number;
  readonly trust: PreviewTrust;
  readonly content: PreviewContent;
  /** Why this is not the form that the type promises: the content is damaged, or beyond a limit. */
  readonly problem?: PreviewProblem;
  /** What is left out here, although the file has it. */
  readonly limits: readonly PreviewLimit[];
}

/**
 * By the rules of a verification, and in its words. `not-checked`: the file is too long to be read for a preview, and its size and padding say
 * nothing else unless there is a `reason`. `changed`: somebody changed the file while it was read.
 */
export interface PreviewTrust {
  readonly state: 'proven' | 'consistent' | 'known-gap' | 'damaged' | 'not-checked' | 'changed';
  /** A finding code or the reason of a 'content-damaged'. */
  readonly reason?: string;
}

/** An error that did not end the preview: its code and data, for the table of words. */
export interface PreviewProblem {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Something that was left out. */
export interface PreviewLimit {
  /** `pixels` and `bytes`: a picture is too large to be shown. `nodes`, `depth` and `text`: parts of a tree are left out. */
  readonly kind: 'pixels' | 'bytes' | 'nodes' | 'depth' | 'text';
  /** The limit. */
  readonly most: number;
  /** What the file has, where that is one number. */
  readonly actual?: number;
}

/** The shapes of content. `sqlite` says only that it is a database: its rows are read by `preview/sqlite`. */
export type PreviewContent = EmptyContent | TextContent | HexContent | TreeContent | SqliteContent | ImageContent | MediaContent;

/** A file without content. */
export interface EmptyContent {
  readonly kind: 'empty';
}

/** A piece of text. It begins and ends between two characters, and ends at a line end if it has one. */
export interface TextContent {
  readonly kind: 'text';
  readonly encoding: TextEncodingName;
  readonly text: string;
  /** Where it begins and ends in the content, in bytes. The next piece begins at `to`. */
  readonly from: number;
  readonly to: number;
  /** Some bytes are not text in this encoding; each is shown as U+FFFD. */
  readonly hasOtherBytes: boolean;
}

/** A piece of the bytes. */
export interface HexContent {
  readonly kind: 'hex';
  readonly data: Uint8Array;
  readonly from: number;
  /** What no program writes and every cipher does: it is encrypted or compressed, or chance. Looked at from the start. */
  readonly looksEncrypted: boolean;
}

/** A SQLite database, by its header. */
export interface SqliteContent {
  readonly kind: 'sqlite';
  readonly pageSize: number;
  /** Pages according to its header; what it has in fact follows from the bytes. */
  readonly pages: number;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'unknown';
  /** `PRAGMA user_version`. */
  readonly userVersion: number;
  /** Files that SQLite finds next to it: a log can contain newer rows. */
  readonly companions: readonly { readonly suffix: CompanionSuffix; readonly bytes: number }[];
}

/** A picture: what it says about itself, and what of it can be shown. */
export interface ImageContent {
  readonly kind: 'image';
  /** Pixels as stored, before it is turned. */
  readonly width: number;
  readonly height: number;
  /** EXIF's number: 1 is upright, 3, 6 and 8 are turned, the others mirrored too. */
  readonly orientation?: number;
  /** The codec of its pixels, where the format has several: `hvc1` of a HEIC. */
  readonly codec?: string;
  /**
   * `format`: no browser shows it (HEIC, TIFF, a PNG in Apple's form for devices). `limit`: too many pixels or bytes, see `limits`.
   */
  readonly whyNotShown?: 'format' | 'limit';
  /** The whole file, for a browser. Only if it was asked for and can be shown. */
  readonly picture?: PictureData;
  /** The small picture inside of the file. Without `data` it has a codec that no browser shows. */
  readonly thumbnail?: Thumbnail;
  /** Make and model of the camera. */
  readonly camera?: string;
  readonly lens?: string;
  /** In the time of the camera: `2024-06-01T12:00:00`, with the offset to UTC if that is known. */
  readonly takenAt?: string;
  readonly place?: Place;
  /** EXIF tags by their names in the standard, then texts of the file by their keywords. */
  readonly facts: readonly Fact[];
}

/** A picture for a browser. */
export interface PictureData {
  readonly mime: string;
  readonly data: Uint8Array;
}

/** A small picture inside of a file. */
export interface Thumbnail {
  readonly codec: string;
  readonly width?: number;
  readonly height?: number;
  /** A whole JPEG file. */
  readonly data?: Uint8Array;
}

/** Where a picture was taken or a recording made. Degrees, south and west negative; meters above the sea. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude?: number;
}

/** One thing that a file says about itself. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** A sound or video: what it says about itself. */
export interface MediaContent {
  readonly kind: 'media';
  readonly seconds?: number;
  /** The duration is worked out from the start of the file. */
  readonly isEstimate?: true;
  /** The kind of file within its format, such as `qt`. */
  readonly brand?: string;
  /** ISO 8601, UTC. */
  readonly createdAt?: string;
  readonly tracks: readonly Track[];
  readonly place?: Place;
  readonly facts: readonly Fact[];
}

/** A track of a recording. */
export interface Track {
  readonly kind: 'video' | 'audio' | 'other';
  /** Its format in four letters, such as `hvc1` or `aac`, as the file has it. */
  readonly codec: string;
  readonly seconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
  /** Hertz. */
  readonly sampleRate?: number;
  readonly bitsPerSample?: number;
}

/** A property list, keyed archive or JSON document as a tree: one node with some of its children. */
export interface TreeContent {
  readonly kind: 'tree';
  readonly format: 'binary-plist' | 'xml-plist' | 'json';
  /** The way from the root to `node`, as places among the children; empty for the root. */
  readonly path: readonly number[];
  /** The place of the first of the children of `node` that are here. */
  readonly from: number;
  readonly node: TreeNode;
}

/** The types of values in a tree; `object` is an instance of a class that is not decoded further, with its fields. */
export type TreeType =
  | 'dictionary'
  | 'array'
  | 'set'
  | 'object'
  | 'string'
  | 'integer'
  | 'real'
  | 'boolean'
  | 'date'
  | 'data'
  | 'uid'
  | 'url'
  | 'uuid'
  | 'null'
  | 'reference';

/** One value of a tree. */
export interface TreeNode {
  readonly type: TreeType;
  /** Its name in what contains it: a key, or a field. Members of arrays have none. */
  readonly key?: string;
  /** A scalar as text: dates as ISO 8601, data as hexadecimal digits, cut off at a limit. */
  readonly text?: string;
  /** Of a text or data that was cut off: all of its characters or bytes. */
  readonly length?: number;
  /** How many children a container has. */
  readonly count?: number;
  /** Its first children (for the node that was asked for: those from `from`). Absent where the depth or the number of nodes ended. */
  readonly children?: readonly TreeNode[];
  /** Class in a keyed archive, where the type does not say it. */
  readonly className?: string;
  /** Number of an object in a keyed archive; a `reference` has the number of the object that it stands for, which is shown elsewhere. */
  readonly object?: number;
}

/** Which part of a tree to return. */
export interface TreeWindow {
  /** From the root, as places among children. */
  readonly path?: readonly number[];
  /** The first child of that node. */
  readonly from?: number;
  /** Children of one node at most; 1 to 1,000. */
  readonly limit?: number;
  /** Levels below that node; 1 to 64. */
  readonly depth?: number;
  /** Everything at once, for a document: up to 100,000 values, 8 Mi characters and 256 levels. The other options are ignored then. */
  readonly isWhole?: boolean;
}
