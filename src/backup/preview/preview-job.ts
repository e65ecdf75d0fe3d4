/** What goes between a preview and the thread that makes it. */
import type { ClassKeysData } from '../../formats/index.ts';
import type { Companion, ContentJob } from '../read/stored/content-job.ts';
import type { PictureChoice } from './image-content.ts';
import type { Preview, PreviewForm, PreviewTrust, TextEncodingName, TreeWindow } from './preview.ts';

/** Which part of some bytes to show, and in which form. */
export interface PreviewPart {
  readonly as: PreviewForm;
  /** Of text and bytes. */
  readonly from: number;
  readonly length: number | undefined;
  readonly encoding: TextEncodingName | undefined;
  readonly tree: TreeWindow;
  readonly pictures: PictureChoice;
  /** Paths to data inside of data. */
  readonly inside: readonly (readonly number[])[];
  /** What SQLite would find next to it. */
  readonly companions: readonly Companion[];
}

/** A stored file. */
export interface FileJob {
  readonly content: ContentJob;
  /** What contradicts in its row and its record. */
  readonly fault?: string | undefined;
  readonly part: PreviewPart;
  /** Read all of it for the judgement, however long it is. */
  readonly readAll: boolean;
  readonly classKeys: ClassKeysData | undefined;
}

/** Bytes that somebody has already. */
export interface BytesJob {
  readonly bytes: Uint8Array;
  readonly part: PreviewPart;
}

/** Stored files, for their small pictures. */
export interface PicturesJob {
  readonly files: readonly (Pick<FileJob, 'content' | 'fault'> & { readonly fileID: string })[];
  readonly classKeys: ClassKeysData | undefined;
}

/** A picture for a list. */
export interface SmallPicture {
  readonly fileID: string;
  /** What a browser calls it. */
  readonly mime: string;
  readonly data: Uint8Array;
  /** It is the small picture inside of the file, and must be turned by `orientation`. */
  readonly isInside: boolean;
  readonly orientation: number | undefined;
}

/** What the bytes are and the part of them; nothing of where they come from. */
export type BytesLook = Omit<Preview, 'fileID' | 'domain' | 'relativePath' | 'trust'>;

export interface PreviewLook extends BytesLook {
  readonly trust: PreviewTrust;
}

export interface PreviewRun {
  readonly job: FileJob;
  readonly news: never;
  readonly result: PreviewLook;
  readonly answer: never;
}

export interface BytesRun {
  readonly job: BytesJob;
  readonly news: never;
  readonly result: BytesLook;
  readonly answer: never;
}

export interface PicturesRun {
  readonly job: PicturesJob;
  readonly news: never;
  readonly result: readonly SmallPicture[];
  readonly answer: never;
}
