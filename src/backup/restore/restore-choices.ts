/** What can be chosen about a restore. */

/** The choices of a restore. The default of each is the careful choice, and all of them are sent, because a device's own defaults remove files. */
export interface RestoreChoices {
  /** Files outside of the user's folder too. False when absent. */
  readonly system?: boolean;
  /** The phone restarts when it has finished. True when absent. */
  readonly reboot?: boolean;
  /** The phone may first copy the backup of another phone under its own name. False when absent. */
  readonly copy?: boolean;
  /** The settings of the backup in place of the phone's own. False when absent. */
  readonly settings?: boolean;
  /** Remove everything from the phone that is not in the backup. False by default. */
  readonly remove?: boolean;
  /** Applications are not installed. False when absent. */
  readonly skipApps?: boolean;
  /** Bundle ids; only their data is restored. All when absent. */
  readonly applications?: readonly string[];
  /** Domains that may be emptied on the phone because the backup has nothing of them. Any other such domain ends with 'restore-would-empty'. */
  readonly mayEmpty?: readonly string[];
}
