/** What goes between a preview and the thread that makes it. */
import type { ClassKeysData } from '../../formats/index.ts';
import type { ContentJob } from '../read/stored/content-job.ts';
import type { PictureChoice } from './image-content.ts';
import type { Preview, PreviewForm, TextEncodingName, TreeWindow } from './preview.ts';

export interface PreviewJob {
  readonly content: ContentJob;
  /** What contradicts in its row and its record. */
  readonly fault?: string | undefined;
  readonly as: PreviewForm;
  /** Of text and bytes. */
  readonly from: number;
  readonly length: number | undefined;
  readonly encoding: TextEncodingName | undefined;
  readonly tree: TreeWindow;
  readonly pictures: PictureChoice;
  /** Read all of it for the judgement, however long it is. */
  readonly readAll: boolean;
  readonly classKeys: ClassKeysData | undefined;
}

/** What the thread knows: everything but the names. */
export type PreviewLook = Omit<Preview, 'fileID' | 'domain' | 'relativePath'>;

export interface PreviewRun {
  readonly job: PreviewJob;
  readonly news: never;
  readonly result: PreviewLook;
  readonly answer: never;
}
