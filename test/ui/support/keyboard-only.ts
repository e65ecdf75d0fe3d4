/**
 * A person who has no mouse: keys go in, what can be read and what has the focus comes out. Nothing here can click, hover, or put text or the focus
 * anywhere but through a key, so a test that gets only this proves that the keyboard is enough.
 */

import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';

/** What has the focus, as a person sees it and a screen reader says it. */
export interface Focus {
  /** Such as `treeitem`, `button`, `textbox`, `body`. */
  readonly role: string;
  readonly name: string;
  /** Something is drawn around it, or it is a text field with a cursor. */
  readonly isVisible: boolean;
}

export interface KeyboardPerson {
  /** Presses keys one after the other, such as `Control+Enter`. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Runs a command of the palette, and answers the lists that it asks with by what they show. */
  command(title: string, ...answers: string[]): Promise<void>;
  /** Types into the open list or box, and presses Enter once exactly that entry is the active one. */
  choose(text: string): Promise<void>;
  /** Answers the input box that asks with these words. */
  answer(question: string | RegExp, text: string): Promise<void>;
  focus(): Promise<Focus>;
  /** Waits until the focus is there, and can be seen. */
  isOn(role: string, name: string | RegExp): Promise<void>;
  /** Presses a key until the focus is there, at most `most` times, and can be seen all the way; what it passed. */
  goTo(key: string, role: string, name: string | RegExp, most?: number): Promise<readonly Focus[]>;
  /** Waits until these words can be read, in the workbench or in the page. */
  reads(words: string | RegExp): Promise<void>;
  readsNoMore(words: string | RegExp): Promise<void>;
  picture(name: string): Promise<void>;
}

const WAIT_MS = 30_000;
const LOOK_EVERY_MS = 50;
/** A key that has an effect has it by then; a slow machine is given more looks. */
const AFTER_KEY_MS = 1500;
/** A list that lost the focus to a page is opened again. */
const ATTEMPTS = 5;

export function keyboardPersonAt(page: Page, screenshot: (name: string) => Promise<void>): KeyboardPerson {
  const list = page.locator('.quick-input-widget');

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focus = () => focusIn(page.mainFrame());

  async function until<Found>(what: string, look: () => Promise<Found | undefined>, timeout = WAIT_MS): Promise<Found> {
    const end = Date.now() + timeout;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`${what}; the focus is on ${described(await focus())}`);
      await page.waitForTimeout(LOOK_EVERY_MS);
    }
  }

  async function isOn(role: string, name: string | RegExp): Promise<void> {
    const there = await until(`the focus never came to ${role} ${String(name)}`, async () => {
      const now = await focus();
      return matches(now, role, name) ? now : undefined;
    });
    assert.ok(there.isVisible, `nobody sees that ${described(there)} has the focus`);
  }

  async function goTo(key: string, role: string, name: string | RegExp, most = 40): Promise<readonly Focus[]> {
    const passed: Focus[] = [];
    for (let count = 0; count <= most; count++) {
      const now = await focus();
      // Once is where Tab leaves the window at its end and comes back at its beginning.
      assert.ok(now.role !== 'body' || passed.at(-1)?.role !== 'body', `the focus was lost behind ${passed.map(described).join(', ')}`);
      passed.push(now);
      if (matches(now, role, name)) {
        assert.ok(now.isVisible, `nobody sees that ${described(now)} has the focus`);
        return passed;
      }
      await press(key);
      // The next look is for what the key has done, not for what was there before.
      await until('', async () => (described(await focus()) === described(now) ? undefined : true), AFTER_KEY_MS).catch(() => undefined);
    }
    throw new Error(`${key} never came to ${role} ${String(name)}, but to ${passed.map(described).join(', ')}`);
  }

  /** False when the list closed before the entry was chosen. */
  async function chooseOnce(text: string, typed: string): Promise<boolean> {
    if (
      !(await list.waitFor({ timeout: WAIT_MS / 2 }).then(
        () => true,
        () => false,
      ))
    ) {
      return false;
    }
    await press('Control+A');
    await page.keyboard.type(typed);
    const active = list.locator('.monaco-list-row.focused').filter({ hasText: text });
    for (let step = 0; step < 20; step++) {
      const isThere = await active.waitFor({ timeout: step === 0 ? WAIT_MS / 3 : AFTER_KEY_MS }).then(
        () => true,
        () => false,
      );
      if (!(await list.isVisible())) return false;
      if (isThere) {
        await press('Enter');
        return true;
      }
      await press('ArrowDown');
    }
    return false;
  }

  async function command(title: string, ...answers: string[]): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await press('F1');
      if (!(await chooseOnce(title, `>${title}`))) continue;
      let isDone = true;
      for (const answer of answers) {
        await list.getByRole('option').filter({ hasText: answer }).first().waitFor({ timeout: WAIT_MS });
        isDone &&= await chooseOnce(answer, answer);
      }
      if (isDone) return;
    }
    throw new Error(`could not run ${title}`);
  }

  return {
    press,
    type: (text) => page.keyboard.type(text),
    command,
    choose: async (text) => {
      assert.ok(await chooseOnce(text, text), `could not choose ${text}`);
    },
    answer: async (question, text) => {
      await list.getByText(question).first().waitFor({ timeout: WAIT_MS });
      await isOn('textbox', /./);
      await page.keyboard.type(text);
      await press('Enter');
    },
    focus,
    isOn,
    goTo,
    reads: async (words) => {
      await until(`nobody can read ${String(words)}`, async () => ((await isShown(page, words)) ? true : undefined));
    },
    readsNoMore: async (words) => {
      await until(`${String(words)} can still be read`, async () => ((await isShown(page, words)) ? undefined : true));
    },
    picture: screenshot,
  };
}

