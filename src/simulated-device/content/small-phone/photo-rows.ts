/** The rows of Photos.sqlite: pictures with their details, files and places, moments, albums, a person who is seen. */
import { appleSeconds } from '../apple-time.ts';
import { insertStoreTables } from '../core-data.ts';
import type { TableColumns } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { Insert } from '../sqlite-file.ts';
import { fullNameOf, personOf } from './life/people.ts';
import { cameraOf, encodePicture, type Picture } from './life/pictures.ts';

/** Core Data's numbers of the kinds of rows; the schema tells those that are also in names of tables and columns. */
const ENTITY = { additional: 1, face: 12, extended: 21, resource: 32, moment: 35, person: 38 } as const;
const ALBUM_KIND = { user: 2, root: 3999 } as const;
const ALBUM = { first: 1, second: 2, root: 3 } as const;
const PICTURES_IN_ALBUM = 12;
/** Six pictures in a row are of one outing. */
const PICTURES_PER_MOMENT = 6;
/** An unknown place, as Photos writes it. */
const NOWHERE = -180;
const SUBTYPE_SCREENSHOT = 10;
const RESOURCE = { original: 0, thumbnail: 1 } as const;

export class PhotoRows {
  readonly #insert: Insert;
  readonly #columns: TableColumns;
  readonly #phone: PhoneBuilder;
  /** ZGENERICASSET up to iOS 13. */
  readonly #assetTable: string;

  constructor(insert: Insert, columns: TableColumns, phone: PhoneBuilder) {
    this.#insert = insert;
    this.#columns = columns;
    this.#phone = phone;
    this.#assetTable = columns('ZASSET') === undefined ? 'ZGENERICASSET' : 'ZASSET';
  }

  fill(pictures: readonly Picture[], album: string): void {
    this.#insertStore(pictures);
    for (const picture of pictures) this.#insertPicture(picture);
    this.#insertMoments(pictures);
    this.#insertAlbums(album, pictures);
    this.#insertFace(pictures);
  }

