/** The camera roll: photos, screenshots, thumbnails and the database that describes them. */
import { addDatabaseWithLog, addPlist, addXmlPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { encodePng } from '../png.ts';
import type { Insert } from '../sqlite-file.ts';

const SCHEMA = `
CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
CREATE TABLE ZASSET (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZKIND INTEGER, ZWIDTH INTEGER, ZHEIGHT INTEGER, ZFAVORITE INTEGER, ZTRASHEDSTATE INTEGER, ZDATECREATED TIMESTAMP, ZDIRECTORY VARCHAR, ZFILENAME VARCHAR, ZUNIFORMTYPEIDENTIFIER VARCHAR, ZUUID VARCHAR);
CREATE TABLE ZGENERICALBUM (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZKIND INTEGER, ZTITLE VARCHAR, ZUUID VARCHAR);
CREATE INDEX ZASSET_ZDATECREATED ON ZASSET(ZDATECREATED);`;

const PHOTO = { width: 640, height: 480 };
const PORTRAIT = { width: 480, height: 640 };
const THUMBNAIL = { width: 160, height: 120 };
const DAY_SECONDS = 86_400;
const FOLDERS = ['100APPLE', '101APPLE'] as const;
const PICTURES_PER_FOLDER = 36;

interface Picture {
  readonly number: number;
  readonly folder: string;
  readonly name: string;
  readonly isScreenshot: boolean;
  readonly size: { readonly width: number; readonly height: number };
  /** Unix seconds. */
  readonly takenAt: number;
}

export function addPhotos(phone: PhoneBuilder): void {
  const roll = phone.domain('CameraRollDomain');
  const pictures = samplePictures(phone);
  for (const picture of pictures) {
    const path = `DCIM/${picture.folder}/${picture.name}`;
    const dates = { birth: picture.takenAt, lastModified: picture.takenAt, lastStatusChange: picture.takenAt };
    roll.file(`Media/${path}`, () => encode(phone, picture), dates);
    roll.file(`Media/PhotoData/Thumbnails/V2/${path}/5005.JPG`, () => encodeJpeg(THUMBNAIL, landscape(phone.random(picture.name))), dates);
  }
  // Edits of a picture stand beside it, as a property list.
  for (const { folder, name } of pictures.filter(({ number }) => number % 12 === 0)) {
    const adjustments = () =>
      dict({ adjustmentBaseVersion: 0n, adjustmentEditorBundleID: 'com.apple.mobileslideshow', adjustmentFormatVersion: '1.5' });
    addXmlPlist(roll, `Media/DCIM/${folder}/${name.replace(/\..*$/, '.AAE')}`, adjustments);
  }
  addCatalogue(phone, pictures);
}

function samplePictures(phone: PhoneBuilder): Picture[] {
  return FOLDERS.flatMap((folder, part) =>
    Array.from({ length: PICTURES_PER_FOLDER }, (_, index) => {
      const number = part * PICTURES_PER_FOLDER + index + 1;
      const isScreenshot = number % 9 === 0;
      const name = `IMG_${String(number).padStart(4, '0')}.${isScreenshot ? 'PNG' : 'JPG'}`;
      const size = isScreenshot ? { width: 117, height: 253 } : number % 5 === 0 ? PORTRAIT : PHOTO;
      return { number, folder, name, isScreenshot, size, takenAt: phone.now - (200 - number) * DAY_SECONDS };
    }),
  );
}

function encode(phone: PhoneBuilder, { name, isScreenshot, size, takenAt, number }: Picture): Uint8Array {
  if (!isScreenshot) return encodeJpeg(size, landscape(phone.random(name)), { make: 'Apple', model: 'iPhone', takenAt });
  const row = (y: number) => (Math.floor(y / 22) % 2 === 0 ? 250 : 232);
  return encodePng(size.width, size.height, (x, y) => (y < 20 ? [40, 40 + number, 90] : [row(y), row(y), x < 8 ? 120 : row(y)]));
}

function addCatalogue(phone: PhoneBuilder, pictures: readonly Picture[]): void {
  const roll = phone.domain('CameraRollDomain');
  const random = phone.random('photo catalogue');
  const album = random.uuid();
  const fill = (insert: Insert) => {
    const identities = phone.random('photo identities');
    insert('Z_PRIMARYKEY', { Z_ENT: 3, Z_NAME: 'Asset', Z_SUPER: 0, Z_MAX: pictures.length });
    insert('ZGENERICALBUM', { Z_PK: 1, Z_ENT: 28, Z_OPT: 1, ZKIND: 2, ZTITLE: 'Sample Album 1', ZUUID: album });
    for (const picture of pictures) {
      const { number, folder, name, isScreenshot, size, takenAt } = picture;
      const where = { ZDIRECTORY: `DCIM/${folder}`, ZFILENAME: name, ZUNIFORMTYPEIDENTIFIER: isScreenshot ? 'public.png' : 'public.jpeg' };
      const facts = { ZKIND: 0, ZWIDTH: size.width, ZHEIGHT: size.height, ZFAVORITE: number % 10 === 0 ? 1 : 0, ZTRASHEDSTATE: 0 };
      insert('ZASSET', {
        Z_PK: number,
        Z_ENT: 3,
        Z_OPT: 1,
        ...facts,
        ZDATECREATED: appleSeconds(takenAt),
        ...where,
        ZUUID: identities.uuid(),
      });
    }
  };
  const later = (insert: Insert) => {
    insert('ZGENERICALBUM', { Z_PK: 2, Z_ENT: 28, Z_OPT: 1, ZKIND: 2, ZTITLE: 'Sample Album 2', ZUUID: random.uuid() });
  };
  const options = { protectionClass: 4 };
  addDatabaseWithLog(roll, 'Media/PhotoData/Photos.sqlite', { schema: SCHEMA, fill }, later, options);
  addPlist(roll, `Media/PhotoData/AlbumsMetadata/${album}.albummetadata`, () => dict({ title: 'Sample Album 1', uuid: album }));
  addPlist(roll, 'Media/PhotoData/private/com.apple.Photos/appPrivateData.plist', () => dict({ LibraryVersion: 5001n }));
  roll.directory('Media/PhotoData/CPL');
}
