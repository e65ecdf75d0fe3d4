/** Tables of Photos.sqlite, by iOS version. */
import { PHOTOS_BEFORE_14 } from './photos-before-14.ts';
import { PHOTOS_SINCE_14 } from './photos-since-14.ts';
import type { SchemaHistory } from './schema-history.ts';

export const PHOTOS_SCHEMA: SchemaHistory = [...PHOTOS_BEFORE_14, ...PHOTOS_SINCE_14];
