/**
 * VS Code's `window` for text that is not ours: whatever is handed to it is shown as it is, never as a link, an icon or a command.
 * The only door to `window`; names of devices and apps, errors and paths may go through it unchecked.
 */
import * as vscode from 'vscode';
import { withoutMarkup } from '../view/index.ts';

type Call = (...args: unknown[]) => unknown;

/** Calls whose arguments VS Code shows, and what they give back. */
const SHOWS = new Set<PropertyKey>([
  'createTerminal',
  'showErrorMessage',
  'showInformationMessage',
  'showInputBox',
  'showQuickPick',
  'showWarningMessage',
]);
const MAKES = new Set<PropertyKey>(['createQuickPick', 'createInputBox', 'createStatusBarItem', 'createWebviewPanel', 'createTreeView']);

/** Properties that VS Code shows, of whatever object. `value` is not among them: that is what a person types. */
const SHOWN = new Set<PropertyKey>([
  'badge',
  'description',
  'detail',
  'items',
  'label',
  'message',
  'name',
  'placeHolder',
  'placeholder',
  'prompt',
  'text',
  'title',
  'tooltip',
  'validationMessage',
]);

export const window: typeof vscode.window = new Proxy(vscode.window, {
  get: (target, key) => {
    const member: unknown = Reflect.get(target, key, target);
    if (typeof member !== 'function') return member;
    const call = (member as Call).bind(target);
    if (SHOWS.has(key)) return (...args: unknown[]) => call(...args.map(plainArgument));
    if (MAKES.has(key)) return (...args: unknown[]) => plainObject(call(...args.map(plainText)) as object);
    return key === 'withProgress' ? withPlainProgress : call;
  },
});

/** An object of VS Code that shows what is written to its properties: they are made plain on the way. */
export function plainObject<T extends object>(target: T): T {
  const plain = new Proxy(target, {
    get: (_, key) => {
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? (member as Call).bind(target) : member;
    },
    set: (_, key, value: unknown) => Reflect.set(target, key, SHOWN.has(key) ? plainValue(value) : value, target),
  });
  originals.set(plain, target);
  return plain;
}

const originals = new WeakMap<object, object>();

/** The text of a status bar item begins with an icon of ours; what follows is plain. */
export function setStatusText(item: vscode.StatusBarItem, icon: string, text: string): void {
  const original = (originals.get(item) ?? item) as vscode.StatusBarItem;
  original.text = `$(${icon}) ${withoutMarkup(text)}`;
}

const withPlainProgress: typeof vscode.window.withProgress = (options, task) =>
  vscode.window.withProgress(plainValue(options) as vscode.ProgressOptions, (progress, token) =>
    task({ report: (value) => progress.report(plainValue(value) as typeof value) }, token),
  );

/** Items may come later: a promise of them is awaited by VS Code. */
function plainArgument(value: unknown): unknown {
  return value instanceof Promise ? value.then(plainValue) : plainValue(value);
}

function plainText(value: unknown): unknown {
  return typeof value === 'string' ? withoutMarkup(value) : value;
}

/** An object that is plain already stays the one it is: what was picked is known by it. */
function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null || !isPlainRecord(value)) return plainText(value);
  const changed = Object.entries(value).flatMap(([key, old]: [string, unknown]) => {
    const plain = SHOWN.has(key) ? plainValue(old) : old;
    return plain === old ? [] : [[key, plain] as const];
  });
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

/** Objects of VS Code itself (tokens, addresses, icons) are handed on as they are. */
function isPlainRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
