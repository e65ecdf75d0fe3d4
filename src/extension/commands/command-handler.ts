/** What a command is: a function over the parts of the app; VS Code passes the row it was called on, or nothing. */
import type { App } from '../app.ts';

export type CommandHandler = (app: App, target?: unknown) => Promise<void> | void;
