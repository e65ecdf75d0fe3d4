/** iCloud Backup of a simulated phone: its account and its switch. Nothing ever leaves this computer. */
import { dict, type PlistDict } from '../../formats/index.ts';

/**
 * The account behind iCloud Backup. With 'none' and 'not-provisioned' (signed in, but not set up for backups), the phone refuses to turn iCloud
 * Backup on or off.
 */
export type CloudAccount = 'none' | 'signed-in' | 'not-provisioned';

/** iCloud Backup of a simulated phone: an account and a switch. */
export class CloudBackup {
  /** A tester changes it as the user signs in and out. */
  account: CloudAccount;
  readonly #changed: (values: PlistDict) => void;
  #isOn = false;

  /** `changed` receives the resulting values of com.apple.mobile.backup. */
  constructor(account: CloudAccount, changed: (values: PlistDict) => void) {
    this.account = account;
    this.#changed = changed;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** The switch in the phone's settings, which a host can also change if the account allows it. */
  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    this.#changed(dict({ CloudBackupEnabled: isOn }));
  }
}
