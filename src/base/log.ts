/** The log that rooms write to. Who reads it is decided elsewhere. */

export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const nothing = () => undefined;

export const nullLog: Log = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
