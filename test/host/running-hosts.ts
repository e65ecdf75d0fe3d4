/** Which extension hosts of a server are running, by what the server says of them. */

const LAUNCHED = /<(\d+)> Launched Extension Host Process/;
const EXITED = /<(\d+)> Extension Host Process exited/;

export class RunningHosts {
  readonly #running = new Set<string>();
  readonly #waiting = new Set<() => void>();

  /** Reads one line of what the server prints. */
  hear(line: string): void {
    const launched = LAUNCHED.exec(line)?.[1];
    if (launched !== undefined) this.#running.add(launched);
    const exited = EXITED.exec(line)?.[1];
    if (exited !== undefined) this.#running.delete(exited);
    if (this.#running.size > 0) return;
    for (const tell of this.#waiting) tell();
    this.#waiting.clear();
  }

  /** Resolves when there is none. */
  async untilNone(): Promise<void> {
    if (this.#running.size > 0) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }
}