function matches({ role, name }: Focus, wantedRole: string, wantedName: string | RegExp): boolean {
  return role === wantedRole && (typeof wantedName === 'string' ? name.includes(wantedName) : wantedName.test(name));
}

function described({ role, name, isVisible }: Focus): string {
  return `${role} “${name.slice(0, 80)}”${isVisible ? '' : ' (not seen)'}`;
}

async function isShown(page: Page, words: string | RegExp): Promise<boolean> {
  for (const frame of page.frames()) {
    // A frame that is just being replaced may never answer.
    const found = await Promise.race([
      frame
        .getByText(words)
        .filter({ visible: true })
        .count()
        .catch(() => 0),
      page.waitForTimeout(1000),
    ]);
    if ((found ?? 0) > 0) return true;
  }
  return false;
}

/** Through frames and shadow roots, to the element itself; a list that says which row is active has the focus on that row. */
async function focusIn(frame: Frame): Promise<Focus> {
  try {
    const inner = await (await frame.evaluateHandle(`(${DEEPEST})()`)).asElement().contentFrame();
    return inner ? await focusIn(inner) : await frame.evaluate<Focus>(`(${READ_FOCUS})((${DEEPEST})())`);
  } catch {
    // A frame that is just being replaced has nothing to say.
    return NOTHING;
  }
}

const NOTHING: Focus = { role: 'body', name: '', isVisible: false };

/** Texts, because the types of the DOM belong to the page and not to the tests. */
const DEEPEST = `() => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}`;

/** What draws the ring may be a part of what has the focus, or the box around it. */
const READ_FOCUS = `(focused) => {
  if (focused === document.body) return { role: 'body', name: '', isVisible: false };
  const id = focused.getAttribute('aria-activedescendant');
  const element = (id ? focused.getRootNode().querySelector('#' + CSS.escape(id)) : null) ?? focused;
  const isField = element.matches('input:not([type=checkbox]), textarea, [contenteditable="true"]');
  const tag = element.tagName.toLowerCase();
  const host = element.getRootNode().host;
  const names = [element.getAttribute('aria-label'), element.placeholder, element.getAttribute('title'), element.textContent, host?.ariaLabel, host?.textContent];
  const isDrawn = ({ outlineStyle, outlineWidth, boxShadow }) => (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  // In a quick pick the active row is told by its background.
  const isMarked = element.classList.contains('focused') && !/^rgba\\(.*, 0\\)$/.test(getComputedStyle(element).backgroundColor);
  let isVisible = isField || isMarked;
  for (let at = element, level = 0; at && level < 3 && !isVisible; level++) {
    isVisible = [null, '::before', '::after'].some((part) => isDrawn(getComputedStyle(at, part)));
    at = at.parentElement ?? at.getRootNode().host ?? null;
  }
  const box = element.getBoundingClientRect();
  const isInView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return {
    role: element.getAttribute('role') ?? (isField ? 'textbox' : tag === 'a' ? 'link' : tag),
    name: (names.find((text) => text && text.trim() !== '') ?? '').replaceAll(/\\s+/g, ' ').trim().slice(0, 300),
    isVisible: isVisible && isInView,
  };
}`;
