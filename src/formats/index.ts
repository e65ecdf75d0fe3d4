/** The door of formats: what Apple's bytes mean, both ways, without any input or output. */
export { FormatError, type FormatErrorCode } from './errors.ts';
export { sourceOfBytes, type ByteSource } from './byte-source.ts';

export { readNoteText } from './notes/read-note-text.ts';
export { isTypedObject, readAttributedText, readTypedStream, type TypedObject, type TypedValue } from './typed-stream/read-typed-stream.ts';

export { readHeif } from './image/heif.ts';
export type { ExifFacts, ImageFacts } from './image/image-facts.ts';
export { readJpeg } from './image/jpeg.ts';
export { readPng } from './image/png.ts';
export { readBmp, readGif, readTiff, readWebp } from './image/simple-images.ts';

export type { MediaFacts } from './media/media-facts.ts';
export { readMovie } from './media/movie.ts';
export { readMp3 } from './media/mp3.ts';
export { readAiff, readAmr, readCaf, readWav } from './media/sounds.ts';

export { appleDateAt, arrayAt, boolAt, dataAt, dateAt, dictAt, intAt, numberAt, signedIntAt, stringAt } from './plist/accessors.ts';
export { APPLE_EPOCH_MS } from './plist/apple-epoch.ts';
export { parseBinaryPlist } from './plist/binary-reader.ts';
export { BinaryRecords } from './plist/binary-records.ts';
export { writeBinaryPlist } from './plist/binary-writer.ts';
export { defaultPlistLimits } from './plist/limits.ts';
export { parsePlist, plistFormatOf, type PlistFormat } from './plist/parse-plist.ts';
export { plistToJson, plistToLines } from './plist/plist-json.ts';
export { Uid, dict, type PlistDict, type PlistValue } from './plist/value.ts';
export { parseXmlPlist } from './plist/xml-reader.ts';
export { writeXmlPlist } from './plist/xml-writer.ts';

export { FLAG_DIRECTORY, FLAG_FILE, FLAG_SYMLINK, flagsOfMode } from './manifest/file-flags.ts';
export { asUdid, fileIdOf, isFileId, parseUdid, type Domain, type FileId, type Udid } from './manifest/identifiers.ts';
export { decodeBackupInfo, encodeBackupInfo, type BackupInfo } from './manifest/backup-info.ts';
export { CATALOGUE_MAGIC_BYTES, catalogueFormatOf } from './manifest/catalogue-format.ts';
export { isDigestedDomain } from './manifest/digested-domain.ts';
export { decodeManifestProperties, encodeManifestProperties, type ManifestProperties } from './manifest/manifest-properties.ts';
export { manifestSchema, type ManifestSchema } from './manifest/manifest-schema.ts';
export { encodeMbdb } from './manifest/encode-mbdb.ts';
export { mbdbFileId, mbfileOf, type MbdbRecord } from './manifest/mbdb-record.ts';
export { readMbdb } from './manifest/read-mbdb.ts';
export { BACKUP_PLIST_LIMITS } from './manifest/plist-limits.ts';
export { decodeStatus, encodeStatus, type BackupState, type BackupStatus, type SnapshotState } from './manifest/status.ts';

export { decodeMBFile } from './keyed-archive/decode-mbfile.ts';
export { readUsualNumbers, type FileNumbers } from './keyed-archive/usual-numbers.ts';
export { encodeMBFile } from './keyed-archive/encode-mbfile.ts';
export { decodeExtendedAttributes, encodeExtendedAttributes } from './keyed-archive/extended-attributes.ts';
export { ArchiveGraph, type ArchivedValue } from './keyed-archive/archive-graph.ts';
export type { ArchivedSlot, ShallowObject } from './keyed-archive/archived-value.ts';
export { KeyedArchive } from './keyed-archive/keyed-archive.ts';
export type { MBFile } from './keyed-archive/mbfile.ts';

export { ClassKeys, classPrefixOf, wrapFileKey, type ClassKeysData } from './keybag/class-keys.ts';
export { createKeybag } from './keybag/create-keybag.ts';
export { deriveKey, derivationRounds, type DerivationStages } from './keybag/derive-key.ts';
export { parseKeybag, type Keybag, type KeybagClass } from './keybag/parse-keybag.ts';
export { writePlainKeybag } from './keybag/plain-keybag.ts';
export { rewrapKeybag, type NewPassword } from './keybag/rewrap-keybag.ts';
export { unlockKeybag } from './keybag/unlock-keybag.ts';

export { PayloadCipher, encryptPayload } from './encryption/cipher-payload.ts';
export { PayloadDecipher, decryptPayload, decryptTail } from './encryption/decipher-payload.ts';
export { judgePadding, type ExpectedSize, type PaddingVerdict } from './encryption/padding.ts';

export type { KeychainValue } from './keychain/item-attributes.ts';
export {
  KEYCHAIN_TABLES,
  encodeKeychainBackup,
  parseKeychainBackup,
  persistentRefOf,
  type KeychainEntry,
  type KeychainTable,
} from './keychain/keychain-backup.ts';
export { encodeKeychainItem, keychainItemHeader, openKeychainItem, type KeychainItemVersion } from './keychain/keychain-item.ts';
export { keychainClassName, restoreFate, type RestoreFate } from './keychain/restore-fate.ts';

export { makePairingCertificates, type PairingCertificates } from './x509/pairing-certificates.ts';
export { generateRsaKeyPair, privateKeyPem, publicKeyPem, type RsaKeyPair } from './x509/rsa-keys.ts';
