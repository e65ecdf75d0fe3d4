/** The pictures of the camera roll: the same in DCIM, in the photo library, over AFC and as attachments of messages. */
import type { CameraFacts } from '../../exif.ts';
import { encodeJpeg, landscape } from '../../jpeg.ts';
import type { PhoneBuilder } from '../../phone-builder.ts';
import { encodePng } from '../../png.ts';
import { near, SAMPLE_PLACES, type Place } from './places.ts';

const PHOTO = { width: 640, height: 480 };
const PORTRAIT = { width: 480, height: 640 };
const SCREENSHOT = { width: 117, height: 253 };
/** The longer side of a thumbnail. */
const THUMBNAIL_PX = 160;
const DAY_SECONDS = 86_400;
const FOLDERS = ['100APPLE', '101APPLE'] as const;
const PICTURES_PER_FOLDER = 36;

export interface Picture {
  /** From 1; the row in the photo library. */
  readonly number: number;
  /** "100APPLE". */
  readonly folder: string;
  readonly name: string;
  readonly uuid: string;
  readonly isScreenshot: boolean;
  readonly isFavorite: boolean;
  readonly isHidden: boolean;
  readonly isTrashed: boolean;
  readonly isEdited: boolean;
  readonly size: { readonly width: number; readonly height: number };
  /** Unix seconds. */
  readonly takenAt: number;
  /** Screenshots have none. */
  readonly place?: Place;
}

/** Of the seed only: the same pictures in every part of the phone. */
export function samplePictures(phone: PhoneBuilder): readonly Picture[] {
  const identities = phone.random('photo identities');
  return FOLDERS.flatMap((folder, part) =>
    Array.from({ length: PICTURES_PER_FOLDER }, (_, index) => {
      const number = part * PICTURES_PER_FOLDER + index + 1;
      const isScreenshot = number % 9 === 0;
      return {
        number,
        folder,
        name: `IMG_${String(number).padStart(4, '0')}.${isScreenshot ? 'PNG' : 'JPG'}`,
        uuid: identities.uuid(),
        isScreenshot,
        isFavorite: number % 10 === 0,
        isHidden: number === 31,
        isTrashed: number === 47,
        isEdited: number % 12 === 0,
        size: isScreenshot ? SCREENSHOT : number % 5 === 0 ? PORTRAIT : PHOTO,
        takenAt: phone.now - (200 - number) * DAY_SECONDS + number * 977,
        ...(isScreenshot ? {} : { place: placeOf(phone, number) }),
      };
    }),
  );
}

function placeOf(phone: PhoneBuilder, number: number): Place {
  // Six pictures in a row are of one outing.
  const place = SAMPLE_PLACES[Math.floor((number - 1) / 6) % SAMPLE_PLACES.length] ?? SAMPLE_PLACES[0];
  if (place === undefined) throw new RangeError('there are no places');
  return { ...place, ...near(place, phone.random(`place of picture ${number}`)) };
}

/** What the camera writes into a photo. */
export function cameraOf({ takenAt, place, number }: Picture): CameraFacts {
  return { make: 'Apple', model: 'iPhone', takenAt, ...(place === undefined ? {} : { place }), exposure: exposureOf(number) };
}

/** Thousandths, as EXIF keeps fractions. */
function exposureOf(number: number): NonNullable<CameraFacts['exposure']> {
  return { seconds: 1 / (60 * (1 + (number % 8))), aperture: 1.6, iso: 32 * (1 + (number % 6)), focalLength: 5.1 };
}

const made = new WeakMap<Picture, Uint8Array>();

/** The same bytes for the camera roll, for messages, and for their sizes in databases: made once. */
export function encodePicture(phone: PhoneBuilder, picture: Picture): Uint8Array {
  const bytes = made.get(picture) ?? encode(phone, picture);
  made.set(picture, bytes);
  return bytes;
}

function encode(phone: PhoneBuilder, picture: Picture): Uint8Array {
  const { name, isScreenshot, size, number } = picture;
  if (!isScreenshot) return encodeJpeg(size, landscape(phone.random(name)), cameraOf(picture));
  const row = (y: number) => (Math.floor(y / 22) % 2 === 0 ? 250 : 232);
  return encodePng(size.width, size.height, (x, y) => (y < 20 ? [40, 40 + number, 90] : [row(y), row(y), x < 8 ? 120 : row(y)]));
}

/** The same picture in small. */
export function encodeThumbnail(phone: PhoneBuilder, { name, size, isScreenshot, number }: Picture): Uint8Array {
  const scale = THUMBNAIL_PX / Math.max(size.width, size.height);
  const small = { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
  return encodeJpeg(small, isScreenshot ? screen(number) : landscape(phone.random(name)));
}

/** A bar above rows, as in the screenshot, in brightness and colour differences. */
function screen(number: number): ReturnType<typeof landscape> {
  const bar = [46 + number / 2, 150, 120] as const;
  return (x) => (y) => {
    if (y < 0.08) return bar;
    const brightness = Math.floor((y * SCREENSHOT.height) / 22) % 2 === 0 ? 250 : 232;
    return x < 0.07 ? [brightness - 15, 70, 138] : [brightness, 128, 128];
  };
}
