/** Context keys of the manifest's `when` clauses; VS Code is told only what has changed. */
import { commands } from 'vscode';
import { CONTEXT_KEYS, type ContextKey } from './ids.ts';

export class ContextKeys {
  readonly #values = new Map<ContextKey, string | number | boolean>();

  set(key: ContextKey, value: string | number | boolean): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    void commands.executeCommand('setContext', CONTEXT_KEYS[key], value);
  }
}
