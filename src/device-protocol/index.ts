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
