/** Progress on stderr: one line that is rewritten on a terminal, one line a phase elsewhere. */
import type { Progress } from '../base/index.ts';
import { progressWords } from '../view/index.ts';
import type { Terminal } from './terminal.ts';

const REWRITE = '\r\u001b[K';
const REDRAW_EVERY_MS = 100;

export interface ProgressLine extends Disposable {
  show(progress: Progress): void;
}

/** Shows nothing when stderr is no terminal, unless `always` (`--progress`) is set; then a line for each new phase. */
export function openProgressLine(terminal: Terminal, always: boolean): ProgressLine {
  const live = terminal.stderr.isTTY === true;
  let drawn = false;
  let phase: string | undefined;
  let last = 0;
  const draw = (progress: Progress) => {
    const now = performance.now();
    if (progress.phase === phase && now - last < REDRAW_EVERY_MS) return;
    phase = progress.phase;
    last = now;
    drawn = true;
    terminal.stderr.write(REWRITE + progressWords(progress).slice(0, (terminal.stderr.columns ?? 80) - 1));
  };
  const list = (progress: Progress) => {
    if (progress.phase === phase) return;
    phase = progress.phase;
    terminal.stderr.write(`${progressWords(progress)}\n`);
  };
  return {
    show: live ? draw : always ? list : () => undefined,
    [Symbol.dispose]: () => {
      if (drawn) terminal.stderr.write(REWRITE);
    },
  };
}
