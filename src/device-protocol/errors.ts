/** What can go wrong between the host and a device, as a closed set of codes. */
import { CodedError } from '../base/index.ts';

/** The codes of a `DeviceProtocolError`: what can go wrong between this computer and a device. */
export type DeviceProtocolErrorCode =
  // The way to the device: usbmuxd (Apple Mobile Device Service on Windows).
  | 'usbmuxd-missing'
  | 'usbmuxd-denied'
  | 'usbmuxd-refused'
  | 'address-malformed'
  | 'no-such-device'
  | 'not-simulated' // a real phone cannot be staged
  // Trust between this computer and the device.
  | 'not-trusted'
  | 'trust-pending'
  | 'trust-declined'
  | 'device-locked'
  | 'pair-record-invalid'
  | 'pairing-prohibited'
  | 'pairing-needs-cable'
  | 'pairing-not-kept' // the device has forgotten it a moment later
  | 'escrow-refused'
  // Services of the device.
  | 'service-unavailable'
  | 'service-limit'
  | 'lockdown-error'
  | 'afc-error'
  | 'sync-lock-busy'
  // The byte stream.
  | 'link-lost'
  | 'device-silent' // the link stands, and nothing has come for too long
  | 'frame-too-long'
  | 'protocol-violation'
  | 'tls-failed'
  // DeviceLink and mobilebackup2.
  | 'device-link-version'
  | 'no-common-version'
  | 'service-silent' // the backup service was opened and does not speak
  | 'device-refused'
  | 'unsafe-path';

/**
 * An error of the conversation with a device. `data` keeps the device's own words: `lockdownError` (lockdownd's name),
 * `muxResult` (number), `afcStatus` (number), `deviceCode` and `description` (mobilebackup2); `foreignCertificate` distinguishes a TLS peer that
 * was never paired from a handshake that failed.
 */
export class DeviceProtocolError extends CodedError<DeviceProtocolErrorCode> {}
