/** The parts of a simulated device. `make-device.ts` puts them together. */
import type { Log } from '../../base/index.ts';
import type { CloudAccount } from '../../device-protocol/index.ts';
import type { Attachments } from '../mux/attachments.ts';
import type { PasscodeOutcome } from '../backup-agent/agent-device.ts';
import type { BackupConditions } from '../backup-agent/backup-conditions.ts';
import type { BackupPasswordOptions } from './backup-password.ts';
import type { Clock } from './clock.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import type { TrustPolicy } from './device-options.ts';
import type { DeviceIdentity } from './identity.ts';
import type { IosVersion } from '../ios-versions.ts';
import type { DeviceModel } from '../models/models.ts';
import type { MuxDaemon } from '../mux/mux-daemon.ts';
import type { MediaTree } from '../services/afc/media-tree.ts';
import type { ServicePorts } from './service-ports.ts';
import type { ServeDirect, WirelessDevice } from '../wifi/wifi-presence.ts';

export interface DeviceParts<Device extends WirelessDevice> {
  readonly identity: DeviceIdentity;
  readonly model: DeviceModel;
  readonly version: IosVersion;
  readonly name: string;
  readonly seed: number;
  readonly content: PhoneContent;
  /** What the phone holds after an erasure. */
  readonly factoryContent: (erased: PhoneContent) => PhoneContent;
  readonly media: MediaTree;
  readonly ports: ServicePorts<Device>;
  readonly attachments: Attachments<Device>;
  readonly usbmuxd: MuxDaemon;
  readonly serveDirect: ServeDirect<Device>;
  readonly log: Log;
  readonly trust: TrustPolicy;
  readonly acceptAfterAsks: number;
  readonly locked: boolean;
  readonly isPasscodeSet: boolean;
  readonly conditions: BackupConditions;
  readonly answersQuestions: boolean;
  readonly deviceLinkVersion: number | undefined;
  readonly askPasscode: ((signal: AbortSignal) => Promise<PasscodeOutcome>) | undefined;
  readonly backupPassword: BackupPasswordOptions;
  readonly cloudAccount: CloudAccount;
  readonly clock: Clock;
  readonly restartSeconds: number;
  readonly faultsEnabled: boolean;
  /** Fires when the simulator closes. */
  readonly signal: AbortSignal;
  violation(text: string): void;
}
