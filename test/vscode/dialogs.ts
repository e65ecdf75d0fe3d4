/** Stand-ins for what VS Code shows to a person: progress, messages and password boxes, answered by the test. */

import sinon from 'sinon';
import * as vscode from 'vscode';

interface Report {
  readonly message?: string;
  readonly increment?: number;
}

/** Lets progress happen, and keeps what it says; `react` may press Cancel. */
export function watchProgress(react: (report: Report, cancel: () => void) => void = () => undefined) {
  const titles: string[] = [];
  const reports: Report[] = [];
  sinon.stub(vscode.window, 'withProgress').callsFake(async (options, task) => {
    const source = new vscode.CancellationTokenSource();
    const isNotification = options.location === vscode.ProgressLocation.Notification;
    if (isNotification) titles.push(options.title ?? '');
    const report = (value: Report) => {
      if (!isNotification) return;
      reports.push(value);
      react(value, () => source.cancel());
    };
    return task({ report }, source.token);
  });
  return { titles, reports };
}

/** The next message of a kind, with the buttons it offers. */
export function nextMessage(
  kind: 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage',
): Promise<{ text: string; buttons: unknown[] }> {
  return new Promise((resolve) => {
    sinon.stub(vscode.window, kind).callsFake(async (text: string, ...buttons: unknown[]) => {
      resolve({ text, buttons });
      return undefined;
    });
  });
}

/** What a person does at a password box: types and presses Enter, or closes it. */
export type AtPasswordBox = { readonly type: string; readonly remember?: boolean } | 'close';

/** What a password box showed. */
export interface ShownBox {
  readonly title: string | undefined;
  readonly prompt: string | undefined;
  readonly isPassword: boolean;
  readonly keepsFocus: boolean;
  /** Everything that was wrong with what was typed, in order. */
  readonly complaints: readonly string[];
}

/** Answers password boxes, each step when the box is ready for it. The boxes that were shown come back. */
export function answerPasswordBoxes(...steps: readonly AtPasswordBox[]): ShownBox[] {
  const shown: ShownBox[] = [];
  const left = [...steps];
  sinon.stub(vscode.window, 'createInputBox').callsFake(() => {
    const box = new FakeBox(() => left.shift() ?? 'close');
    shown.push(box);
    return box as unknown as vscode.InputBox;
  });
  return shown;
}

class FakeBox implements ShownBox {
  title: string | undefined;
  prompt: string | undefined;
  placeholder: string | undefined;
  value = '';
  password = false;
  ignoreFocusOut = false;
  buttons: readonly vscode.QuickInputButton[] = [];
  busy = false;
  readonly complaints: string[] = [];
  readonly #next: () => AtPasswordBox;
  readonly #accept = new vscode.EventEmitter<void>();
  readonly #button = new vscode.EventEmitter<vscode.QuickInputButton>();
  readonly #hide = new vscode.EventEmitter<void>();
  readonly #change = new vscode.EventEmitter<string>();
  readonly onDidAccept = this.#accept.event;
  readonly onDidTriggerButton = this.#button.event;
  readonly onDidHide = this.#hide.event;
  readonly onDidChangeValue = this.#change.event;

  constructor(next: () => AtPasswordBox) {
    this.#next = next;
  }

  get isPassword(): boolean {
    return this.password;
  }

  get keepsFocus(): boolean {
    return this.ignoreFocusOut;
  }

  enabled = true;

  /** Whoever reads a complaint tries again. */
  set validationMessage(message: string | undefined) {
    if (message === undefined) return;
    this.complaints.push(message);
    queueMicrotask(() => this.#act());
  }

  show(): void {
    this.#act();
  }

  hide(): void {
    this.#hide.fire();
  }

  dispose(): void {
    for (const emitter of [this.#accept, this.#button, this.#hide, this.#change]) emitter.dispose();
  }

  #act(): void {
    const step = this.#next();
    if (step === 'close') {
      this.#hide.fire();
      return;
    }
    const [button] = this.buttons;
    if (step.remember === true && button !== undefined) this.#button.fire(button);
    this.value = step.type;
    this.#change.fire(step.type);
    this.#accept.fire();
  }
}
