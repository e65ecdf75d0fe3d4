/** Stand-ins for VS Code's lists and boxes of several steps, answered by the test as a person at the keyboard would. */

import sinon from 'sinon';
import * as vscode from 'vscode';

/** What a person does at one list or box. */
export type AtStep =
  /** Presses Enter at once. */
  | 'enter'
  | 'back'
  | 'close'
  /** Moves to the first row that is called so, and presses Enter. */
  | { readonly pick: string | RegExp }
  /** Types each text in turn, and presses Enter after the last. */
  | { readonly type: readonly string[] };

/** What one list or box showed. */
export interface ShownStep {
  readonly title: string | undefined;
  readonly step: number | undefined;
  readonly totalSteps: number | undefined;
  readonly canGoBack: boolean;
  readonly isPassword: boolean;
  /** Rows that can be chosen, as "label · description". */
  readonly rows: readonly string[];
  /** The row that Enter would choose at first. */
  readonly active: string | undefined;
  /** Everything that was said to be wrong with what was typed, in order. */
  readonly complaints: readonly string[];
}

/** Answers lists and boxes in turn; those that come after the last answer are closed. */
export function answerSteps(...answers: readonly AtStep[]): ShownStep[] {
  const left = [...answers];
  const shown: ShownStep[] = [];
  const next = (): AtStep => left.shift() ?? 'close';
  const make = () => {
    const box = new StepBox(next);
    shown.push(box);
    return box;
  };
  sinon.stub(vscode.window, 'createQuickPick').callsFake(() => make() as unknown as vscode.QuickPick<vscode.QuickPickItem>);
  sinon.stub(vscode.window, 'createInputBox').callsFake(() => make() as unknown as vscode.InputBox);
  return shown;
}

class StepBox implements ShownStep {
  title: string | undefined;
  step: number | undefined;
  totalSteps: number | undefined;
  placeholder: string | undefined;
  prompt: string | undefined;
  value = '';
  password = false;
  ignoreFocusOut = false;
  matchOnDescription = false;
  matchOnDetail = false;
  buttons: readonly vscode.QuickInputButton[] = [];
  items: readonly vscode.QuickPickItem[] = [];
  activeItems: readonly vscode.QuickPickItem[] = [];
  selectedItems: readonly vscode.QuickPickItem[] = [];
  active: string | undefined;
  readonly complaints: string[] = [];
  readonly #next: () => AtStep;
  readonly #accept = new vscode.EventEmitter<void>();
  readonly #button = new vscode.EventEmitter<vscode.QuickInputButton>();
  readonly #hide = new vscode.EventEmitter<void>();
  readonly #change = new vscode.EventEmitter<string>();
  readonly onDidAccept = this.#accept.event;
  readonly onDidTriggerButton = this.#button.event;
  readonly onDidHide = this.#hide.event;
  readonly onDidChangeValue = this.#change.event;

  constructor(next: () => AtStep) {
    this.#next = next;
  }

  get canGoBack(): boolean {
    return this.buttons.includes(vscode.QuickInputButtons.Back);
  }

  get isPassword(): boolean {
    return this.password;
  }

  get rows(): string[] {
    return this.#choices().map(({ label, description = '' }) => (description === '' ? label : `${label} · ${description}`));
  }

  set validationMessage(message: string | undefined) {
    if (message !== undefined) this.complaints.push(message);
  }

  show(): void {
    const [first = this.#choices()[0]] = this.activeItems;
    this.active = first?.label;
    const answer = this.#next();
    if (answer === 'close') this.#hide.fire();
    else if (answer === 'back') this.#button.fire(vscode.QuickInputButtons.Back);
    else if (answer === 'enter') this.#choose(first);
    else if ('pick' in answer) this.#pick(answer.pick);
    else this.#type(answer.type);
  }

  hide(): void {
    this.#hide.fire();
  }

  dispose(): void {
    for (const emitter of [this.#accept, this.#button, this.#hide, this.#change]) emitter.dispose();
  }

  #choices(): vscode.QuickPickItem[] {
    return this.items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
  }

  #pick(wanted: string | RegExp): void {
    const item = this.#choices().find(({ label }) => (typeof wanted === 'string' ? label === wanted : wanted.test(label)));
    if (item === undefined) throw new Error(`there is no row ${String(wanted)} among ${this.rows.join(', ')}`);
    this.#choose(item);
  }

  #choose(item: vscode.QuickPickItem | undefined): void {
    if (item !== undefined) this.selectedItems = [item];
    this.#accept.fire();
  }

  #type(texts: readonly string[]): void {
    for (const text of texts) {
      this.value = text;
      this.#change.fire(text);
    }
    this.#accept.fire();
  }
}
