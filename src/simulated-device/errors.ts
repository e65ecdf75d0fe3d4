/** What can go wrong when somebody starts or configures simulated devices, as a closed set of codes. */
import { CodedError } from '../base/index.ts';

/** The codes of a `SimulatorError`: what can be wrong with a request to the simulator. */
export type SimulatorErrorCode =
  /** The address is taken by another program. `data.address`. */
  | 'simulator-address-in-use'
  /** The address cannot be listened on (not of this computer, not loopback, no permission, path too long). `data.address`. */
  | 'simulator-listen-failed'
  /** This computer has no loopback addresses to spare for a device on the Wi-Fi. `data.address`. */
  | 'simulator-wifi-unavailable'
  /** No preset of that name. `data.preset`, `data.known`. */
  | 'simulator-preset-unknown'
  /** The iOS version is not of the form X.Y or X.Y.Z. `data.productVersion`. */
  | 'simulator-version-malformed'
  /** The UDID is of neither form. `data.udid`. */
  | 'simulator-udid-malformed'
  /** A device with that UDID is already there. `data.udid`. */
  | 'simulator-device-exists'
  /** No fault of that id. `data.id`, `data.known`. */
  | 'simulator-fault-unknown'
  /** A trigger or parameter of a fault makes no sense. `data` is a `MalformedFault` with its `reason` in English. */
  | 'simulator-fault-malformed'
  /** A host has left something behind on a device. `data.leftovers`. */
  | 'simulator-leftovers'
  /** An iCloud backup (staged) was refused, or is not complete. `data.deviceCode`, `data.description`. */
  | 'simulator-cloud-failed'
  /** That model never ran that iOS version. `data.productType`, `data.productVersion`, `data.first`, `data.last`, `data.presets` that did. */
  | 'simulator-version-impossible'
  /** No device of that UDID. `data.udid`. */
  | 'simulator-device-missing'
  /** An app or app group cannot have that id. `data.app`. */
  | 'simulator-app-id-malformed'
  /** The folder of an app is not there. `data.path`. */
  | 'simulator-app-folder-missing'
  /** The folder is the container of no app: it has neither Documents nor Library. `data.path`. */
  | 'simulator-app-folder-foreign'
  /** There is no space for a copy of the folder. `data.path`, `data.needed`, `data.available`. */
  | 'simulator-app-folder-large'
  /** A file or folder of an app cannot be read. `data.path`, `data.reason` (code of the system; NAME for a name that no phone has). */
  | 'simulator-app-file-unreadable'
  /** A file of an app was changed while it was copied onto the phone. `data.path`. */
  | 'simulator-app-file-changed'
  /** The device does not have that app. `data.app`. */
  | 'simulator-app-missing'
  /** The thread of the simulator has ended by itself. */
  | 'simulator-ended';

/** What makes no sense about the settings of a fault. */
export type FaultProblem =
  /** `times` is not a whole number of at least 1. `value`. */
  | 'times'
  /** The fault takes effect when it is armed, so it takes no `at`. `id`. */
  | 'at-once'
  /** The fault does not occur at the point `value`, only at `known`. `id`. */
  | 'place'
  /** The fault `id` has no parameter `name`, only those of `known`. */
  | 'parameter'
  /** The parameter `name` takes a number of at least 0, not `value`. */
  | 'number'
  /** The parameter `name` takes a word. */
  | 'word'
  /** The parameter `name` takes one of the words of `known`, not `value`. */
  | 'choice'
  /** `p` is not a number from 0 to 1. `value`. */
  | 'probability'
  /** No point is named `value`. */
  | 'point'
  /** `value` is not an amount that `after` takes. */
  | 'after'
  /** `name` takes text. */
  | 'text'
  /** The disk of the host is out of reach of the device. `id`. */
  | 'host-disk';

/** The facts of `simulator-fault-malformed`: words for people are made from them. */
export interface MalformedFault {
  readonly problem: FaultProblem;
  readonly id?: string;
  readonly name?: string;
  readonly value?: string;
  readonly known?: readonly string[];
}

/** An error of the simulator itself, not of its phones. `data` has the facts that belong to the code. */
export class SimulatorError extends CodedError<SimulatorErrorCode> {}
