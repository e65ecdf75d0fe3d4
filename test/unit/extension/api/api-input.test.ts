import assert from 'node:assert/strict';
import { ApiInput } from '../../../../src/extension/api/api-input.ts';

const refusal = (field: string) => ({ code: 'input-invalid', data: { field } });

describe('what other programs hand over', () => {
  it('is an object with known fields, or nothing', () => {
    assert.equal(new ApiInput(undefined, ['a']).optionalText('a'), undefined);
    for (const wrong of [null, 1, 'text', [], true]) assert.throws(() => new ApiInput(wrong, ['a']), refusal('input'), String(wrong));
    assert.throws(() => new ApiInput({ b: 1 }, ['a']), refusal('b'));
    assert.throws(() => new ApiInput({ ['x'.repeat(100)]: 1 }, []), refusal('x'.repeat(40)));
  });

  it('is checked field by field', () => {
    const input = new ApiInput({ text: 'a', empty: '', long: 'x'.repeat(5000), number: 1.5, count: 7, on: true, level: 'full' }, [
      ...['text', 'empty', 'long', 'number', 'count', 'on', 'level', 'absent'],
    ]);
    assert.equal(input.text('text'), 'a');
    for (const field of ['absent', 'empty', 'long', 'number']) assert.throws(() => input.text(field), refusal(field), field);
    assert.deepEqual([input.optionalSwitch('on'), input.optionalSwitch('absent')], [true, undefined]);
    assert.throws(() => input.optionalSwitch('text'), refusal('text'));
    assert.equal(input.optionalChoice('level', ['quick', 'full']), 'full');
    assert.throws(() => input.optionalChoice('level', ['quick']), refusal('level'));
    assert.deepEqual([input.optionalCount('count', 10), input.optionalCount('absent', 10)], [7, undefined]);
    for (const field of ['number', 'text']) assert.throws(() => input.optionalCount(field, 10), refusal(field), field);
    assert.throws(() => input.optionalCount('count', 6), refusal('count'));
  });

  it('does not reach the prototype of its fields', () => {
    const input = new ApiInput(JSON.parse('{"__proto__": 1}'), ['__proto__', 'toString']);
    assert.throws(() => input.text('toString'), refusal('toString'));
  });
});
