/// <reference types="node" preserve="true" />
/// <reference lib="esnext.disposable" preserve="true" />
/** The door of device-protocol: talking to usbmuxd, lockdownd and the services of a device, and the codecs both ends share. */
export { DeviceProtocolError, type DeviceProtocolErrorCode } from './errors.ts';
export { Connection, type OutgoingShape, type TrafficListener } from './transport/connection.ts';
export type { TlsOptions } from './transport/tls-options.ts';
export { shortText } from './short-text.ts';
export { encodePlistFrame, readPlistFrame, writePlistFrame, type PlistFormat, type ReadFrameOptions } from './lockdown/plist-frame.ts';
export {
  MUX_MESSAGE,
  MUX_RESULT,
  MUX_VERSION,
  decodeMuxFrame,
  decodeMuxHeader,
  encodeBinaryMuxResult,
  encodeMuxMessage,
  readMuxFrame,
  swapPort,
  type MuxFrame,
  type MuxHeader,
} from './usbmux/codec.ts';
export {
  decodeAttached,
  encodeAttached,
  preferCable,
  type AttachedDevice,
  type ConnectionType,
  type NetworkPlace,
} from './usbmux/attached-device.ts';
export { decodeNetworkAddress, encodeNetworkAddress } from './usbmux/network-address.ts';
export { defaultUsbmuxAddress, formatUsbmuxAddress, openUsbmuxSocket, parseUsbmuxAddress, type UsbmuxAddress } from './usbmux/address.ts';
export { AFC_OPERATION, AFC_STATUS, encodeAfcPacket, readAfcPacket, type AfcPacket } from './services/afc-codec.ts';
export { cStrings as joinAfcStrings, splitStrings as splitAfcStrings } from './services/afc-fields.ts';
export {
  AFC_LOCK,
  AFC_OPEN_MODE,
  decodeAfcRequest,
  decodeAfcResponse,
  encodeAfcRequest,
  encodeAfcResponse,
  type AfcLock,
  type AfcOpenMode,
  type AfcRequest,
  type AfcResponse,
} from './services/afc-messages.ts';
export { AFC_SERVICE, AfcClient } from './services/afc.ts';
export { HEARTBEAT_SERVICE, answerHeartbeat, encodeHeartbeat, readHeartbeat, type HeartbeatMessage } from './services/heartbeat.ts';
export { NOTIFICATION, NOTIFICATION_PROXY_SERVICE, NotificationProxy } from './services/notification-proxy.ts';
export { UsbmuxClient, type UsbmuxEvent } from './usbmux/client.ts';
export { LOCKDOWN_PORT, LockdownClient, type ServiceAddress } from './lockdown/lockdown-client.ts';
export { lockdownErrorName } from './lockdown/lockdown-errors.ts';
export { decodePairRecord, encodePairRecord, type PairRecord } from './lockdown/pair-record.ts';
export { requestTrust, type PairingOptions } from './lockdown/pairing.ts';
export { pemToDer } from './lockdown/pem.ts';
export { DIAGNOSTICS_SERVICE, readPasswordConfigured } from './services/diagnostics.ts';
export { INSTALLATION_PROXY_SERVICE, browseUserApplications, type InstalledApplication } from './services/installation-proxy.ts';
export {
  CLOUD_ACCOUNTS,
  CLOUD_CONDITIONS,
  decodeCloudChanges,
  encodeCloudBackup,
  encodeCloudProgress,
  encodeStagedCloud,
  type CloudAccount,
  type CloudCondition,
  type CloudPhase,
  type CloudProgress,
  type StagedCloud,
  type StagedCloudApp,
  type StagedCloudAttempt,
  type StagedCloudBackup,
  type StagedCloudChanges,
} from './services/staged-cloud.ts';
export { STAGING_SERVICE, Staging } from './services/staging.ts';
export { SPRINGBOARD_SERVICE, readIcon } from './services/springboard.ts';
export { Device } from './device.ts';
export { DeviceSession } from './device-session.ts';
export { startServicePatiently, type PatientStart, type RetryReason } from './start-service-patiently.ts';
export { readDeviceOverview, type DeviceBackupSettings, type DeviceOverview, type DeviceTrust } from './device-overview.ts';
export { watchDevices, type DeviceWatcher, type DevicesChange, type WatchOptions } from './device-watcher.ts';
export {
  PROTOCOL_VERSIONS,
  decodeBackupRequest,
  decodeBackupResponse,
  encodeBackupRequest,
  encodeBackupResponse,
  type BackupRequest,
  type BackupRequestName,
  type BackupResponse,
  type RestoreOptions,
} from './mobilebackup2/backup-messages.ts';
export { BULK_LIMITS, BulkParser, type BulkLimits, type BulkReceiver } from './mobilebackup2/bulk-parser.ts';
export {
  CHUNK_DATA,
  CHUNK_END,
  CHUNK_NOT_FOUND,
  CHUNK_REMOTE_ERROR,
  DEVICE_CHUNK_BYTES,
  END_OF_FILE,
  END_OF_FILES,
  HOST_CHUNK_BYTES,
  encodeData,
  encodeDataHeader,
  encodeFileError,
  encodeName,
} from './mobilebackup2/bulk-stream.ts';
export { DEVICE_MESSAGE_NAMES, decodeDeviceMessage, encodeDeviceMessage, type DeviceMessage } from './mobilebackup2/device-link.ts';
export {
  DeviceLinkStatus,
  decodeHostMessage,
  decodePathFailures,
  encodeHostMessage,
  encodePathFailures,
  type HostMessage,
  type PathFailure,
} from './mobilebackup2/host-message.ts';
export { EMPTY_PARAMETER } from './mobilebackup2/message-shape.ts';
export type { BackupHost, DirectoryEntry, IncomingFile, OutgoingFile, Steps } from './mobilebackup2/backup-host.ts';
export { checkDevicePath, type DevicePath } from './mobilebackup2/device-path.ts';
export type { DeviceFileError } from './mobilebackup2/receive-files.ts';
export { BACKUP_SERVICE, BackupSession, throwUnlessOk, type ServeWatcher } from './mobilebackup2/session.ts';
export { SYNC_LOCK_PATH, takeSyncLock, type SyncLock, type SyncLockOptions } from './mobilebackup2/sync-lock.ts';
