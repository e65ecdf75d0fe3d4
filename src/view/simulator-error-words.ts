/** What happened and what to do, for every error code of simulated devices. */
import type { SimulatorErrorCode } from '../simulated-device/index.ts';
import type { ErrorWords } from './surface-words.ts';

export const SIMULATOR_ERROR_WORDS: Readonly<Record<SimulatorErrorCode, ErrorWords>> = {
  'simulator-address-in-use': {
    message: 'Another program already listens on {address}.',
    action: 'Choose another address, or stop that program.',
  },
  'simulator-listen-failed': {
    message: 'A simulated device cannot listen on {address}.',
    action: 'Choose an address of this computer, such as 127.0.0.1:0.',
  },
  'simulator-wifi-unavailable': {
    message: 'This computer cannot give a simulated device the address {address}, so the device cannot be on the Wi-Fi.',
    action: 'On macOS, run this once: sudo ifconfig lo0 alias {address}. Or connect the device by USB only.',
  },
  'simulator-preset-unknown': { message: 'There is no simulated device named “{preset}”.', action: 'Choose one of these: {known}.' },
  'simulator-version-malformed': { message: '“{productVersion}” is not a valid iOS version.', action: 'Write it as 17.5 or 17.5.1.' },
  'simulator-udid-malformed': {
    message: '“{udid}” is not a valid UDID.',
    action: 'Write 40 hexadecimal digits, or 8 and 16 with a hyphen between them.',
  },
  'simulator-device-exists': {
    message: 'A device with the UDID {udid} already exists.',
    action: 'Choose another UDID, or stop that device.',
  },
  'simulator-fault-unknown': { message: 'There is no fault named “{id}”.', action: 'Choose one of these: {known}.' },
  'simulator-fault-malformed': {
    message: 'The fault cannot be set this way.',
    action: 'See the list of faults for triggers and parameters.',
  },
  'simulator-leftovers': {
    message: 'Something was left behind on the device: {leftovers}.',
    action: 'Let the connected program release what it holds before it ends.',
  },
  'simulator-cloud-failed': {
    message: 'The staged iCloud backup is not complete: {description}',
    action: 'Stage what is missing, such as Wi-Fi or space in iCloud, then try again.',
  },
  'simulator-version-impossible': {
    message: '{productType} never ran iOS {productVersion}.',
    action: 'Choose a version from {first} to {last}, or a device that ran it: {presets}.',
  },
  'simulator-device-missing': { message: 'There is no simulated device with the UDID {udid}.', action: 'Start one first.' },
  'simulator-ended': { message: 'The simulated devices stopped because of a program error.', action: 'Start them again.' },
  'simulator-app-id-malformed': {
    message: '“{app}” is not a valid bundle ID.',
    action: 'Write letters, digits, hyphens and periods, such as com.example.myapp.',
  },
  'simulator-app-folder-missing': {
    message: 'The folder {path} does not exist.',
    action: 'Choose the folder that contains Documents and Library of the app.',
  },
  'simulator-app-folder-foreign': {
    message: 'The folder {path} is not the container of an app. It has neither Documents nor Library.',
    action: 'Choose the folder that contains Documents and Library of the app.',
  },
  'simulator-app-folder-large': {
    message: 'There is not enough free space for a copy of {path}.',
    action: 'Free space on the disk that holds temporary files, then try again.',
  },
  'simulator-app-file-unreadable': {
    message: 'The file {path} of the app cannot be read ({reason}).',
    action: 'Make the file readable or remove it from the folder, then try again.',
  },
  'simulator-app-file-changed': {
    message: 'The file {path} changed while it was copied to the simulated device.',
    action: 'Quit the program that writes to it, then try again.',
  },
  'simulator-app-missing': {
    message: 'The simulated device has no app {app}.',
    action: 'Add appFiles to the contract: the folder that becomes the container of the app.',
  },
};
