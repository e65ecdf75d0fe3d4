/** Progress on stderr: on a terminal one line that is rewritten, elsewhere one line per phase or every 15 seconds. */
import type { Progress } from '../base/index.ts';
import { progressWords } from '../view/index.ts';
import { say, type Terminal } from './terminal.ts';
import { speakNowAndThen, type WordNowAndThen } from './word-now-and-then.ts';

const REWRITE = '\r\u001b[K';
const REDRAW_EVERY_MS = 100;

interface ProgressLine extends Disposable {
  show(progress: Progress): void;
}

/** If stderr is not a terminal: with `always` (`--progress`) a line for each new phase, and always a line after 15 seconds of silence. */
export function openProgressLine(terminal: Terminal, always: boolean): ProgressLine {
  return terminal.stderr.isTTY === true ? liveLine(terminal) : listedLines(terminal, always);
}

function liveLine(terminal: Terminal): ProgressLine {
  let drawn = false;
  let phase: string | undefined;
  let last = 0;
  return {
    show: (progress) => {
      const now = performance.now();
      if (progress.phase === phase && now - last < REDRAW_EVERY_MS) return;
      phase = progress.phase;
      last = now;
      drawn = true;
      terminal.stderr.write(REWRITE + progressWords(progress).slice(0, (terminal.stderr.columns ?? 80) - 1));
    },
    [Symbol.dispose]: () => {
      if (drawn) terminal.stderr.write(REWRITE);
    },
  };
}

function listedLines(terminal: Terminal, always: boolean): ProgressLine {
  let latest: Progress | undefined;
  const silence = speakNowAndThen(() => {
    say(terminal, latest === undefined ? 'Still working.' : progressWords(latest));
  });
  return {
    show: (progress) => {
      const isNew = progress.phase !== latest?.phase;
      latest = progress;
      if (!isNew || !always) return;
      say(terminal, progressWords(progress));
      silence.spoke();
    },
    [Symbol.dispose]: () => {
      silence[Symbol.dispose]();
    },
  };
}

/** For a command that only waits for the device to answer. */
export function waitForDevice(terminal: Terminal): WordNowAndThen {
  return speakNowAndThen(() => {
    say(terminal, 'Waiting for the device to answer. Press Ctrl+C to stop.');
  });
}
