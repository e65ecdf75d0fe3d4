/** startSimulator() in another thread, for programs whose own thread must stay free. */
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { Emitter, nullLog, type Event, type Log } from '../../base/index.ts';
import { SimulatorError } from '../errors.ts';
import type { FaultSettings } from '../faults/fault.ts';
import { errorFrom } from './error-message.ts';
import type { PhoneAction } from './phone-action.ts';
import type { ArmedPhoneFault, PhoneDescription } from './phone-description.ts';
import type { PhoneOrder } from './phone-order.ts';
import type { CallName, FromSimulator, PhoneLeftovers, PhoneQuestion, SimulatorCalls } from './simulator-messages.ts';

/** A simulator in a thread of its own. Its phones are told of as plain data. Calls throw the same coded errors as in one thread. */
export interface SimulatorThread extends AsyncDisposable {
  /** In the form that USBMUXD_SOCKET_ADDRESS takes. */
  readonly address: string;
  /** As they were when they last changed, in the order in which they were added. */
  readonly phones: readonly PhoneDescription[];
  /** `phones` has changed. */
  readonly onDidChange: Event<undefined>;
  /** A phone asks its user: the answer is an action. */
  readonly onDidAsk: Event<{ readonly udid: string; readonly question: PhoneQuestion }>;
  /** The thread has ended by itself, and its phones with it. */
  readonly onDidFail: Event<SimulatorError>;
  /** As they are now: how often faults have struck is told only here. */
  list(): Promise<readonly PhoneDescription[]>;
  add(order: PhoneOrder): Promise<PhoneDescription>;
  /** Unplugs and forgets a phone; nothing happens when there is none with that UDID. */
  remove(udid: string): Promise<void>;
  act(udid: string, action: PhoneAction): Promise<void>;
  /** Throws `simulator-fault-unknown`, `simulator-fault-malformed`. */
  arm(udid: string, id: string, settings?: FaultSettings): Promise<ArmedPhoneFault>;
  /** What the fault has changed on the phone stays. */
  disarm(udid: string, number: number): Promise<void>;
  /** What hosts have left behind on a phone, and what they asked for that no real client does. */
  leftovers(udid: string): Promise<PhoneLeftovers>;
  /** Breaks every connection and ends the thread. */
  close(): Promise<void>;
}

/** Whole backups flow through: with a small nursery V8 looks often, at little, in place of letting hundreds of megabytes lie. */
const HEAP: ResourceLimits = { maxYoungGenerationSizeMb: 12 };
/** A thread that was told to close and does not is ended. */
const GRACE_MS = 3000;

/**
 * Starts a simulator without phones in a thread of its own and resolves as soon as it accepts connections. The thread keeps no process alive.
 * Throws SimulatorError.
 *
 * @example
 * ```ts
 * await using simulator = await startSimulatorOffThread();
 * const { udid } = await simulator.add({ preset: 'ipad', trust: 'ask' });
 * simulator.onDidAsk(({ udid }) => void simulator.act(udid, { kind: 'trust', answer: 'accept' }));
 * ```
 */
export async function startSimulatorOffThread({ log = nullLog }: { readonly log?: Log } = {}): Promise<SimulatorThread> {
  const address = new URL(import.meta.url.endsWith('.ts') ? './simulator-worker.ts' : './workers/simulator-worker.js', import.meta.url);
  const thread = new RunningThread(new Worker(address, { name: 'simulated devices', resourceLimits: HEAP }), log);
  await thread.started;
  return thread;
}

interface Waiting {
  readonly resolve: (gives: never) => void;
  readonly reject: (error: Error) => void;
}

class RunningThread implements SimulatorThread {
  readonly #worker: Worker;
  readonly #log: Log;
  readonly #changes = new Emitter<undefined>();
  readonly #questions = new Emitter<{ readonly udid: string; readonly question: PhoneQuestion }>();
  readonly #failures = new Emitter<SimulatorError>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #started = Promise.withResolvers<undefined>();
  readonly #ended: Promise<void>;
  #address = '';
  #phones: readonly PhoneDescription[] = [];
  #calls = 0;
  #isClosing = false;
  #end: SimulatorError | undefined;

