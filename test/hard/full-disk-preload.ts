/** Loaded into a command line by its environment: the disk below FULL_DISK_FOLDER takes FULL_DISK_BYTES more bytes. */
import { diskWithRoomFor } from '../support/full-disk.ts';

const { FULL_DISK_BYTES: bytes, FULL_DISK_FOLDER: folder } = process.env;
// As long as the process lives.
if (bytes !== undefined && folder !== undefined) diskWithRoomFor(Number(bytes), folder);
