/** What an image says about itself. All text comes from the file. */
export interface ImageFacts {
  /** As stored, before it is turned by its orientation. */
  readonly width: number;
  readonly height: number;
  /** EXIF's number from 1 (upright) to 8. */
  readonly orientation?: number;
  readonly exif?: ExifFacts;
  readonly thumbnail?: ImageThumbnail;
  /** Texts besides EXIF: comments, and the texts of a PNG by their keywords. */
  readonly texts: readonly ImageText[];
  /** The codec of its pixels, where the format has several. */
  readonly codec?: string;
  /** A PNG in Apple's form for devices, which only Apple's software shows. */
  readonly isForDevices?: true;
}

export interface ExifFacts {
  readonly make?: string;
  readonly model?: string;
  readonly lens?: string;
  readonly software?: string;
  /** When the picture was taken, in the time of the camera: `2024-06-01T12:00:00`, with its offset to UTC if that is known. */
  readonly takenAt?: string;
  /** Degrees, south and west negative. */
  readonly latitude?: number;
  readonly longitude?: number;
  /** Meters, negative below the sea. */
  readonly altitude?: number;
  readonly orientation?: number;
  /** Of the picture, where the directory is that of the picture itself. */
  readonly width?: number;
  readonly height?: number;
  /** A JPEG inside of the directories. */
  readonly thumbnail?: Uint8Array;
  /** Every tag that is known, by its name in the standard. */
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

export interface ImageText {
  readonly name: string;
  readonly value: string;
}

/** A small picture inside of the file. Without `data` it has a codec that is not shown here. */
export interface ImageThumbnail {
  readonly codec: string;
  readonly width?: number;
  readonly height?: number;
  /** A whole JPEG file. */
  readonly data?: Uint8Array;
}

export const MOST_TEXTS = 100;
export const LONGEST_TEXT = 4096;
/** Real ones have some 10 to 50 KB. */
export const MOST_THUMBNAIL_BYTES = 1024 * 1024;
