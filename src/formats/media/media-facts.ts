/** What a recording says about itself. All text comes from the file. */

export interface MediaFacts {
  /** Seconds; undefined where the file does not say. */
  readonly seconds?: number;
  /** The duration is worked out from the first part of the file. */
  readonly isEstimate?: true;
  /** The kind of file within its format, such as `qt` or `isom`. */
  readonly brand?: string;
  readonly createdAt?: Date;
  readonly tracks: readonly MediaTrack[];
  readonly texts: readonly { readonly name: string; readonly value: string }[];
}

export interface MediaTrack {
  /** `other`: subtitles, time codes, metadata. */
  readonly kind: 'video' | 'audio' | 'other';
  /** The four letters of the format, such as `hvc1`, or the name of the format of a file that has only one. */
  readonly codec: string;
  readonly seconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
  /** Hertz. */
  readonly sampleRate?: number;
  readonly bitsPerSample?: number;
}

export const MOST_TEXTS = 100;
export const LONGEST_TEXT = 4096;
