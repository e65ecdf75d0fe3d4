/** Rows of the sidebar tell what is: each its own text after a theme change, twins apart, and one number with toast and status bar. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { makeBulkPhone, startSimulator, type Simulator } from '../../src/simulated-device/index.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('the rows of the sidebar', () => {
  let simulator: Simulator;
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    simulator = await startSimulator({
      devices: [
        { name: 'Alpha', seed: 1 },
        { name: 'Twin', seed: 2 },
        { name: 'Twin', seed: 3 },
        { name: 'Zulu', seed: 4, content: makeBulkPhone({ count: 30_000, size: 4000 }) },
      ],
    });
    const settings = {
      'iosBackup.usbmuxd.address': simulator.address,
      'iosBackup.defaultBackupFolder': folder,
      'workbench.colorTheme': 'Default Dark Modern',
    };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await simulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const pair = async (udid: string) => {
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), udid)).pair();
  };
  const phone = (index: number) => {
    const device = simulator.devices[index];
    assert.ok(device);
    return device;
  };

  /** What eyes and what a screen reader get of each row of the view. */
  const rows = async () => {
    const items = workbench.view('Devices').getByRole('treeitem');
    const spoken = await items.evaluateAll((nodes: { getAttribute(name: string): string | null }[]) =>
      nodes.map((node) => node.getAttribute('aria-label') ?? ''),
    );
    const shown = await items.locator('.label-name').allInnerTexts();
    return spoken.map((label, index) => ({ label, shown: shown[index] ?? '' }));
  };

  it('tell twins apart, and say of each phone that it is simulated', async () => {
    for (const { udid } of [phone(1), phone(2)]) {
      await workbench.treeItem(new RegExp(`^Twin \\(…${udid.slice(-4)}\\), .*Simulated.*Not trusted`)).waitFor({ timeout: STARTUP_MS });
    }
    await workbench.screenshot('rows-twins');
  });

  it('show their own text after a theme change, also those that another program paired or unplugged meanwhile', async () => {
    // Room for the rows of three devices at once: a list draws what can be seen.
    await workbench.page.getByRole('button', { name: /^Backups.* Section/ }).click();
    for (const index of [0, 1, 3]) await pair(phone(index).udid);
    await workbench.treeItem(/^Zulu, .*Encryption: Off/).waitFor();
    await workbench.treeItem(/^Alpha, .*Encryption: Off/).waitFor();
    // Only one device begins with its rows open.
    for (const index of [0, 3]) await workbench.expand(workbench.treeItem(new RegExp(`^${phone(index).name}, `)));
    phone(0).detach();
    await workbench.treeItem(/^Alpha/).waitFor({ state: 'detached' });
    phone(0).attach();
    await workbench.treeItem(/^Alpha, .*Encryption: Off/).waitFor();
    await workbench.expand(workbench.treeItem(/^Alpha, /));
    for (const theme of ['Light Modern', 'Dark Modern']) {
      await workbench.runCommand('Preferences: Color Theme', theme);
      const all = await rows();
      assert.ok(all.length >= 12, String(all.length));
      for (const { label, shown } of all) assert.ok(label.startsWith(shown) && shown !== '', `“${shown}” stands where “${label}” should`);
    }
    await workbench.screenshot('rows-after-theme');
  });

  it('say the same phase and number as the toast and the status bar, while it moves', async function () {
    this.timeout(2 * STARTUP_MS);
    await workbench.runCommand('iOS Backup: Back Up Now', 'Zulu');
    await workbench.toast('Backing up Zulu').waitFor();
    const agreed = new Set<string>();
    const seen: string[] = [];
    while (agreed.size < 4) {
      const { row, below, toast, bar } = await whatIsShown(workbench.page);
      assert.ok(!toast.includes('finished'), `finished after only ${[...agreed].join()}; last seen:\n${seen.slice(-12).join('\n')}`);
      // Read at one moment in the browser; a change that is on its way may be missed, a row that stands still may not.
      const heads = [row, below, toast, bar].map(headOf);
      if (seen.at(-1) !== heads.join(' | ')) seen.push(heads.join(' | '));
      if (seen.length === 1) seen.push(JSON.stringify({ row, below, toast, bar }));
      if (heads[0] !== undefined && new Set(heads).size === 1) agreed.add(heads[0]);
    }
    assert.ok([...agreed].some((head) => head.startsWith('Receiving files')));
    await workbench.screenshot('rows-one-number');
  });
});

interface Shown {
  readonly row: string;
  readonly below: string;
  readonly toast: string;
  readonly bar: string;
}

/** The words of the four places, read at one moment. */
function whatIsShown(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    interface Node {
      readonly textContent: string | null;
      getAttribute(name: string): string | null;
      querySelectorAll(selector: string): Iterable<Node>;
    }
    const { document } = globalThis as unknown as { document: Node };
    const texts = (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
    const devices = [...document.querySelectorAll('.split-view-view .pane')].find(({ textContent }) => textContent?.startsWith('Devices'));
    // A list keeps its rows in any order, and their places in an attribute.
    const place = (row: Node) => Number(row.getAttribute('data-index'));
    const rows = [...(devices?.querySelectorAll('.monaco-list-row') ?? [])]
      .sort((a, b) => place(a) - place(b))
      .map(({ textContent }) => textContent ?? '');
    const at = rows.findIndex((text) => text.includes('Zulu'));
    const find = (selector: string) => texts(selector).find((text) => text.includes('Zulu')) ?? '';
    return { row: rows[at] ?? '', below: rows[at + 1] ?? '', toast: find('.notification-toast'), bar: find('.statusbar-item') };
  });
}

/** "Receiving files 42%": the phase and the number, wherever they stand in a text. */
function headOf(text: string): string | undefined {
  const phase = /Receiving files|Putting files in place|Finishing|Verifying/.exec(text)?.[0];
  const percent = /(\d+)\s?%/.exec(text)?.[1];
  return phase === undefined || percent === undefined ? undefined : `${phase} ${percent}%`;
}
