/**
 * What a person does with the keyboard and the mouse, made safe for a machine on which everything takes its time.
 *
 * When the command palette closes, VS Code gives the focus back to where it was; if that is a webview, it does so 50 ms later and through
 * another process. A quick pick that has opened meanwhile loses the focus and closes. A person opens it again, and so do these gestures.
 */

import type { Locator, Page } from 'playwright-core';

/** How often a gesture is begun anew before it counts as failed. */
const ATTEMPTS = 5;
/** A picker that asks the extension first may take this long to come. */
const PICKER_MS = 15_000;
/** What is found in a long list by its name stands near the top. */
const MOST_STEPS = 20;

/** An entry of a quick pick by a part of its text. */
export interface Pick {
  readonly text: string;
  /** Called while the entry is in the list, each time that the list has to be opened. */
  readonly look: () => Promise<void>;
}

export interface Gestures {
  /** Shows the views of the extension. */
  openSidebar(): Promise<void>;
  /** A view of the sidebar by its title, such as `Devices`. */
  view(title: string): Locator;
  /** A row in any tree, by how its text begins. */
  treeItem(name: string | RegExp): Locator;
  /** Clicks until what that brings is seen: what is drawn anew in the middle loses a click. Only for what a second click does not undo. */
  clickUntil(target: Locator, result: Locator): Promise<void>;
  /** Opens a row of a tree. A tree that is drawn anew in the middle loses the key, so it is pressed again. */
  expand(row: Locator): Promise<void>;
  /** Runs a command by its title as the palette shows it, and answers the quick picks that it asks with, in their order. */
  runCommand(title: string, ...picks: (string | Pick)[]): Promise<void>;
  /** Chooses an entry of an open quick pick by a part of its text. */
  pick(text: string): Promise<void>;
  /** Answers the open input box. */
  type(text: string): Promise<void>;
  toast(text: string | RegExp): Locator;
  /** Presses a button of a message, also of one that has gone to the notification centre by now. */
  answerToast(text: string | RegExp, button: string): Promise<void>;
}

export function gesturesOn(page: Page, startupMs: number): Gestures {
  const quickInput = page.locator('.quick-input-widget');
  const input = quickInput.locator('input');
  const toast = (text: string | RegExp) => page.locator('.notification-toast').filter({ hasText: text });

  /** Types, and presses Enter once exactly the wanted row is the active one. False when the list closed instead. */
  async function choose(text: string, typed: string, look?: Pick['look']): Promise<boolean> {
    if (!(await comes(quickInput, PICKER_MS))) return false;
    await input.fill(typed).catch(() => undefined);
    const wanted = quickInput.getByRole('option').filter({ hasText: text }).first();
    if (!(await firstOf(wanted.waitFor({ timeout: PICKER_MS }), quickInput.waitFor({ state: 'hidden' })))) return false;
    await look?.();
    const active = quickInput.locator('.monaco-list-row.focused').filter({ hasText: text });
    for (let step = 0; !(await comes(active, step === 0 ? 1000 : 200)); step++) {
      if (step === MOST_STEPS || !(await quickInput.isVisible())) return false;
      await input.press('ArrowDown');
    }
    await input.press('Enter');
    return leaves(typed);
  }

  /** True once the list that was typed into has made room, for nothing or for the next one. */
  async function leaves(typed: string): Promise<boolean> {
    const end = Date.now() + PICKER_MS;
    while (Date.now() < end) {
      // The command may have been to reload the window, and the list is gone for good.
      const left = await input.inputValue({ timeout: 1000 }).catch(() => undefined);
      if (left !== typed || !(await quickInput.isVisible())) return true;
      await page.waitForTimeout(50);
    }
    return false;
  }

  /** What a box asks, and what it complains about. */
  const question = async () =>
    [await input.getAttribute('placeholder'), await quickInput.locator('.quick-input-message').innerText()].join();

  /** A box that opens while a question is still closing is emptied once more by VS Code; nobody but a program types that soon. */
  async function answer(text: string): Promise<boolean> {
    await input.waitFor();
    await page.locator('.monaco-dialog-modal-block').waitFor({ state: 'detached' });
    const asked = await question();
    await input.fill(text);
    await page.waitForTimeout(50);
    if ((await input.inputValue()) !== text) return false;
    await input.press('Enter');
    await leaves(text);
    const isEmptied = (await quickInput.isVisible()) && (await input.inputValue({ timeout: 1000 }).catch(() => text)) === '';
    return !isEmptied || (await question()) !== asked;
  }

  async function runOnce(title: string, picks: readonly (string | Pick)[]): Promise<boolean> {
    if (await quickInput.isVisible()) await page.keyboard.press('Escape');
    await quickInput.waitFor({ state: 'hidden' });
    await page.keyboard.press('F1');
    if (!(await choose(title, `>${title}`))) return false;
    for (const pick of picks) {
      const { text, look } = typeof pick === 'string' ? { text: pick, look: undefined } : pick;
      if (!(await choose(text, text, look))) return false;
    }
    return true;
  }

  const runCommand = (title: string, ...picks: (string | Pick)[]) => untilDone(() => runOnce(title, picks), `run ${title}`);

  return {
    runCommand,
    toast,
    openSidebar: async () => {
      const tab = page.getByRole('tab', { name: /^iOS.Backup/ }).first();
      await tab.waitFor({ timeout: startupMs });
      const shown = page.locator('.part.sidebar .composite.title').filter({ hasText: /iOS.Backup/i });
      // A click on the view that is shown hides it, and a window that was reloaded may show it by itself.
      await untilDone(async () => {
        if (!(await shown.isVisible())) await tab.click();
        return comes(shown, 3000);
      }, 'open the sidebar');
    },
    view: (title) =>
      page.locator('.split-view-view').filter({ has: page.getByRole('button', { name: new RegExp(`^${title}.* Section`) }) }),
    treeItem: (name) => page.getByRole('treeitem', { name }),
    clickUntil: (target, result) =>
      untilDone(async () => {
        if (!(await result.isVisible())) await target.click();
        return comes(result, 3000);
      }, 'click'),
    expand: (row) =>
      untilDone(async () => {
        if ((await row.getAttribute('aria-expanded')) === 'true') return true;
        await row.click();
        await page.keyboard.press('ArrowRight');
        return comes(row.and(page.locator('[aria-expanded="true"]')), 2000);
      }, 'expand a row'),
    type: (text) => untilDone(() => answer(text), 'answer the input box'),
    pick: (text) => untilDone(() => choose(text, text), `pick ${text}`),
    answerToast: async (text, button) => {
      const press = (message: Locator, timeout: number) =>
        message.getByRole('button', { name: button, exact: true }).first().click({ timeout });
      try {
        await press(toast(text), 5000);
      } catch {
        await runCommand('Notifications: Show Notifications');
        await press(page.locator('.notifications-center .notification-list-item').filter({ hasText: text }), PICKER_MS);
      }
    },
  };
}

async function untilDone(attempt: () => Promise<boolean>, what: string): Promise<void> {
  for (let count = 1; count <= ATTEMPTS; count++) {
    if (await attempt()) return;
  }
  throw new Error(`could not ${what}, in ${ATTEMPTS.toString()} attempts`);
}

function comes(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** True when `good` comes first; false when `bad` does, or neither comes. */
function firstOf(good: Promise<void>, bad: Promise<void>): Promise<boolean> {
  return Promise.race([good.then(() => true), bad.then(() => false)]).catch(() => false);
}
