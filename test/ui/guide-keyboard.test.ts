/** The six steps of the guide with the keyboard alone: what has the focus is seen, is never lost, and every default key of our views does its work. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pictureFailures } from './support/failure-picture.ts';
import { keyboardPersonAt, type KeyboardPerson } from './support/keyboard-only.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const PASSWORD = 'battery horse staple';
const BACKUP_ROW = /^[A-Z][a-z]{2} \d+, /;
const GOOD_ROW = /^[A-Z][a-z]{2} \d+, .*Good/;

describe('the guide with the keyboard alone', () => {
  let folder: string;
  let workbench: Workbench;
  /** All that the steps get: there is no mouse in it. */
  let person: KeyboardPerson;
  pictureFailures(() => workbench);

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    const settings = { 'iosBackup.usbmuxd.address': '127.0.0.1:1', 'iosBackup.defaultBackupFolder': folder };
    workbench = await startWorkbench({ settings });
    person = keyboardPersonAt(workbench.page, (name) => workbench.screenshot(name));
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  it('1. opens the view, and starts a phone with the button of the empty view: the focus goes to its row', async () => {
    await person.command('View: Show iOS Backup');
    await person.reads(/usbmuxd is not running/);
    await person.goTo('Tab', 'button', 'Start Simulated Device');
    await person.picture('keyboard-1-view');
    await person.press('Enter');
    await person.choose('iPhone, not trusted yet');
    await person.isOn('treeitem', /^iPhone, .*Not trusted/);
  });

  it('2. goes through the rows of the phone by the arrow keys', async () => {
    await person.goTo('ArrowDown', 'treeitem', /^Trust: The device does not trust this computer/, 4);
    await person.picture('keyboard-2-phone');
    await person.goTo('ArrowUp', 'treeitem', /^iPhone, /, 4);
  });

  it('3. trusts by the context menu, answers the phone, and is back on the row', async () => {
    await person.press('Shift+F10');
    await person.goTo('ArrowDown', 'menuitem', 'Trust This Computer…');
    await person.picture('keyboard-3-menu');
    await person.press('Enter');
    await person.reads('On the screen of “iPhone”: Trust This Computer?');
    await person.goTo('Tab', 'button', /^Trust$/, 4);
    await person.picture('keyboard-3-trust');
    await person.press('Enter');
    await person.isOn('treeitem', /^iPhone, Simulated · iPhone 13 · iOS 17\.5\.1.*Trust: The device trusts this computer/);
  });

  it('4. encrypts by the context menu, and the row below says so', async () => {
    await person.press('Shift+F10');
    await person.goTo('ArrowDown', 'menuitem', 'Turn On Backup Encryption…');
    await person.press('Enter');
    await person.reads('Encrypt the backups of iPhone?');
    await person.goTo('Tab', 'button', 'Choose Password…', 4);
    await person.picture('keyboard-4-encrypt');
    await person.press('Enter');
    await person.answer('Choose a password that you can remember', PASSWORD);
    await person.answer('Enter the new password again', PASSWORD);
    await person.isOn('treeitem', /^iPhone, .*Encryption: On/);
    await person.goTo('ArrowDown', 'treeitem', /^Encryption: On/, 4);
    await person.picture('keyboard-4-encrypted');
  });

  it('5. backs up by its key, cancels by its key, and is on the row all the time', async () => {
    // The phone takes longer than anybody waits.
    await person.command('iOS Backup: Simulate a Fault…', 'F07');
    await person.isOn('option', /^Simulate it/);
    await person.press('Enter');
    await person.reads(/^F07 is armed/);
    await person.goTo('ArrowUp', 'treeitem', /^iPhone, /, 6);
    await person.press('Control+Enter');
    await person.reads('Backing up iPhone');
    await person.isOn('treeitem', /^iPhone, .*Waiting for the passcode/);
    await person.picture('keyboard-5-backing-up');
    await person.press('Control+Backspace');
    await person.reads(/^Backup of iPhone canceled\./);
    await person.command('iOS Backup: Simulate a Fault…', 'Remove F07');
    await person.reads(/^Removed: F07/);
    await person.isOn('treeitem', /^iPhone, .*Last backup/);
    await person.press('Control+Enter');
    await person.reads(/Backup of iPhone finished/);
  });

  it('5. comes to the message by the keyboard, and from there to the locked page, where it may go on at once', async () => {
    await person.command('Notifications: Focus Notification Toast');
    await person.goTo('Tab', 'button', /^Browse$/, 12);
    await person.picture('keyboard-5-message');
    await person.press('Enter');
    await person.isOn('tab', 'Overview');
    await person.goTo('Tab', 'button', 'Unlock', 12);
    await person.picture('keyboard-6-locked');
  });

  it('6. unlocks the page and goes through it by the arrow keys, F6 and Escape', async () => {
    await person.press('Enter');
    await person.answer(/It is not the passcode of the device/, PASSWORD);
    await person.isOn('tab', 'Overview');
    await person.press('ArrowRight');
    await person.goTo('Tab', 'grid', 'All domains', 12);
    await person.press('ArrowDown', 'F6');
    await person.isOn('aside', 'File');
    await person.press('Escape');
    await person.isOn('row', /./);
    await person.press('Shift+F6');
    await person.goTo('ArrowDown', 'option', 'HomeDomain');
    await person.picture('keyboard-6-page');
  });

  it('6. confirms the latest backup by the keys of the Backups view', async () => {
    await person.command('iOS Backup: Show Latest Backup');
    await person.isOn('treeitem', BACKUP_ROW);
    await person.press('Control+Enter');
    await person.isOn('treeitem', GOOD_ROW);
    await person.picture('keyboard-6-confirmed');
    await person.press('Delete');
    await person.isOn('button', 'Move to Trash');
    await person.press('Escape');
    await person.isOn('treeitem', GOOD_ROW);
  });

  it('7. presses a key on the row that has the focus, not on the one that was chosen before', async () => {
    await person.command('iOS Backup: Start Simulated Device…', 'iPhone, not trusted yet');
    await person.reads(/^iPhone \(….*Not trusted/);
    await person.command('iOS Backup: Focus on Devices View');
    await person.press('Home');
    await person.goTo('ArrowDown', 'treeitem', /^iPhone \(….*Not trusted/, 20);
    await person.press('Control+Enter');
    await person.picture('keyboard-7-focused');
    await person.reads(/trust/i);
  });
});
