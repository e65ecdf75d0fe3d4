/** Faults as rows: what can be set on each, what is usual, and what is set. */
import assert from 'node:assert/strict';
import { FAULTS, checkFault } from '../../../src/simulated-device/index.ts';
import { armedWords, englishLocale, faultSettings, faultTitle, takesEffectAtOnce } from '../../../src/view/index.ts';

function faultOf(id: string) {
  const fault = FAULTS.find((one) => one.id === id);
  assert(fault);
  return fault;
}

describe('what can be set on a fault', () => {
  it('is its trigger with what is usual, then its own parameters', () => {
    assert.deepEqual(
      faultSettings(faultOf('F05'), {}, englishLocale).map(({ key, value, isSet }) => [key, value, isSet]),
      [
        ['at', 'link', false],
        ['after', 'bytes=1048576', false],
        ['on', 'com.apple.mobilebackup2', false],
        ['p', 'any', false],
        ['times', '1', false],
        ['reset', 'no', false],
      ],
    );
  });

  it('shows what was set; another place removes what is usual at the first', () => {
    const rows = faultSettings(faultOf('F05'), { at: 'mb2.Backup', reset: 'yes' }, englishLocale);
    assert.deepEqual(
      rows.filter(({ key }) => ['at', 'after', 'on', 'reset'].includes(key)).map(({ key, value, isSet }) => [key, value, isSet]),
      [
        ['at', 'mb2.Backup', true],
        ['after', 'any', false],
        ['on', 'any', false],
        ['reset', 'yes', true],
      ],
    );
    assert.deepEqual(rows.at(-1)?.choices, ['no', 'yes']);
  });

  it('is no trigger for a fault that takes effect at once', () => {
    assert.deepEqual(
      faultSettings(faultOf('F47'), {}, englishLocale).map(({ key }) => key),
      ['kind', 'count', 'bytes'],
    );
    assert.deepEqual([takesEffectAtOnce(faultOf('F47')), takesEffectAtOnce(faultOf('F05'))], [true, false]);
  });

  it('names only keys that the fault takes, with usual values that it takes', () => {
    for (const fault of FAULTS) {
      for (const { key, value, choices } of faultSettings(fault, {}, englishLocale)) {
        if (key === 'at' || value === 'any') continue;
        checkFault(fault.id, { [key]: value });
        for (const word of choices ?? []) checkFault(fault.id, { [key]: word });
      }
    }
  });
});

describe('the title of a fault', () => {
  it('is translated as a whole, and keeps the names of its own parameters', () => {
    const title = faultTitle(faultOf('F49'), (template) => `«${template}»`);
    assert.match(title, /^«A hostile phone names .* \{udid\} is its own folder, \{nul\} a NUL character\.»$/);
  });
});

describe('an armed fault', () => {
  it('says how often it struck, and what was set', () => {
    const armed = { number: 1, id: 'F05', settings: { after: '30s', p: 0.5 }, struck: 1 };
    assert.equal(armedWords(armed, englishLocale), 'Struck 1 time · after=30s · p=0.5');
    assert.equal(armedWords({ ...armed, settings: {}, struck: 0 }, englishLocale), 'Struck 0 times');
  });
});