  #insertStore(pictures: readonly Picture[]): void {
    const count = pictures.length;
    const entities = [
      { number: ENTITY.additional, name: 'AdditionalAssetAttributes', rows: count },
      { number: entityIn(this.#columns, 'ALBUMLISTS'), name: 'AlbumList', rows: 1 },
      { number: entityIn(this.#columns, 'ASSETS'), name: this.#assetTable === 'ZASSET' ? 'Asset' : 'GenericAsset', rows: count },
      { number: albumEntity(this.#columns), name: 'GenericAlbum', rows: ALBUM.root },
      { number: ENTITY.moment, name: 'Moment', rows: Math.ceil(count / PICTURES_PER_MOMENT) },
      { number: ENTITY.person, name: 'Person', rows: 1 },
      { number: ENTITY.face, name: 'DetectedFace', rows: 1 },
    ];
    const recent = [
      { number: ENTITY.extended, name: 'ExtendedAttributes', rows: count },
      { number: ENTITY.resource, name: 'InternalResource', rows: count },
    ];
    insertStoreTables(
      this.#insert,
      this.#assetTable === 'ZASSET' ? [...entities, ...recent] : entities,
      this.#phone.random('photo library'),
    );
  }

  #insertPicture(picture: Picture): void {
    const { number } = picture;
    const bytes = encodePicture(this.#phone, picture).length;
    this.#insert(this.#assetTable, this.#assetRow(picture));
    this.#insert('ZADDITIONALASSETATTRIBUTES', this.#additionalRow(picture, bytes));
    this.#insertExtended(picture);
    const file = { ZDATALENGTH: bytes, ZRESOURCETYPE: RESOURCE.original, ZDATASTORESUBTYPE: 1, ZLOCALAVAILABILITY: 1, ZVERSION: 0 };
    const kind = {
      ZCOMPACTUTI: picture.isScreenshot ? '6' : '1',
      ZUNORIENTEDWIDTH: picture.size.width,
      ZUNORIENTEDHEIGHT: picture.size.height,
    };
    this.#insert('ZINTERNALRESOURCE', { Z_PK: number, Z_ENT: ENTITY.resource, Z_OPT: 1, ZASSET: number, ...file, ...kind });
    if (picture.place === undefined) return;
    const { latitude, longitude } = picture.place;
    const bounds = { ZLATITUDE_MIN: latitude, ZLATITUDE_MAX: latitude, ZLONGITUDE_MIN: longitude, ZLONGITUDE_MAX: longitude };
    for (const tree of ['Z_RT_Asset_boundedByRect', 'Z_RT_GenericAsset_boundedByRect']) this.#insert(tree, { Z_PK: number, ...bounds });
  }

  #assetRow(picture: Picture) {
    const { number, folder, name, uuid, size, takenAt, place, isScreenshot } = picture;
    const date = appleSeconds(takenAt);
    return {
      Z_PK: number,
      Z_ENT: entityIn(this.#columns, 'ASSETS'),
      Z_OPT: 1,
      ZCOMPLETE: 1,
      ZFAVORITE: picture.isFavorite ? 1 : 0,
      ZHIDDEN: picture.isHidden ? 1 : 0,
      ZTRASHEDSTATE: picture.isTrashed ? 1 : 0,
      ZTRASHEDDATE: picture.isTrashed ? date + 86_400 : null,
      ...this.#editedState(picture),
      ZKIND: 0,
      ZKINDSUBTYPE: isScreenshot ? SUBTYPE_SCREENSHOT : 0,
      ZORIENTATION: 1,
      ZSAVEDASSETTYPE: 3,
      ZVISIBILITYSTATE: 0,
      ZTHUMBNAILINDEX: number - 1,
      ZWIDTH: size.width,
      ZHEIGHT: size.height,
      ZDURATION: 0,
      ZADDITIONALATTRIBUTES: number,
      ...(this.#assetTable === 'ZASSET' ? { ZEXTENDEDATTRIBUTES: number } : {}),
      ZMOMENT: momentOf(number),
      ZADDEDDATE: date,
      ZDATECREATED: date,
      ZMODIFICATIONDATE: date + (picture.isEdited ? 600 : 0),
      ZSORTTOKEN: date,
      ZLATITUDE: place?.latitude ?? NOWHERE,
      ZLONGITUDE: place?.longitude ?? NOWHERE,
      ZDIRECTORY: `DCIM/${folder}`,
      ZFILENAME: name,
      ZUNIFORMTYPEIDENTIFIER: isScreenshot ? 'public.png' : 'public.jpeg',
      ZUUID: uuid,
    };
  }

  /** The column has had two names. */
  #editedState({ isEdited }: Picture): Record<string, number> {
    const hasState = this.#columns(this.#assetTable)?.includes('ZADJUSTMENTSSTATE') === true;
    return { [hasState ? 'ZADJUSTMENTSSTATE' : 'ZHASADJUSTMENTS']: isEdited ? (hasState ? 2 : 1) : 0 };
  }

  #additionalRow({ number, name, size, takenAt, isEdited, place }: Picture, bytes: number) {
    const date = new Date(takenAt * 1000).toISOString();
    return {
      Z_PK: number,
      Z_ENT: ENTITY.additional,
      Z_OPT: 1,
      ZASSET: number,
      ZORIGINALFILENAME: name,
      ZORIGINALFILESIZE: bytes,
      ZORIGINALWIDTH: size.width,
      ZORIGINALHEIGHT: size.height,
      ZORIGINALORIENTATION: 1,
      ZTIMEZONENAME: 'GMT',
      ZTIMEZONEOFFSET: 0,
      ZVIEWCOUNT: number % 4,
      ZSHARECOUNT: 0,
      ZEXIFTIMESTAMPSTRING: `${date.slice(0, 10).replaceAll('-', ':')} ${date.slice(11, 19)}`,
      ZCREATORBUNDLEID: 'com.apple.camera',
      ZEDITORBUNDLEID: isEdited ? 'com.apple.mobileslideshow' : null,
      ZGPSHORIZONTALACCURACY: place === undefined ? -1 : 5,
      ZIMPORTEDBYBUNDLEIDENTIFIER: 'com.apple.camera',
    };
  }

  #insertExtended(picture: Picture): void {
    const { number, place, isScreenshot } = picture;
    const { exposure } = cameraOf(picture);
    const camera = { ZCAMERAMAKE: 'Apple', ZCAMERAMODEL: 'iPhone', ZISO: exposure?.iso ?? null, ZAPERTURE: exposure?.aperture ?? null };
    const lens = { ZFOCALLENGTH: exposure?.focalLength ?? null, ZSHUTTERSPEED: exposure?.seconds ?? null, ZFLASHFIRED: 0 };
    const where = place === undefined ? {} : { ZLATITUDE: place.latitude, ZLONGITUDE: place.longitude };
    const row = { Z_PK: number, Z_ENT: ENTITY.extended, Z_OPT: 1, ZASSET: number, ...where };
    this.#insert('ZEXTENDEDATTRIBUTES', isScreenshot ? row : { ...row, ...camera, ...lens });
  }

  #insertMoments(pictures: readonly Picture[]): void {
    for (let first = 0; first < pictures.length; first += PICTURES_PER_MOMENT) {
      const outing = pictures.slice(first, first + PICTURES_PER_MOMENT);
      const dates = outing.map(({ takenAt }) => appleSeconds(takenAt));
      const number = momentOf(first + 1);
      const place = outing.find((picture) => picture.place !== undefined)?.place;
      this.#insert('ZMOMENT', {
        Z_PK: number,
        Z_ENT: ENTITY.moment,
        Z_OPT: 1,
        ZCACHEDCOUNT: outing.length,
        ZCACHEDPHOTOSCOUNT: outing.length,
        ZCACHEDVIDEOSCOUNT: 0,
        ZSTARTDATE: dates[0] ?? 0,
        ZREPRESENTATIVEDATE: dates[0] ?? 0,
        ZENDDATE: dates.at(-1) ?? 0,
        ZTITLE: place?.name ?? null,
        ZUUID: this.#phone.random(`moment ${number}`).uuid(),
        ...(this.#columns('ZMOMENT')?.includes('ZAPPROXIMATELATITUDE') === true
          ? { ZAPPROXIMATELATITUDE: place?.latitude ?? NOWHERE, ZAPPROXIMATELONGITUDE: place?.longitude ?? NOWHERE }
          : {}),
      });
    }
  }

