/** Listens to what runs say to the Test Explorer, which still hears all of it. */

import sinon from 'sinon';
import * as vscode from 'vscode';
import { Emitter } from '../../src/base/index.ts';

/** What runs of a controller said. */
export interface HeardRuns {
  /** "STATE label". */
  readonly states: string[];
  readonly messages: vscode.TestMessage[];
  output: string;
  ended: number;
  /** A run has ended. */
  readonly onDidEnd: vscode.Event<undefined>;
}

const listening = new WeakMap<vscode.TestController, sinon.SinonStub>();

/** Until `sinon.restore()`, or until somebody listens anew. */
export function listenTo(controller: vscode.TestController): HeardRuns {
  const ends = new Emitter<undefined>();
  const heard: HeardRuns = { states: [], messages: [], output: '', ended: 0, onDidEnd: ends.event as vscode.Event<undefined> };
  listening.get(controller)?.restore();
  const original = controller.createTestRun.bind(controller);
  const stub = sinon.stub(controller, 'createTestRun').callsFake((request, ...rest) => {
    const made = original(request, ...rest);
    for (const state of ['passed', 'failed', 'errored', 'skipped'] as const) {
      const say = made[state].bind(made) as (...args: unknown[]) => void;
      (made as unknown as Record<string, unknown>)[state] = (test: vscode.TestItem, ...more: unknown[]) => {
        heard.states.push(`${state} ${test.label}`);
        heard.messages.push(
          ...(Array.isArray(more[0]) ? (more[0] as vscode.TestMessage[]) : more[0] instanceof vscode.TestMessage ? [more[0]] : []),
        );
        say(test, ...more);
      };
    }
    const append = made.appendOutput.bind(made);
    made.appendOutput = (text, ...more) => {
      heard.output += text;
      append(text, ...more);
    };
    const end = made.end.bind(made);
    made.end = () => {
      heard.ended++;
      end();
      ends.fire(undefined);
    };
    return made;
  });
  listening.set(controller, stub as sinon.SinonStub);
  return heard;
}
