/** Small pictures of stored files, inside of the thread: the one inside of a file, or the file itself if it is not long. Damaged files have none. */
import { isCodedError } from '../../base/index.ts';
import type { ContentTools } from '../read/stored/payload-content.ts';
import { PayloadContent } from '../read/stored/payload-content.ts';
import { cachedBytes } from './cached-bytes.ts';
import { imageContent, isImageType } from './image-content.ts';
import { judgePreview } from './judge-preview.ts';
import type { PicturesJob, SmallPicture } from './preview-job.ts';
import { recognize, RECOGNIZED_BYTES } from './recognize.ts';

/** A longer file gives the small picture inside, if there is one. */
const SMALL_BYTES = 256 * 1024;
/** A file without one is handed over up to this length. */
const MOST_PICTURE_BYTES = 4 * 1024 * 1024;
const MOST_BYTES_TOGETHER = 16 * 1024 * 1024;

export function lookAtSmallPictures({ files }: PicturesJob, tools: ContentTools): SmallPicture[] {
  const pictures: SmallPicture[] = [];
  let left = MOST_BYTES_TOGETHER;
  for (const file of files) {
    const picture = left <= 0 ? undefined : smallPicture(file, tools);
    if (picture === undefined) continue;
    left -= picture.data.length;
    pictures.push(picture);
  }
  return pictures;
}

/** One file that cannot be read or decoded keeps nothing from the others. */
function smallPicture({ fileID, content, fault }: PicturesJob['files'][number], tools: ContentTools): SmallPicture | undefined {
  try {
    return PayloadContent.look(content, tools, (stored) => {
      if (stored.keyFailure !== undefined || judgePreview(stored, fault, false).state === 'damaged') return undefined;
      const source = cachedBytes({ length: stored.visibleBytes, read: (position, length) => stored.plainAt(position, length) });
      const { type } = recognize(source.read(0, RECOGNIZED_BYTES));
      if (!isImageType(type)) return undefined;
      const isShort = source.length <= SMALL_BYTES;
      const small = isShort ? undefined : imageContent(source, type, 'thumbnail').content;
      if (small?.thumbnail?.data !== undefined) {
        return { fileID, mime: 'image/jpeg', data: small.thumbnail.data, isInside: true, orientation: small.orientation };
      }
      const whole = source.length <= MOST_PICTURE_BYTES ? imageContent(source, type, 'whole').content : undefined;
      const inside = whole?.thumbnail?.data;
      if (whole?.picture !== undefined) return { fileID, ...whole.picture, isInside: false, orientation: undefined };
      return inside === undefined
        ? undefined
        : { fileID, mime: 'image/jpeg', data: inside, isInside: true, orientation: whole?.orientation };
    });
  } catch (error) {
    if (isCodedError(error) || (error instanceof Error && 'errno' in error)) return undefined;
    throw error;
  }
}