  #insertAlbums(uuid: string, pictures: readonly Picture[]): void {
    this.#insert('ZALBUMLIST', {
      Z_PK: 1,
      Z_ENT: entityIn(this.#columns, 'ALBUMLISTS'),
      Z_OPT: 1,
      ZIDENTIFIER: 1,
      ZUUID: 'AlbumsSortedAlphabetically',
    });
    const root = { Z_PK: ALBUM.root, Z_ENT: albumEntity(this.#columns), Z_OPT: 1, ZKIND: ALBUM_KIND.root, ZTRASHEDSTATE: 0 };
    this.#insert('ZGENERICALBUM', { ...root, ZUUID: this.#phone.random('root folder').uuid() });
    const inAlbum = pictures.slice(0, PICTURES_IN_ALBUM);
    this.#insert('ZGENERICALBUM', {
      ...albumRow(this.#columns, ALBUM.first, 'Sample Album 1', uuid),
      ZCACHEDCOUNT: inAlbum.length,
      ZCACHEDPHOTOSCOUNT: inAlbum.length,
      ZKEYASSET: inAlbum[0]?.number ?? null,
      ZCREATIONDATE: appleSeconds(inAlbum.at(-1)?.takenAt ?? 0),
    });
    const join = joinOf(this.#columns, 'ASSETS', 'ALBUMS');
    for (const [order, { number }] of inAlbum.entries()) join(this.#insert, ALBUM.first, number, order + 1);
    joinOf(this.#columns, 'ALBUMLISTS', 'ALBUMS')(this.#insert, ALBUM.first, 1, 1);
  }

  /** The first contact is seen on the first photo. */
  #insertFace(pictures: readonly Picture[]): void {
    const person = personOf(1);
    const random = this.#phone.random('face');
    const name = { ZDISPLAYNAME: person.firstName, ZFULLNAME: fullNameOf(person), ZPERSONUUID: random.uuid() };
    this.#insert('ZPERSON', {
      Z_PK: 1,
      Z_ENT: ENTITY.person,
      Z_OPT: 1,
      ...name,
      ...(this.#assetTable === 'ZASSET' ? { ZFACECOUNT: 1 } : {}),
    });
    const seen = this.#columns('ZDETECTEDFACE');
    const assetColumn = seen?.includes('ZASSETFORFACE') === true ? 'ZASSETFORFACE' : 'ZASSET';
    const personColumn = seen?.includes('ZPERSONFORFACE') === true ? 'ZPERSONFORFACE' : 'ZPERSON';
    const where = { ZCENTERX: 0.5, ZCENTERY: 0.5, ZSIZE: 0.125 };
    const face = { Z_PK: 1, Z_ENT: ENTITY.face, Z_OPT: 1, ...where, ZUUID: random.uuid() };
    this.#insert('ZDETECTEDFACE', { ...face, [assetColumn]: pictures[0]?.number ?? null, [personColumn]: 1 });
  }
}

