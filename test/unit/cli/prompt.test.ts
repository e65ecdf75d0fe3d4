import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { askSecret, askYesNo, canAsk } from '../../../src/cli/prompt.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';

describe('questions at a terminal', () => {
  it('does not echo, and leaves the terminal as it was', async () => {
    const { terminal, keys, shown, modes } = fakeTerminal();
    const answer = askSecret(terminal, 'Password: ');
    keys.write(Buffer.from('pä'));
    const lock = Buffer.from('\u{1F512}\r');
    keys.write(lock.subarray(0, 2));
    keys.write(lock.subarray(2));
    assert.equal(await answer, 'pä\u{1F512}');
    assert.equal(shown(), 'Password: \n');
    assert.deepEqual(modes, [true, false]);
    assert.equal(keys.isPaused(), true);
  });

  it('gives nothing when the person gives up or the input ends', async () => {
    const given = fakeTerminal();
    const answer = askSecret(given.terminal, '? ');
    given.keys.write('\u0004');
    assert.equal(await answer, undefined);
    const ended = fakeTerminal();
    ended.keys.end();
    assert.equal(await askSecret(ended.terminal, '? '), undefined);
  });

  it('Ctrl-C and a signal cancel, and restore the terminal', async () => {
    const typed = fakeTerminal();
    const answer = askSecret(typed.terminal, '? ');
    typed.keys.write('se\u0003');
    await assert.rejects(answer, { code: 'cancelled' });
    assert.deepEqual(typed.modes, [true, false]);

    const signalled = fakeTerminal();
    const other = askSecret(signalled.terminal, '? ');
    signalled.stop.abort();
    await assert.rejects(other, { code: 'cancelled' });
    assert.deepEqual(signalled.modes, [true, false]);
    await assert.rejects(askSecret(signalled.terminal, '? '), { code: 'cancelled' });
    assert.deepEqual(signalled.modes, [true, false]);
  });

  it('takes only a clear yes for one', async () => {
    for (const [typed, yes] of [
      ['y\n', true],
      ['YES\n', true],
      ['\n', false],
      ['no\n', false],
      ['maybe yes\n', false],
    ] as const) {
      const { terminal, keys } = fakeTerminal();
      const answer = askYesNo(terminal, 'Go on?');
      keys.write(typed);
      assert.equal(await answer, yes, typed);
    }
  });

  it('asks only where somebody reads and answers', () => {
    const { terminal } = fakeTerminal();
    assert.equal(canAsk(terminal), true);
    assert.equal(canAsk({ ...terminal, stdin: new PassThrough() }), false);
    assert.equal(canAsk({ ...terminal, stderr: new PassThrough() }), false);
  });
});

function fakeTerminal() {
  const keys = new PassThrough();
  const talk = new PassThrough({ encoding: 'utf8' });
  const modes: boolean[] = [];
  const stop = new AbortController();
  const terminal: Terminal = {
    stdin: Object.assign(keys, { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) }),
    stdout: new PassThrough(),
    stderr: Object.assign(talk, { isTTY: true }),
    env: {},
    signal: stop.signal,
  };
  return { terminal, keys, modes, stop, shown: () => String(talk.read() ?? '') };
}
