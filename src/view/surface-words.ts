/** Words that people read in VS Code or in a terminal. An action is named only where it exists. */
import type { ActionId } from './actions.ts';

export type Surface = 'vscode' | 'terminal';

/** One text for both, or one for each. In VS Code, “…” holds the title of a command; in a terminal, `backup-lab …` is a command line. */
export type SurfaceText = string | Readonly<Record<Surface, string>>;

/** An error as the tables have it. `{name}` places are filled from its data. */
export interface ErrorWords {
  /** What happened, and why if that is known. */
  readonly message: SurfaceText;
  /** What to do about it. */
  readonly action: SurfaceText;
  /** Where these differ from those of the code. */
  readonly actions?: readonly ActionId[];
}

type Data = Readonly<Record<string, unknown>>;

/** Words for an error whose data says more than its code. */
export interface WordsByData {
  readonly code: string;
  readonly deviceCodes?: readonly number[];
  readonly applies: (data: Data) => boolean;
  readonly words: ErrorWords;
}

/** The text as it is read there. */
export function textOn(surface: Surface, text: SurfaceText): string {
  return typeof text === 'string' ? text : text[surface];
}

/** Every text that is read on some surface, or only those of one. */
export function textsOf(text: SurfaceText, surface?: Surface): string[] {
  if (typeof text === 'string') return [text];
  return surface === undefined ? [text.vscode, text.terminal] : [text[surface]];
}