/** A second album, without pictures. */
export function insertNewAlbum(insert: Insert, columns: TableColumns, phone: PhoneBuilder): void {
  insert('ZGENERICALBUM', albumRow(columns, ALBUM.second, 'Sample Album 2', phone.random('second album').uuid()));
  joinOf(columns, 'ALBUMLISTS', 'ALBUMS')(insert, ALBUM.second, 1, 2);
}

function albumRow(columns: TableColumns, number: number, title: string, uuid: string) {
  const kind = { Z_ENT: albumEntity(columns), Z_OPT: 1, ZKIND: ALBUM_KIND.user, ZPARENTFOLDER: ALBUM.root, ZTRASHEDSTATE: 0 };
  return { Z_PK: number, ...kind, ZTITLE: title, ZUUID: uuid };
}

function momentOf(picture: number): number {
  return 1 + Math.floor((picture - 1) / PICTURES_PER_MOMENT);
}

/** From the name of a column that joins albums with something: "Z_3ASSETS". */
function entityIn(columns: TableColumns, of: 'ASSETS' | 'ALBUMLISTS'): number {
  return numberIn(joinTable(columns, of, 'ALBUMS').second);
}

function albumEntity(columns: TableColumns): number {
  return numberIn(joinTable(columns, 'ASSETS', 'ALBUMS').first);
}

function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}

type Join = (insert: Insert, first: number, second: number, order: number) => void;

/** Core Data writes numbers of kinds of rows into the names of the tables between them; they change with each version. */
function joinOf(columns: TableColumns, of: string, from: string): Join {
  const { table, first, second, order } = joinTable(columns, of, from);
  return (insert, one, other, position) => {
    insert(table, { [first]: one, [second]: other, [order]: position });
  };
}

function joinTable(columns: TableColumns, of: string, from: string) {
  for (let number = 1; number < 100; number++) {
    const table = `Z_${number}${of}`;
    const [first, second, order] = columns(table) ?? [];
    if (first === `Z_${number}${from}` && second !== undefined && order !== undefined) return { table, first, second, order };
  }
  throw new Error(`no table joins ${from} with ${of}`);
}
