/** The terminal of a task: the job runs while it is open, its lines appear in it, and Ctrl+C cancels it as on the command line. */
import { EventEmitter, type Pseudoterminal } from 'vscode';
import { CancelledError, isCodedError } from '../../base/index.ts';
import { EXIT, exitOf, isErrorCode, taskLine, taskProblemLine, type TaskWish } from '../../view/index.ts';
import type { App } from '../app.ts';
import { failureOf, logLinesOf } from '../failure-words.ts';
import { runTask } from './run-task.ts';
import type { TaskOutput } from './task-output.ts';

const CTRL_C = '\u0003';

export class TaskTerminal implements Pseudoterminal {
  readonly #app: App;
  readonly #wish: TaskWish;
  readonly #writes = new EventEmitter<string>();
  readonly #ends = new EventEmitter<number>();
  readonly #stop = new AbortController();

  readonly onDidWrite = this.#writes.event;
  readonly onDidClose = this.#ends.event;

  constructor(app: App, wish: TaskWish) {
    this.#app = app;
    this.#wish = wish;
  }

  open(): void {
    void this.#run().then((status) => this.#ends.fire(status));
  }

  handleInput(text: string): void {
    if (text.includes(CTRL_C)) this.#stop.abort(new CancelledError());
  }

  /** Somebody has closed the terminal, or ended the task. */
  close(): void {
    this.#stop.abort(new CancelledError());
  }

  /** Never rejects. */
  async #run(): Promise<number> {
    const output: TaskOutput = {
      say: (text) => this.#writes.fire(taskLine(text)),
      problem: (problem) => this.#writes.fire(taskProblemLine(problem)),
    };
    try {
      return await runTask(this.#app, this.#wish, output, this.#stop.signal);
    } catch (error) {
      this.#app.reporter.log.error(logLinesOf(error));
      const { message, action } = failureOf(error, this.#app.reporter.locale.translate);
      output.say(`${message} ${action}`);
      return isCodedError(error) && isErrorCode(error.code) ? exitOf(error.code, error.data) : EXIT.bug;
    }
  }
}
