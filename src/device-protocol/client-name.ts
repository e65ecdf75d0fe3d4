/** How this program introduces itself to usbmuxd and to devices. */
export const CLIENT_NAME = 'ios-backup-lab';
