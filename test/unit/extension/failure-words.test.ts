import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/index.ts';
import { failureOf, logLinesOf } from '../../../src/extension/failure-words.ts';
import { inEnglish } from '../../../src/view/index.ts';

describe('errors in words', () => {
  it('take the words of their code', () => {
    const failure = failureOf(new CodedError('folder-missing', 'ENOENT', { data: { path: '/x' } }), inEnglish);
    assert.deepEqual(failure, {
      code: 'folder-missing',
      message: 'The folder /x does not exist.',
      action: 'Create it, or choose another one.',
    });
  });

  it('of other kinds show nothing of themselves but that they happened', () => {
    for (const error of [new Error('secret'), new CodedError('made-up', 'secret'), 'secret', undefined]) {
      const failure = failureOf(error, inEnglish);
      assert.equal(failure.code, 'internal');
      assert.doesNotMatch(failure.message + failure.action, /secret/);
    }
  });

  it('are logged with code, message and causes, and with a stack only when nobody expected them', () => {
    const coded = new CodedError('link-lost', 'the peer closed', { cause: new Error('ECONNRESET') });
    assert.match(logLinesOf(coded), /^link-lost: the peer closed\n {2}because Error: ECONNRESET/);
    assert.match(logLinesOf(new TypeError('x')), /TypeError: x\n\s+at /);
  });
});
