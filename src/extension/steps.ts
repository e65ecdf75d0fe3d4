/** Questions that follow each other, with VS Code's Back button from the second on. */
import { QuickInputButtons, type Disposable, type Event, type QuickInput, type QuickInputButton, type QuickPickItem } from 'vscode';
import { window } from './plain-window.ts';

/** Where a question stands among the others. */
export interface StepPlace {
  readonly title: string;
  /** From 1; absent where the number of questions is not known. */
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack: boolean;
}

/** One question: the state with its answer, `back`, or undefined when the person has closed it. */
export interface Step<State> {
  /** Absent: always. */
  readonly isNeeded?: (state: State) => boolean;
  readonly ask: (state: State, place: StepPlace) => Promise<State | 'back' | undefined>;
}

interface Sequence<State> {
  readonly title: string;
  readonly start: State;
  readonly steps: readonly Step<State>[];
}

/** Asks one after the other. Going back asks the earlier question again, with what was answered since then forgotten. Undefined when closed. */
export async function runSteps<State>({ title, start, steps }: Sequence<State>): Promise<State | undefined> {
  const asked: { readonly step: number; readonly state: State }[] = [];
  let state = start;
  let at = 0;
  for (;;) {
    const step = steps[at];
    if (step === undefined) return state;
    if (step.isNeeded?.(state) === false) {
      at++;
      continue;
    }
    const number = asked.length + 1;
    const later = steps.slice(at + 1).filter(({ isNeeded }) => isNeeded?.(state) !== false).length;
    const answer = await step.ask(state, { title, step: number, totalSteps: number + later, canGoBack: number > 1 });
    if (answer === undefined) return undefined;
    if (answer === 'back') {
      const before = asked.pop();
      if (before === undefined) continue;
      at = before.step;
      state = before.state;
    } else {
      asked.push({ step: at, state });
      state = answer;
      at++;
    }
  }
}

interface PickOptions<Item extends QuickPickItem> extends StepPlace {
  readonly placeHolder: string;
  /** What Enter chooses unless the person moves; the first item if absent. */
  readonly active?: Item | undefined;
}

export function pickStep<Item extends QuickPickItem>(
  items: readonly Item[],
  options: PickOptions<Item>,
): Promise<Item | 'back' | undefined> {
  const box = window.createQuickPick<Item>();
  box.placeholder = options.placeHolder;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  box.items = items;
  const at = options.active === undefined ? -1 : items.indexOf(options.active);
  // What is shown may be a copy without markup: the place tells which one it is.
  const active = box.items[at];
  if (active !== undefined) box.activeItems = [active];
  return answered(box, options, () => box.selectedItems[0]);
}

interface TypeOptions extends StepPlace {
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** What is wrong with what is typed, shown while it is typed. */
  readonly problemOf?: (typed: string) => string | undefined;
}

export async function typeStep(options: TypeOptions): Promise<{ readonly text: string } | 'back' | undefined> {
  const box = window.createInputBox();
  const { problemOf = () => undefined } = options;
  box.prompt = options.prompt;
  box.placeholder = options.placeHolder;
  box.password = options.password === true;
  box.ignoreFocusOut = options.password === true;
  box.value = options.value ?? '';
  const listener = box.onDidChangeValue((typed) => (box.validationMessage = problemOf(typed)));
  try {
    return await answered(box, options, () => {
      const problem = problemOf(box.value);
      if (problem === undefined) return { text: box.value };
      box.validationMessage = problem;
      return undefined;
    });
  } finally {
    listener.dispose();
  }
}

type Box = QuickInput & {
  buttons: readonly QuickInputButton[];
  readonly onDidAccept: Event<void>;
  readonly onDidTriggerButton: Event<QuickInputButton>;
};

/** Shows a box until `accepted` has an answer at Enter, the person goes back, or closes it. */
async function answered<Answer>(box: Box, place: StepPlace, accepted: () => Answer | undefined): Promise<Answer | 'back' | undefined> {
  box.title = place.title;
  box.step = place.step;
  box.totalSteps = place.totalSteps;
  if (place.canGoBack) box.buttons = [QuickInputButtons.Back];
  const { promise, resolve } = Promise.withResolvers<Answer | 'back' | undefined>();
  const listeners: Disposable[] = [
    box.onDidAccept(() => {
      const answer = accepted();
      if (answer !== undefined) resolve(answer);
    }),
    box.onDidTriggerButton(() => resolve('back')),
    box.onDidHide(() => resolve(undefined)),
  ];
  box.show();
  try {
    return await promise;
  } finally {
    for (const listener of listeners) listener.dispose();
    box.dispose();
  }
}
