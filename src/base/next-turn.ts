/** Lets everything else that waits in this thread have its turn: messages, timers, other connections. */

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
