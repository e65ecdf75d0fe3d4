/** The six steps of the walkthrough as a new user takes them, by its own buttons, with a simulated phone: a picture of each. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pictureFailures } from './support/failure-picture.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('the guide, walked through by a new user', () => {
  let folder: string;
  let workbench: Workbench;
  pictureFailures(() => workbench);
  const steps = () => workbench.page.locator('.gettingStartedContainer .step-list-container');
  const step = (title: string) => steps().locator('.getting-started-step').filter({ hasText: title });
  const open = async (title: string) => {
    await workbench.runCommand('iOS Backup: Get Started');
    await steps().waitFor({ timeout: STARTUP_MS });
    const wanted = step(title).first();
    await workbench.clickUntil(wanted, wanted.and(workbench.page.locator('.expanded')));
  };
  const press = (button: string) => steps().getByRole('button', { name: button, exact: true }).first().click();

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    const settings = {
      'iosBackup.usbmuxd.address': '127.0.0.1:1',
      'iosBackup.defaultBackupFolder': folder,
      'workbench.colorTheme': 'Default Light Modern',
    };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  it('1. offers both methods, and a phone to practice with', async () => {
    await open('Choose a method');
    await steps()
      .getByText(/You can use both/)
      .waitFor();
    await workbench.screenshot('walk-1-method');
    await press('Start Simulated Device');
    await workbench.pick('iPhone, not trusted yet');
  });

  it('2. sees the phone as soon as it is there', async () => {
    await workbench.treeItem(/Not trusted/).waitFor({ timeout: STARTUP_MS });
    await open('Connect the device');
    await workbench.screenshot('walk-2-connect');
  });

  it('3. asks for trust, which the phone is asked to give', async () => {
    await open('Trust this computer');
    await press('Trust This Computer');
    const question = workbench.page.getByRole('dialog').filter({ hasText: 'On the screen of “iPhone”: Trust This Computer?' });
    await question.waitFor();
    await workbench.screenshot('walk-3-trust');
    await question.getByRole('button', { name: 'Trust', exact: true }).click();
    // Its row has that name before the answer has come, too.
    await workbench.treeItem(/^Encryption: Off/).waitFor();
  });

  it('4. encrypts, after the words about a lost password, and the row says so', async () => {
    await open('Encrypt, or not');
    await steps()
      .getByText(/there is no way to recover it/)
      .waitFor();
    const question = workbench.page.getByRole('dialog').filter({ hasText: 'Encrypt the backups of iPhone?' });
    await press('Turn On Encryption');
    await question.getByText(/Health and activity data of the device and of an Apple Watch/).waitFor();
    await workbench.screenshot('walk-4-encrypt');
    await question.getByRole('button', { name: 'Choose Password…' }).click();
    await workbench.type('battery horse staple');
    await workbench.screenshot('walk-4-password');
    await workbench.type('battery horse staple');
    await workbench.treeItem(/^Encryption: On/).waitFor({ timeout: STARTUP_MS });
  });

  it('5. backs up, and says what is happening meanwhile', async () => {
    await open('Back up');
    await press('Back Up Now');
    await workbench.toast('Backing up iPhone').waitFor();
    await workbench.screenshot('walk-5-back-up');
    await workbench.toast(/Backup of iPhone finished/).waitFor({ timeout: STARTUP_MS });
  });

  it('6. confirms the latest backup: its date, its lock, its verdict', async () => {
    await open('Confirm the latest backup');
    await press('Show Latest Backup');
    const row = workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Encrypted, locked, Unconfirmed, quick check/);
    await row.and(workbench.page.locator('[aria-selected="true"]')).waitFor();
    await workbench.screenshot('walk-6-confirm');
    await press('Verify Backup');
    // The message of step 5 has a button of the same name, and no password box must be open below the question.
    await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Unlock and Verify' }).click();
    await workbench.type('battery horse staple');
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Encrypted, unlocked, Good.*, fully checked/).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('walk-6-verified');
  });

  for (const theme of ['Default Dark Modern', 'Default High Contrast', 'Default High Contrast Light']) {
    it(`looks right in ${theme}`, async () => {
      await workbench.runCommand('Preferences: Color Theme', theme.replace('Default ', ''));
      await workbench.screenshot(`walk-${theme.replaceAll(' ', '-').toLowerCase()}`);
    });
  }
});

describe('the guide in German', () => {
  let folder: string;
  let workbench: Workbench;
  pictureFailures(() => workbench);

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    const settings = { 'iosBackup.usbmuxd.address': '127.0.0.1:1', 'iosBackup.defaultBackupFolder': folder };
    workbench = await startWorkbench({ settings, language: 'de' });
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  it('says what is missing, and starts a phone', async () => {
    await workbench
      .view('Geräte')
      .getByText(/usbmuxd läuft nicht/)
      .waitFor({ timeout: STARTUP_MS });
    await workbench.view('Geräte').getByRole('button', { name: 'Simuliertes Gerät starten' }).click();
    await workbench.pick('iPhone (empfohlen)');
    await workbench.treeItem(/^iPhone, Simuliert · iPhone 13 · iOS 17\.5\.1/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^Verschlüsselung: Aus$/).waitFor();
  });

  it('backs up and shows the page', async () => {
    await workbench.view('Backups').getByRole('button', { name: 'Jetzt sichern', exact: true }).waitFor();
    await workbench.runCommand('iOS Backup: Jetzt sichern');
    await workbench.answerToast(/Backup von iPhone/, 'Durchsehen');
    await workbench.webview().getByText('Nicht verschlüsselt', { exact: true }).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('walk-german');
  });

  it('has the six steps', async () => {
    await workbench.runCommand('iOS Backup: Erste Schritte');
    await workbench.page
      .locator('.gettingStartedContainer')
      .getByText('Bestätigen Sie das neueste Backup')
      .first()
      .waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('walk-german-steps');
  });
});
