/** Where stderr is no terminal: what is said of progress, and that a long silence is broken. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { speakNowAndThen } from '../../../src/cli/word-now-and-then.ts';
import { openProgressLine } from '../../../src/cli/progress-line.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';

function listening(): { terminal: Terminal; said: () => string } {
  const stderr = new PassThrough();
  let text = '';
  stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const terminal = { stdin: stderr, stdout: stderr, stderr, env: {}, signal: new AbortController().signal };
  return { terminal, said: () => text };
}

describe('progress where stderr is no terminal', () => {
  it('is a line for each phase when it is wanted, and nothing otherwise as long as it is quick', () => {
    for (const [always, lines] of [
      [true, 2],
      [false, 0],
    ] as const) {
      const { terminal, said } = listening();
      using line = openProgressLine(terminal, always);
      line.show({ phase: 'connecting', done: 0, unit: 'items' });
      line.show({ phase: 'connecting', done: 1, unit: 'items' });
      line.show({ phase: 'receiving', done: 2, unit: 'files' });
      assert.equal(said().split('\n').length - 1, lines);
    }
  });

  it('says something after each silence, until it is over', async () => {
    let words = 0;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const silence = speakNowAndThen(() => {
      if (++words === 3) resolve(undefined);
    }, 1);
    await promise;
    silence[Symbol.dispose]();
    assert.equal(words, 3);
  });
});
