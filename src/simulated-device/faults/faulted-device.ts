/** What faults may read and change on a phone. The simulated device implements it. */
import type { Log } from '../../base/index.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import type { ValueStore } from '../lockdown/value-store.ts';
import type { MuxDaemon } from '../mux/mux-daemon.ts';
import type { BackupPassword } from '../phone/backup-password.ts';
import type { Clock } from '../phone/clock.ts';
import type { Power } from '../phone/power.ts';

export interface FaultedDevice {
  readonly udid: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly content: PhoneContent;
  readonly values: ValueStore;
  readonly backupPassword: BackupPassword;
  readonly power: Power;
  readonly usbmuxd: MuxDaemon;
  /** Leaves so many bytes on the disk of a host in this process; absent where nobody has set it. */
  readonly fillHostDisk?: (room: number) => void;
  /** The ways by which hosts see the phone. */
  readonly connections: readonly ('usb' | 'network')[];
  locked: boolean;
  attach(connection?: 'usb'): void;
  attach(connection: 'network'): Promise<void>;
  detach(connection?: 'usb' | 'network'): void;
  /** Posts a notification as the phone itself. */
  postNotification(name: string): void;
}
