/** What can be chosen about a restore. */

/** The choices of a restore. The default of each is the careful choice, and all of them are sent, because a device's own defaults remove files. */
export interface RestoreChoices {
  /** Also restore files outside the user's folder. False by default. */
  readonly system?: boolean;
  /** Restart the phone when it has finished. True by default. */
  readonly reboot?: boolean;
  /** Allow the phone to first copy the backup of another phone under its own name. False by default. */
  readonly copy?: boolean;
  /** Use the settings of the backup in place of the phone's own. False by default. */
  readonly settings?: boolean;
  /** Remove everything from the phone that is not in the backup. False by default. */
  readonly remove?: boolean;
  /** Do not install apps. False by default. */
  readonly skipApps?: boolean;
  /** Bundle ids of the apps whose data is restored. By default all. */
  readonly applications?: readonly string[];
  /** Domains that may be emptied on the phone because the backup has nothing of them. Any other such domain ends with 'restore-would-empty'. */
  readonly mayEmpty?: readonly string[];
}