  readonly onDidChange = this.#changes.event;
  readonly onDidAsk = this.#questions.event;
  readonly onDidFail = this.#failures.event;

  constructor(worker: Worker, log: Log) {
    this.#worker = worker;
    this.#log = log;
    worker.on('message', (message: FromSimulator) => {
      this.#hear(message);
    });
    let cause: unknown;
    worker.on('error', (error: unknown) => {
      cause = error;
    });
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#fail(new SimulatorError('simulator-ended', 'the thread of the simulated devices has ended', { cause }));
        resolve();
      });
    });
  }

  get started(): Promise<undefined> {
    return this.#started.promise;
  }

  get address(): string {
    return this.#address;
  }

  get phones(): readonly PhoneDescription[] {
    return this.#phones;
  }

  list(): Promise<readonly PhoneDescription[]> {
    return this.#call('list', undefined);
  }

  add(order: PhoneOrder): Promise<PhoneDescription> {
    return this.#call('add', order);
  }

  remove(udid: string): Promise<void> {
    return this.#call('remove', { udid });
  }

  act(udid: string, action: PhoneAction): Promise<void> {
    return this.#call('act', { udid, action });
  }

  arm(udid: string, id: string, settings: FaultSettings = {}): Promise<ArmedPhoneFault> {
    return this.#call('arm', { udid, id, settings });
  }

  disarm(udid: string, number: number): Promise<void> {
    return this.#call('disarm', { udid, number });
  }

  leftovers(udid: string): Promise<PhoneLeftovers> {
    return this.#call('leftovers', { udid });
  }

  async close(): Promise<void> {
    if (this.#isClosing || this.#end !== undefined) return this.#ended;
    this.#isClosing = true;
    const late = setTimeout(() => void this.#worker.terminate(), GRACE_MS);
    try {
      await this.#call('close', undefined).catch((error: unknown) => {
        this.#log.warn(`simulated devices: ${String(error)}`);
      });
      await this.#ended;
    } finally {
      clearTimeout(late);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #call<Name extends CallName>(call: Name, takes: SimulatorCalls[Name]['takes']): Promise<SimulatorCalls[Name]['gives']> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise<SimulatorCalls[Name]['gives']>((resolve, reject) => {
      const number = ++this.#calls;
      // Throws for what is no plain data, for which no answer would ever come.
      this.#worker.postMessage({ call, number, takes });
      // Whoever waits for an answer keeps the thread; nobody else does.
      this.#waiting.set(number, { resolve, reject });
      this.#worker.ref();
    });
  }

  #hear(message: FromSimulator): void {
    switch (message.kind) {
      case 'started':
        this.#address = message.address;
        this.#worker.unref();
        this.#started.resolve(undefined);
        return;
      case 'start-failed':
        this.#isClosing = true;
        this.#started.reject(errorFrom(message.error));
        return;
      case 'answer':
        this.#taken(message.number)?.resolve(message.gives as never);
        return;
      case 'refusal':
        this.#taken(message.number)?.reject(errorFrom(message.error));
        return;
      case 'phones':
        this.#phones = message.phones;
        this.#changes.fire(undefined);
        return;
      case 'question':
        this.#questions.fire({ udid: message.udid, question: message.question });
        return;
      case 'log':
        this.#log[message.level](message.text);
    }
  }

  #taken(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.#waiting.size === 0 && !this.#isClosing) this.#worker.unref();
    return waiting;
  }

  /** Nobody waits for a thread that is gone. */
  #fail(error: SimulatorError): void {
    this.#end = error;
    this.#phones = [];
    this.#started.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    if (this.#isClosing) return;
    this.#changes.fire(undefined);
    this.#failures.fire(error);
  }
}
