/** The thread of a simulator: answers calls until it is told to close. */
import { parentPort } from 'node:worker_threads';
import { errorMessage } from './error-message.ts';
import { serveSimulator } from './serve-simulator.ts';
import type { FromSimulator, ToSimulator } from './simulator-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs only as a worker');

const send = (message: FromSimulator) => {
  port.postMessage(message);
};

try {
  const { address, calls } = await serveSimulator(send);
  port.on('message', (message: ToSimulator) => {
    void answer(message);
  });
  send({ kind: 'started', address });

  async function answer({ call, number, takes }: ToSimulator): Promise<void> {
    try {
      const gives = await (calls[call] as (takes: unknown) => unknown)(takes);
      send({ kind: 'answer', number, gives });
    } catch (error) {
      send({ kind: 'refusal', number, error: errorMessage(error) });
    }
    // The thread ends as soon as nothing listens any more.
    if (call === 'close') port?.close();
  }
} catch (error) {
  send({ kind: 'start-failed', error: errorMessage(error) });
}
