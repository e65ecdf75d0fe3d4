/** The camera roll: photos, screenshots, thumbnails, edits, and the library that describes them. */
import { addPlist, addXmlPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { PHOTOS_SCHEMA } from '../schemas/photos-schemas.ts';
import { encodePicture, encodeThumbnail, type Picture } from './life/pictures.ts';
import { insertNewAlbum, PhotoRows } from './photo-rows.ts';

export function addPhotos(phone: PhoneBuilder, pictures: readonly Picture[]): void {
  const roll = phone.domain('CameraRollDomain');
  for (const picture of pictures) {
    const path = `DCIM/${picture.folder}/${picture.name}`;
    const dates = { birth: picture.takenAt, lastModified: picture.takenAt, lastStatusChange: picture.takenAt };
    roll.file(`Media/${path}`, () => encodePicture(phone, picture), dates);
    roll.file(`Media/PhotoData/Thumbnails/V2/${path}/5005.JPG`, () => encodeThumbnail(phone, picture), dates);
  }
  // Edits of a picture stand beside it, as a property list.
  for (const { folder, name } of pictures.filter(({ isEdited }) => isEdited)) {
    const adjustments = () =>
      dict({ adjustmentBaseVersion: 0n, adjustmentEditorBundleID: 'com.apple.mobileslideshow', adjustmentFormatVersion: '1.5' });
    addXmlPlist(roll, `Media/DCIM/${folder}/${name.replace(/\..*$/, '.AAE')}`, adjustments);
  }
  addLibrary(phone, pictures);
}

function addLibrary(phone: PhoneBuilder, pictures: readonly Picture[]): void {
  const roll = phone.domain('CameraRollDomain');
  const album = phone.random('photo catalogue').uuid();
  addKnownDatabase(
    roll,
    'Media/PhotoData/Photos.sqlite',
    {
      schema: PHOTOS_SCHEMA,
      ios: phone.ios,
      fill: (insert, columns) => {
        new PhotoRows(insert, columns, phone).fill(pictures, album);
      },
      later: (insert, columns) => {
        insertNewAlbum(insert, columns, phone);
      },
    },
    { protectionClass: 4 },
  );
  addPlist(roll, `Media/PhotoData/AlbumsMetadata/${album}.albummetadata`, () => dict({ title: 'Sample Album 1', uuid: album }));
  addPlist(roll, 'Media/PhotoData/private/com.apple.Photos/appPrivateData.plist', () => dict({ LibraryVersion: 5001n }));
  roll.directory('Media/PhotoData/CPL');
}
