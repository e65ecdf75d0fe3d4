/** The door of device-protocol: talking to usbmuxd, lockdownd and the services of a device, and the codecs both ends share. */
export { DeviceProtocolError, type DeviceProtocolErrorCode } from './errors.ts';
export { Connection } from './transport/connection.ts';
export type { TlsOptions } from './transport/tls-options.ts';
export { encodePlistFrame, readPlistFrame, writePlistFrame, type PlistFormat, type ReadFrameOptions } from './transport/plist-frame.ts';
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
export { decodeAttached, encodeAttached, type AttachedDevice, type ConnectionType } from './usbmux/attached-device.ts';
export { defaultUsbmuxAddress, formatUsbmuxAddress, openUsbmuxSocket, parseUsbmuxAddress, type UsbmuxAddress } from './usbmux/address.ts';
export { AFC_OPERATION, AFC_STATUS, encodeAfcPacket, readAfcPacket, type AfcPacket } from './services/afc-codec.ts';
export { splitStrings as splitAfcStrings } from './services/afc-fields.ts';
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
export { NOTIFICATION, NOTIFICATION_PROXY_SERVICE, NotificationProxy } from './services/notification-proxy.ts';
